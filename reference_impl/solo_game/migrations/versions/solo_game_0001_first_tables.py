"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# Not just 0001: a file of another program that counts its revisions like this would be taken for a game's.
revision = "solo_game_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "games",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
    )
    _one_of("games", "is_active", "is_active")
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("game_id", sa.Integer, sa.ForeignKey("games.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("title", sa.String(80)),
        sa.Column("summary", sa.Text),
        sa.UniqueConstraint("game_id", "sequence", name="ux_acts_sequence"),
    )
    _one_of("acts", "game_id", "is_active")
    op.create_table(
        "scenes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("act_id", sa.Integer, sa.ForeignKey("acts.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.UniqueConstraint("act_id", "sequence", name="ux_scenes_sequence"),
        sa.CheckConstraint("status IN ('open', 'completed')", name="ck_scenes_status"),
        sa.CheckConstraint("status = 'open' OR NOT is_active", name="ck_scenes_active"),
    )
    _one_of("scenes", "act_id", "is_active")
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scene_id", sa.Integer, sa.ForeignKey("scenes.id"), nullable=False, index=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.CheckConstraint("source IN ('manual', 'oracle', 'dice')", name="ck_events_source"),
    )
    op.create_table(
        "dice_rolls",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scene_id", sa.Integer, sa.ForeignKey("scenes.id"), index=True),
        sa.Column("notation", sa.String(20), nullable=False),
        sa.Column("results", sa.JSON, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "interpretation_sets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scene_id", sa.Integer, sa.ForeignKey("scenes.id"), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
    )
    op.create_table(
        "interpretations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("interpretation_sets.id"), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("events.id"), unique=True),
        sa.UniqueConstraint("set_id", "sequence", name="ux_interpretations_sequence"),
    )
    _one_of("interpretations", "set_id", "event_id IS NOT NULL")


def downgrade() -> None:
    """Drop the tables."""
    for table in ("interpretations", "interpretation_sets", "dice_rolls", "events", "scenes", "acts", "games"):
        op.drop_table(table)


def _one_of(table: str, column: str, chosen: str) -> None:
    where = sa.text(chosen)
    op.create_index(f"ux_{table}_chosen", table, [column], unique=True, sqlite_where=where, postgresql_where=where)
