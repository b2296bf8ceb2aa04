"""The same names on the database layer: all that changes when a program moves to it."""

from __future__ import annotations

from reference_impl.database import EngineConfig, dispose_database, get_session_factory, init_database, session_scope

__all__ = ["connect", "disconnect", "session_scope"]


def connect(url: str) -> None:
    init_database(EngineConfig(database_url=url))


def disconnect() -> None:
    dispose_database()


def __getattr__(name: str) -> object:
    if name == "engine":
        return get_session_factory().engine
    raise AttributeError(name)
