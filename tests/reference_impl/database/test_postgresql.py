"""The general layer on a real PostgreSQL: scopes, readers, pools, and connections that break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from sqlalchemy import Engine, String, create_engine, event, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from reference_impl.database import (
    DatabaseConfig,
    EngineConfig,
    SessionFactory,
    dispose_database,
    init_database,
    init_sqlite_database,
    reader_scope,
    session_scope,
)
from reference_impl.database.errors import JoinedScopeFailed, ReadOnlyScope
from reference_impl.embedded_postgresql import embedded_postgresql, libpq_dsn


class Base(DeclarativeBase):
    """What the tables have in common: their metadata."""


class Note(Base):
    """Something written down."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(80))


@pytest.fixture(autouse=True)
def nothing_initialised_afterwards() -> Iterator[None]:
    yield
    dispose_database()


@pytest.fixture
def factory(postgresql_url: str) -> SessionFactory:
    """The application's factory, on a database with an empty table."""
    made = init_database(EngineConfig(database_url=postgresql_url))
    Base.metadata.create_all(made.engine)
    return made


def notes() -> list[str]:
    with session_scope() as session:
        return sorted(session.scalars(select(Note.text)))


def backend(session: Session) -> int:
    return session.execute(text("SELECT pg_backend_pid()")).scalar_one()


def terminate(url: str, pid: int) -> None:
    """End a connection from the server's side, and return when it is over."""
    with psycopg.connect(libpq_dsn(url), autocommit=True) as connection:
        assert connection.execute("SELECT pg_terminate_backend(%s, 60000)", [pid]).fetchone() == (True,)


def lose_a_note(then: Callable[[Session], object]) -> None:
    """Write a note in a scope, and let something happen."""
    with session_scope() as session:
        session.add(Note(text="lost"))
        session.flush()
        then(session)


def raising(error: BaseException) -> Callable[[Session], NoReturn]:
    def fail(_session: Session) -> NoReturn:
        raise error

    return fail


def terminated(url: str, then: Callable[[Session], object]) -> Callable[[Session], None]:
    def terminate_own(session: Session) -> None:
        terminate(url, backend(session))
        then(session)

    return terminate_own


def test_a_scope_commits(factory: SessionFactory) -> None:
    with session_scope() as session:
        session.add(Note(text="kept"))
    assert notes() == ["kept"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_scope_rolls_back_on_every_exception(factory: SessionFactory, kind: type[BaseException]) -> None:
    with pytest.raises(kind):
        lose_a_note(raising(kind()))
    assert notes() == []


def test_an_empty_scope_takes_no_connection(factory: SessionFactory) -> None:
    factory.engine.dispose()
    with session_scope(), reader_scope():
        pass
    assert factory.engine.pool.status().startswith("Pool size: 5  Connections in pool: 0")


def test_an_independent_scope_survives_the_enclosing_ones_rollback(factory: SessionFactory) -> None:
    def nest(_outer: Session) -> NoReturn:
        with session_scope() as inner:
            inner.add(Note(text="inner"))
        raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        lose_a_note(nest)
    assert notes() == ["inner"]


def test_a_savepoint_undoes_only_what_failed_behind_it(factory: SessionFactory) -> None:
    with session_scope() as outer:
        outer.add(Note(text="before"))
        with suppress(ValueError), session_scope(propagation="savepoint") as inner:
            assert inner is outer
            inner.execute(insert(Note).values(text="undone"))
            raise ValueError("inner")
        outer.add(Note(text="after"))
    assert notes() == ["after", "before"]


def test_a_savepoint_survives_an_error_of_the_server(factory: SessionFactory) -> None:
    with session_scope() as outer:
        outer.add(Note(text="before"))
        with pytest.raises(Exception, match="division by zero"), session_scope(propagation="savepoint") as inner:
            inner.execute(text("SELECT 1 / 0"))
        outer.add(Note(text="after"))
    assert notes() == ["after", "before"]


def test_a_required_scope_shares_the_enclosing_ones_fate(factory: SessionFactory) -> None:
    with session_scope() as outer, session_scope(propagation="required") as inner:
        assert inner is outer
        inner.add(Note(text="joined"))
    assert notes() == ["joined"]


def test_a_required_scope_that_fails_fails_the_enclosing_one_even_when_swallowed(factory: SessionFactory) -> None:
    def swallow(outer: Session) -> None:
        outer.add(Note(text="outer"))
        with pytest.raises(ValueError, match="inner"), session_scope(propagation="required"):
            raise ValueError("inner")

    with pytest.raises(JoinedScopeFailed) as raised, session_scope() as outer:
        swallow(outer)
    assert isinstance(raised.value.__cause__, ValueError)
    assert notes() == []


def orm_write(session: Session) -> None:
    session.add(Note(text="refused"))
    session.flush()


def bulk_write(session: Session) -> None:
    session.execute(insert(Note), [{"text": "refused"}, {"text": "too"}])


def textual_write(session: Session) -> None:
    session.execute(text("INSERT INTO notes (text) VALUES ('refused')"))


def write_below_the_session(session: Session) -> None:
    session.connection().execute(insert(Note).values(text="refused"))


def hidden_write(session: Session) -> None:
    session.execute(
        text("WITH written AS (INSERT INTO notes (text) VALUES ('refused') RETURNING id) SELECT * FROM written")
    )


def lock_rows(session: Session) -> None:
    session.execute(select(Note).with_for_update())


def create_table(session: Session) -> None:
    session.execute(text("CREATE TABLE refused (id INTEGER)"))


def add_without_a_flush(session: Session) -> None:
    session.add(Note(text="refused"))


WRITES = [
    orm_write,
    bulk_write,
    textual_write,
    write_below_the_session,
    hidden_write,
    lock_rows,
    create_table,
    add_without_a_flush,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_reader_refuses(factory: SessionFactory, write: Callable[[Session], None]) -> None:
    with pytest.raises(ReadOnlyScope, match="a reader scope cannot write"), reader_scope() as session:
        write(session)
    assert notes() == []


def test_a_readers_connection_can_write_again(postgresql_url: str) -> None:
    init_database(EngineConfig(database_url=postgresql_url, db_pool_size=1, db_max_overflow=0))
    with session_scope() as session:
        Base.metadata.create_all(session.connection())
    with reader_scope() as session:
        pid = backend(session)
    with session_scope() as session:
        assert backend(session) == pid
        session.add(Note(text="written"))
    with pytest.raises(ReadOnlyScope), reader_scope() as session:
        textual_write(session)
    assert notes() == ["written"]


def test_a_reader_sees_one_state_beside_a_writer_and_leaves_its_connection_as_it_was(
    factory: SessionFactory,
) -> None:
    isolation = text("SHOW transaction_isolation")
    with reader_scope() as reader:
        assert reader.scalars(select(Note)).all() == []
        with session_scope() as writer:
            writer.add(Note(text="in between"))
            writer.flush()
            assert writer.scalar(isolation) == "read committed"
        assert reader.scalars(select(Note)).all() == []
        assert reader.scalar(isolation) == "repeatable read"
    for _ in range(3):  # whichever connection it was
        with session_scope() as session:
            assert session.scalar(isolation) == "read committed"
            assert len(session.scalars(select(Note)).all()) == 1


def test_a_reader_inside_a_writer_and_a_writer_inside_a_reader_are_independent(factory: SessionFactory) -> None:
    with session_scope() as writer:
        writer.add(Note(text="first"))
        writer.flush()
        with reader_scope() as reader:
            assert reader.scalars(select(Note)).all() == []
            with session_scope() as another:
                another.add(Note(text="second"))
    assert notes() == ["first", "second"]


def test_pool_settings_reach_the_pool(postgresql_url: str) -> None:
    config = EngineConfig(
        database_url=postgresql_url, db_pool_size=1, db_max_overflow=1, db_pool_timeout=0.01, db_pool_recycle=1800
    )
    engine = init_database(config).engine
    with engine.connect(), engine.connect(), pytest.raises(PoolTimeout, match="size 1 overflow 1"):
        engine.connect()
    assert engine.pool._recycle == 1800  # it has no public name
    assert engine.pool._pre_ping


def test_arguments_for_the_driver_reach_it(postgresql_url: str) -> None:
    arguments = {"application_name": "stockroom", "options": "-c statement_timeout=12345"}
    init_database(EngineConfig(database_url=postgresql_url, db_connect_args=arguments))
    with session_scope() as session:
        assert session.execute(text("SHOW application_name")).scalar_one() == "stockroom"
        assert session.execute(text("SHOW statement_timeout")).scalar_one() == "12345ms"


def test_the_error_of_a_terminated_connection_comes_out_and_the_next_scope_works(
    factory: SessionFactory, postgresql_url: str
) -> None:
    with pytest.raises(OperationalError, match="terminating connection"):
        lose_a_note(terminated(postgresql_url, lambda session: session.execute(text("SELECT 1"))))
    assert notes() == []


def test_the_first_error_comes_out_when_the_rollback_fails_too(factory: SessionFactory, postgresql_url: str) -> None:
    with pytest.raises(ValueError, match="the first error"):
        lose_a_note(terminated(postgresql_url, raising(ValueError("the first error"))))
    assert notes() == []


def test_a_commit_that_finds_no_connection_raises(factory: SessionFactory, postgresql_url: str) -> None:
    with pytest.raises(OperationalError, match="terminating connection"):
        lose_a_note(terminated(postgresql_url, lambda _: None))
    assert notes() == []


def test_a_reader_whose_connection_is_terminated_has_read_and_the_next_scope_works(
    factory: SessionFactory, postgresql_url: str
) -> None:
    with reader_scope() as session:
        terminate(postgresql_url, backend(session))
    assert notes() == []


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_the_server_between_scopes_is_not_noticed(mode: str) -> None:
    with embedded_postgresql() as server:
        init_database(EngineConfig(database_url=server.create_database()))
        with session_scope() as session:
            Base.metadata.create_all(session.connection())
            session.add(Note(text="before"))
        server.restart(mode)
        with session_scope() as session:
            session.add(Note(text="after"))
        assert notes() == ["after", "before"]


def sent_by(engine: Engine, path: Path) -> str:
    """Return what an engine sends for a transaction, its first connection included, as the driver records it."""
    with path.open("wb") as file:

        def record(connection: psycopg.Connection, _record: object) -> None:
            connection.pgconn.trace(file.fileno())

        event.listen(engine, "connect", record, insert=True)
        with session_scope(SessionFactory(engine)) as session:
            session.execute(text("SELECT 'sent'"))
        engine.dispose()
    return path.read_text()


def test_nothing_of_sqlite_reaches_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    init_sqlite_database(DatabaseConfig(db_path=tmp_path / "notes.db")).dispose()
    init_database(EngineConfig(database_url="sqlite://"))
    dispose_database()
    config = EngineConfig(database_url=postgresql_url, db_connect_at_start=False)
    for engine in (init_database(config).engine, create_engine(postgresql_url)):
        sent = sent_by(engine, tmp_path / "sent.txt")
        assert "SELECT 'sent'" in sent
        assert "BEGIN" in sent
        assert "COMMIT" in sent
        assert "PRAGMA" not in sent
        assert "IMMEDIATE" not in sent
        assert "ErrorResponse" not in sent
