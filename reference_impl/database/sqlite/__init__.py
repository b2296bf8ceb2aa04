"""System B: the layer of a program that owns one SQLite file, a desktop program or a command line."""

from reference_impl.database.sqlite.factory import SqliteSessionFactory
from reference_impl.database.sqlite.initialise import init_database
from reference_impl.database.sqlite.integrity import IntegrityReport

__all__ = ["IntegrityReport", "SqliteSessionFactory", "init_database"]
