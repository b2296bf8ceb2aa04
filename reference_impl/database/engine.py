"""Engines from a configuration, and what is said when that is wrong."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ProgrammingError

from reference_impl.database.config import EngineConfig
from reference_impl.database.errors import DatabaseUnavailable, InvalidDatabaseUrl, InvalidEngineOptions, shown
from reference_impl.database.sqlite.engine import DRIVER_OPTIONS, IN_MEMORY_OPTIONS, listen

_FORM = "dialect+driver://user:password@host:port/database"


def make_engine(config: EngineConfig) -> Engine:
    """Return an engine, which does not connect yet.

    An engine on SQLite gets the PRAGMAs and transactions that it needs, and in memory a single connection.

    Args:
        config: URL, arguments for the driver, and pool settings.

    Raises:
        InvalidDatabaseUrl: the URL cannot be parsed, or names a dialect or driver that is not installed.
        InvalidEngineOptions: the driver or pool refuses an option.
    """
    try:
        url = make_url(config.database_url)
    except (ArgumentError, ValueError):
        # Not chained: the cause may quote a part of the URL, and with it of the password.
        raise InvalidDatabaseUrl("DATABASE_URL cannot be parsed", expected=_FORM, found="another form") from None
    if url.get_backend_name() != "sqlite" and config.database_url.partition("?")[0].count("@") > 1:
        # Where the password ends is then anybody's guess, and the rest of it would be taken for the host, and shown.
        raise InvalidDatabaseUrl("DATABASE_URL has a second @: write %40 in a password", expected=_FORM, found="two @")
    try:
        engine = create_engine(url, echo=config.db_echo, pool_pre_ping=config.db_pool_pre_ping, **_options(config, url))
    except NoSuchModuleError as error:
        raise InvalidDatabaseUrl(
            "DATABASE_URL names a dialect that SQLAlchemy does not know",
            path=shown(url),
            expected="postgresql+psycopg, sqlite or another that is installed",
            found=url.drivername,
        ) from error
    except ModuleNotFoundError as error:
        raise InvalidDatabaseUrl(
            "the driver is not installed", path=shown(url), expected=f"a module {error.name}", found="none"
        ) from error
    except (ArgumentError, TypeError) as error:
        raise InvalidEngineOptions(f"the engine refuses an option: {error}", path=shown(url)) from error
    if url.get_backend_name() == "sqlite":
        listen(engine)
    return engine


def connect_once(engine: Engine) -> None:
    """Return if a connection can be made.

    Raises:
        DatabaseUnavailable: the server does not answer or refuses the login, or the file cannot be opened.
        InvalidEngineOptions: the driver refuses an argument.
    """
    place = shown(engine.url)
    try:
        engine.connect().close()
    except ProgrammingError as error:
        what = f"the driver refuses an argument of DATABASE_URL or DB_CONNECT_ARGS: {error.orig}"
        raise InvalidEngineOptions(what, path=place) from error
    except DBAPIError as error:
        found = _without_credentials(str(error.orig), engine.url)
        raise DatabaseUnavailable(
            "no connection can be made: look at DATABASE_URL, and whether the server runs or the folder is there",
            path=place,
            expected="an answer",
            found=found,
        ) from error
    except TypeError as error:
        raise InvalidEngineOptions(
            f"the driver refuses an argument of DATABASE_URL or DB_CONNECT_ARGS: {error}", path=place
        ) from error


def _options(config: EngineConfig, url: URL) -> dict[str, Any]:  # as create_engine() takes them
    pool = {
        "pool_size": config.db_pool_size,
        "max_overflow": config.db_max_overflow,
        "pool_timeout": config.db_pool_timeout,
        "pool_recycle": config.db_pool_recycle,
    }
    if url.get_backend_name() != "sqlite":
        return {"connect_args": config.db_connect_args, **pool}
    in_memory = url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"
    return {"connect_args": {**DRIVER_OPTIONS, **config.db_connect_args}, **(IN_MEMORY_OPTIONS if in_memory else pool)}


def _without_credentials(text: str, url: URL) -> str:
    secrets = [url.password, url.username, *(value for value in url.query.values() if isinstance(value, str))]
    for secret in filter(None, secrets):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "***", text)
    return " ".join(text.split())
