"""Alembic's environment: it runs on the connection that the database layer hands over, in that one's transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from reference_impl.solo_game.models import Base


def migrate(connection: Connection) -> None:
    """Run the migrations; on SQLite tables are altered by copying them."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    context.run_migrations()


migrate(context.config.attributes["connection"])
