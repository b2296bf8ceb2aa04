"""How an application comes by a manager, and a database by its tables."""

from __future__ import annotations

from reference_impl.database.engine import connect_once, make_engine
from reference_impl.database.schema import upgrade_schema
from reference_impl.documentation.manager import SessionManager
from reference_impl.documentation.models import SCHEMA
from reference_impl.documentation.postgresql import PostgresRepository
from reference_impl.documentation.settings import DocumentationSettings


def open_manager(settings: DocumentationSettings) -> SessionManager:
    """Return a manager on a PostgreSQL that is migrated.

    Args:
        settings: where, and how.

    Raises:
        InvalidDatabaseUrl: the URL cannot be parsed.
        DatabaseUnavailable: the server does not answer, or refuses the login.
        SchemaVersionMismatch: the database is not migrated to this version.
    """
    return SessionManager(PostgresRepository(settings), settings)


def migrate(settings: DocumentationSettings) -> None:
    """Create the tables, or bring them to this version; nothing where they are.

    Args:
        settings: of which only the URL counts.

    Raises:
        InvalidDatabaseUrl: the URL cannot be parsed.
        DatabaseUnavailable: the server does not answer, or refuses the login.
        SchemaVersionMismatch: the tables are newer, or another program's.
    """
    engine = make_engine(settings)
    try:
        connect_once(engine)
        upgrade_schema(engine, SCHEMA)
    finally:
        engine.dispose()
