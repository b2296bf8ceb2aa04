"""The configuration: from arguments, or from the environment by pydantic-settings.

`EngineConfig` is for a database that has a URL, `DatabaseConfig` for a program that owns one SQLite file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EngineConfig(BaseSettings):
    """What `init_database()` makes an engine from. Each field is read from the variable of its name, in capitals.

    Attributes:
        database_url: an SQLAlchemy URL; not shown, for it may hold a password.
        db_connect_args: what the driver's `connect()` is given beside the URL; not shown either.
        db_pool_size: connections that are kept open.
        db_max_overflow: connections beyond those, closed after use.
        db_pool_timeout: seconds to wait for a connection.
        db_pool_recycle: seconds after which a connection is replaced; -1 for never.
        db_pool_pre_ping: whether a connection is tried before each use, so that a restarted server is not noticed.
        db_echo: whether SQL is logged.
        db_connect_at_start: whether `init_database()` makes a first connection, so that a wrong URL is noticed then.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(repr=False)
    db_connect_args: dict[str, Any] = Field(default_factory=dict, repr=False)  # whatever the driver takes
    db_pool_size: int = Field(default=5, ge=1)
    db_max_overflow: int = Field(default=10, ge=-1)
    db_pool_timeout: float = Field(default=30.0, gt=0)
    db_pool_recycle: int = Field(default=-1, ge=-1)
    db_pool_pre_ping: bool = True
    db_echo: bool = False
    db_connect_at_start: bool = True


class DatabaseConfig(BaseSettings):
    """What `SqliteSessionFactory` opens. Each field is read from the variable of its name, in capitals.

    Attributes:
        db_path: the file, or `Path(":memory:")` for a database that lives as long as its engine.
        db_busy_timeout: milliseconds to wait for another connection's lock.
        db_pool_size: connections that are kept open; those beyond are closed after use.
        db_echo: whether SQL is logged.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    db_path: Path
    db_busy_timeout: int = Field(default=5000, ge=0)
    db_pool_size: int = Field(default=5, ge=1)
    db_echo: bool = False

    @property
    def in_memory(self) -> bool:
        """Whether there is no file."""
        return str(self.db_path) == ":memory:"
