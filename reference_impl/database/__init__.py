"""The database layer: sessions are made here, scopes own them, services are handed them.

Two systems, one layer:

A. An application that has a URL (a server, a web application): `init_database(EngineConfig())` at its start, then
   `session_scope()` wherever a unit of work begins.
B. A program that owns one SQLite file (a desktop program, a command line):
   `init_sqlite_database(DatabaseConfig(...))`, which creates, checks and protects the file, then
   `factory.get_session()`. `set_session_factory(factory)` makes it the application's, for code that says
   `session_scope()`.

`web` (plain ASGI, without FastAPI) and `asynchronous` (which needs greenlet) are imported by those who use them.
"""

from reference_impl.database.accessor import (
    dispose_database,
    get_session_factory,
    set_session_factory,
    using_session_factory,
)
from reference_impl.database.config import DatabaseConfig, EngineConfig
from reference_impl.database.context import get_current_session, reset_current_session, set_current_session
from reference_impl.database.errors import DatabaseError, DatabaseNotFound, SchemaVersionMismatch
from reference_impl.database.factory import SessionFactory
from reference_impl.database.guard import guarded
from reference_impl.database.initialise import init_database
from reference_impl.database.schema import Schema
from reference_impl.database.scope import reader_scope, session_scope
from reference_impl.database.sqlite import IntegrityReport, SqliteSessionFactory
from reference_impl.database.sqlite import init_database as init_sqlite_database

__all__ = [
    "DatabaseConfig",
    "DatabaseError",
    "DatabaseNotFound",
    "EngineConfig",
    "IntegrityReport",
    "Schema",
    "SchemaVersionMismatch",
    "SessionFactory",
    "SqliteSessionFactory",
    "dispose_database",
    "get_current_session",
    "get_session_factory",
    "guarded",
    "init_database",
    "init_sqlite_database",
    "reader_scope",
    "reset_current_session",
    "session_scope",
    "set_current_session",
    "set_session_factory",
    "using_session_factory",
]
