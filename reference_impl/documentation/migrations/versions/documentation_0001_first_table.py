"""The table of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

# Not just 0001: the database of another program that counts its revisions like this would be taken for this one's.
revision = "documentation_0001"
down_revision = None
branch_labels = None
depends_on = None

TABLE = "documentation_sessions"
CHECKS = {
    "status": "status IN ('pending', 'in_progress', 'completed', 'failed', 'expired')",
    "total_files": "total_files = cardinality(file_paths)",
    "processed_files": "processed_files BETWEEN 0 AND total_files",
    "failed_files": "cardinality(failed_files) <= total_files",
    "notes": "jsonb_typeof(notes) = 'array'",
    "expires_at": "expires_at > created_at",
    "version": "version >= 1",
}


def upgrade() -> None:
    """Create the table; what expires is found by an index that only the living are in."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("module_name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("file_paths", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("total_files", sa.Integer, nullable=False),
        sa.Column("processed_files", sa.Integer, nullable=False),
        sa.Column("current_file", sa.Text),
        sa.Column("failed_files", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("notes", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("recent_changes", sa.ARRAY(sa.BigInteger), nullable=False),
        *(sa.CheckConstraint(check, name=f"ck_{TABLE}_{name}") for name, check in CHECKS.items()),
    )
    living = sa.text("status IN ('pending', 'in_progress')")
    op.create_index(f"ix_{TABLE}_due", TABLE, ["expires_at"], postgresql_where=living)
    op.create_index(f"ix_{TABLE}_page", TABLE, ["workspace_id", "created_at", "id"])
    op.create_index(f"ix_{TABLE}_created", TABLE, ["created_at", "id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(TABLE)
