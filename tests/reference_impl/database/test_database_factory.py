"""Factories: the sessions that they make, and what happens when their engine is gone."""

from __future__ import annotations

import gc
import weakref

import pytest
from notes import Note, committed, write
from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, sessionmaker

from reference_impl.database import EngineConfig, SessionFactory, dispose_database, get_session_factory, init_database
from reference_impl.database.errors import (
    DatabaseAlreadyInitialised,
    DatabaseNotInitialised,
    FactoryDisposed,
)


def test_sessions_are_those_of_sessionmaker(factory: SessionFactory) -> None:
    ours, bare = factory.create_session(), sessionmaker(factory.engine)()
    assert isinstance(ours, Session)
    assert ours.get_bind() is bare.get_bind()
    for option in ("expire_on_commit", "autoflush"):
        assert getattr(ours, option) == getattr(bare, option)


def test_a_new_session_takes_no_connection(factory: SessionFactory) -> None:
    with factory.create_session():
        assert factory.engine.pool.checkedout() == 0


def test_options_reach_the_session() -> None:
    session = SessionFactory(create_engine("sqlite://"), expire_on_commit=False, autoflush=False).create_session()
    assert not session.expire_on_commit
    assert not session.autoflush


def test_a_closed_session_starts_anew_unless_the_factory_is_strict(factory: SessionFactory) -> None:
    session = factory.create_session()
    session.close()
    assert session.scalars(select(Note)).all() == []
    session.close()
    strict = SessionFactory(factory.engine, strict=True).create_session()
    strict.close()
    with pytest.raises(InvalidRequestError, match="has been permanently closed"):
        strict.scalars(select(Note))


def test_after_disposal_no_session_is_made(factory: SessionFactory) -> None:
    factory.dispose()
    with pytest.raises(FactoryDisposed, match=r"notes\.db: .*get_session_factory\(\)"):
        factory.create_session()
    with pytest.raises(FactoryDisposed):
        factory.create_reader()


def test_a_session_in_use_outlives_the_disposal(factory: SessionFactory) -> None:
    with factory.create_session() as session:
        write(session, "one")
        factory.dispose()
        session.commit()
        assert session.scalars(select(Note.text)).all() == ["one"]


def test_a_factory_does_not_keep_its_engine_alive() -> None:
    factory = SessionFactory(create_engine("sqlite://"))
    engine = weakref.ref(factory.engine)
    del factory
    gc.collect()
    assert engine() is None


def test_initialising_stores_the_factory_and_returns_it() -> None:
    factory = init_database(EngineConfig(database_url="sqlite://"))
    assert get_session_factory() is factory


def test_initialising_twice_is_an_error_and_the_first_stays() -> None:
    factory = init_database(EngineConfig(database_url="sqlite://"))
    with pytest.raises(DatabaseAlreadyInitialised, match=r":memory:: .*dispose_database\(\)"):
        init_database(EngineConfig(database_url="sqlite://"))
    assert get_session_factory() is factory


def test_after_disposal_there_is_no_factory_and_another_may_come() -> None:
    first = init_database(EngineConfig(database_url="sqlite://"))
    dispose_database()
    dispose_database()
    with pytest.raises(DatabaseNotInitialised, match=r"init_database\(\)"):
        get_session_factory()
    second = init_database(EngineConfig(database_url="sqlite://"))
    assert second.engine is not first.engine
    with pytest.raises(FactoryDisposed):
        first.create_session()


def test_the_environment_configures(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/notes.db")
    monkeypatch.setenv("DB_POOL_SIZE", "3")
    monkeypatch.setenv("DB_CONNECT_ARGS", '{"timeout": 7}')
    config = EngineConfig()  # pyright: ignore[reportCallIssue]
    assert config.db_connect_args == {"timeout": 7}
    assert init_database(config).engine.pool.size() == 3  # pyright: ignore[reportAttributeAccessIssue]


def test_listeners_reach_one_engine_alone(factory: SessionFactory) -> None:
    other = create_engine("sqlite://")
    pragmas: list[str] = []
    event.listen(other, "before_cursor_execute", lambda *args: pragmas.append(args[2]))
    with other.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    assert pragmas == ["PRAGMA foreign_keys"]
    assert committed(factory) == []


def test_sqlite_by_its_url_has_foreign_keys_a_log_and_immediate_transactions(tmp_path: object) -> None:
    factory = init_database(EngineConfig(database_url=f"sqlite:///{tmp_path}/notes.db"))
    sent: list[str] = []
    event.listen(factory.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    with factory.create_session() as session:
        connection = session.connection()
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "journal_mode")]
    assert values == [1, "wal"]
    assert sent[0] == "BEGIN IMMEDIATE"
