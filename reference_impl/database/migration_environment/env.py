"""Alembic's environment, one for all programs: it runs on the connection, and for the tables, that it is handed."""

from __future__ import annotations

from alembic import context

# On SQLite tables are altered by copying them.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
)
context.run_migrations()
