"""Movements, of which the quantity is the sum."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the movements; what is in stock becomes the first one of each item."""
    op.create_table(
        "movements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_movements_item_id", "movements", ["item_id"])
    op.execute(
        "INSERT INTO movements (item_id, change, reason, made_at) "
        "SELECT id, quantity, 'in stock before', CURRENT_TIMESTAMP FROM items WHERE quantity > 0"
    )


def downgrade() -> None:
    """Drop the movements."""
    op.drop_table("movements")
