"""`init_database()` on a real PostgreSQL: what is wrong is said, once, in time, and without credentials."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from reference_impl.database import (
    DatabaseError,
    EngineConfig,
    dispose_database,
    get_session_factory,
    init_database,
    session_scope,
)
from reference_impl.database.errors import (
    DatabaseAlreadyInitialised,
    DatabaseNotInitialised,
    DatabaseUnavailable,
    FactoryDisposed,
    InvalidDatabaseUrl,
    InvalidEngineOptions,
)
from reference_impl.embedded_postgresql import embedded_postgresql, libpq_dsn

SECRET = "SECRET"
CLOSED_PORT = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def nothing_initialised_afterwards() -> Iterator[None]:
    yield
    dispose_database()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server that asks for a password over TCP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    with embedded_postgresql(port=number, password=f"right{SECRET}"):
        yield number


def refused(kind: type[DatabaseError], url: str, **options: Any) -> DatabaseError:
    """Return the error with which `init_database()` refuses; it has the right class and shows no password."""
    with pytest.raises(DatabaseError) as raised:
        init_database(EngineConfig(database_url=url, **options))
    error = raised.value
    everything = "".join(traceback.format_exception(error))
    assert SECRET not in str(error)
    assert SECRET not in repr(error)
    assert SECRET not in everything
    assert SECRET not in str(vars(error))
    assert type(error) is kind, str(error)
    with pytest.raises(DatabaseNotInitialised):
        get_session_factory()
    return error


@pytest.mark.parametrize(
    "url",
    [
        "",
        SECRET,
        f"//{SECRET}",
        f"postgresql:{SECRET}",
        f"postgresql//anna:{SECRET}@localhost/stock",
        f"postgresql+psycopg://anna:{SECRET}@localhost:port{SECRET}/stock",
        f"postgresql+psycopg://anna:{SECRET}/{SECRET}@localhost:{SECRET}/stock",
    ],
)
def test_a_url_that_cannot_be_parsed(url: str) -> None:
    error = refused(InvalidDatabaseUrl, url)
    assert "DATABASE_URL cannot be parsed" in str(error)
    assert "dialect+driver://user:password@host:port/database" in str(error)


def test_an_unknown_dialect() -> None:
    error = refused(InvalidDatabaseUrl, f"postgers://anna:{SECRET}@localhost/stock")
    assert "postgers" in str(error)


def test_an_unknown_driver_of_a_known_dialect() -> None:
    error = refused(InvalidDatabaseUrl, f"postgresql+psycopq://anna:{SECRET}@localhost/stock")
    assert "postgresql+psycopq" in str(error)


@pytest.mark.parametrize(
    ("dialect", "module"), [("postgresql+psycopg2", "psycopg2"), ("mysql", "MySQLdb"), ("oracle", "oracledb")]
)
def test_a_driver_that_is_not_installed(dialect: str, module: str) -> None:
    error = refused(InvalidDatabaseUrl, f"{dialect}://anna:{SECRET}@localhost/stock")
    assert "the driver is not installed" in str(error)
    assert module in str(error)


@pytest.mark.parametrize("character", [*"@/:?#%[]\\&= +'\"", "@@", "//", "@/", "%zz", "://"])
def test_a_password_with_a_character_that_ought_to_be_escaped(character: str) -> None:
    password = f"{SECRET}1{character}{SECRET}2"
    kinds = {InvalidDatabaseUrl, InvalidEngineOptions, DatabaseUnavailable}
    with pytest.raises(DatabaseError) as raised:
        init_database(
            EngineConfig(
                database_url=f"postgresql+psycopg://anna:{password}@{CLOSED_PORT}/stock",
                db_connect_args={"connect_timeout": 5},
            )
        )
    assert type(raised.value) in kinds
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_a_password_in_the_query_or_in_the_arguments_is_not_shown() -> None:
    refused(DatabaseUnavailable, f"postgresql+psycopg://{CLOSED_PORT}/stock?user=anna&password={SECRET}")
    refused(
        DatabaseUnavailable,
        f"postgresql+psycopg://anna@{CLOSED_PORT}/stock",
        db_connect_args={"password": SECRET},
    )


def test_a_port_where_nobody_listens() -> None:
    error = refused(DatabaseUnavailable, f"postgresql+psycopg://anna:{SECRET}@{CLOSED_PORT}/stock")
    assert str(error).startswith(f"postgresql+psycopg://{CLOSED_PORT}/stock: no connection can be made")
    assert "refused" in str(error)
    assert "anna" not in str(error)
    assert error.__cause__ is not None


def test_a_wrong_password(port: int) -> None:
    error = refused(DatabaseUnavailable, f"postgresql+psycopg://postgres:wrong{SECRET}@127.0.0.1:{port}/postgres")
    assert "password authentication failed" in str(error)
    # The user is hidden; that the same word stands in the dialect's and the database's name does not matter.
    assert str(error).startswith(f"postgresql+psycopg://127.0.0.1:{port}/postgres: ")


def test_the_right_password(port: int) -> None:
    url = f"postgresql+psycopg://postgres:right{SECRET}@127.0.0.1:{port}/postgres"
    init_database(EngineConfig(database_url=url))
    with session_scope() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_an_unknown_database(port: int) -> None:
    error = refused(DatabaseUnavailable, f"postgresql+psycopg://postgres:right{SECRET}@127.0.0.1:{port}/nowhere")
    assert 'database "nowhere" does not exist' in str(error)


def test_an_option_that_the_driver_does_not_know(port: int) -> None:
    url = f"postgresql+psycopg://postgres:right{SECRET}@127.0.0.1:{port}/postgres"
    error = refused(InvalidEngineOptions, url, db_connect_args={"connect_timeoot": 3})
    assert "DB_CONNECT_ARGS" in str(error)
    assert "connect_timeoot" in str(error)


def test_an_option_of_the_url_that_the_driver_does_not_know(port: int) -> None:
    url = f"postgresql+psycopg://postgres:right{SECRET}@127.0.0.1:{port}/postgres?connect_timeoot=3"
    assert "connect_timeoot" in str(refused(InvalidEngineOptions, url))


def test_an_option_that_sqlites_driver_does_not_know() -> None:
    error = refused(InvalidEngineOptions, "sqlite://", db_connect_args={"connect_timeoot": 3})
    assert "connect_timeoot" in str(error)


def test_a_value_that_the_driver_refuses(port: int) -> None:
    url = f"postgresql+psycopg://postgres:right{SECRET}@127.0.0.1:{port}/postgres"
    error = refused(DatabaseUnavailable, url, db_connect_args={"sslmode": "sometimes"})
    assert "sslmode" in str(error)


def test_without_a_connection_at_the_start_a_wrong_server_is_noticed_later() -> None:
    factory = init_database(
        EngineConfig(database_url=f"postgresql+psycopg://{CLOSED_PORT}/stock", db_connect_at_start=False)
    )
    assert get_session_factory() is factory


def connections(url: str) -> int:
    """How many connections the server has for a database, not counting the one that asks."""
    with psycopg.connect(libpq_dsn(url), autocommit=True) as asking:
        row = asking.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [make_url(url).database],
        ).fetchone()
    assert row is not None
    return row[0]


def wait_for_connections(url: str, number: int) -> None:
    """Return when the server has as many connections; it notices a closed one a moment later."""
    while connections(url) != number:
        threading.Event().wait(0.01)


def test_initialising_twice_is_refused_and_the_first_factory_stays(postgresql_url: str) -> None:
    first = init_database(EngineConfig(database_url=postgresql_url))
    with pytest.raises(DatabaseAlreadyInitialised, match="dispose_database"):
        init_database(EngineConfig(database_url=postgresql_url))
    assert get_session_factory() is first
    with session_scope() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
    wait_for_connections(postgresql_url, 1)  # that of the first


def test_after_disposal_there_is_no_factory_until_the_next_initialisation(postgresql_url: str) -> None:
    first = init_database(EngineConfig(database_url=postgresql_url))
    dispose_database()
    wait_for_connections(postgresql_url, 0)
    with pytest.raises(DatabaseNotInitialised, match="init_database"):
        get_session_factory()
    with pytest.raises(DatabaseNotInitialised), session_scope():
        pass
    with pytest.raises(FactoryDisposed, match="get_session_factory"):
        first.create_session()
    second = init_database(EngineConfig(database_url=postgresql_url))
    assert second.engine is not first.engine
    with session_scope() as session:
        assert session.get_bind() is second.engine


def test_a_session_in_use_survives_the_disposal_and_leaves_no_connection(postgresql_url: str) -> None:
    init_database(EngineConfig(database_url=postgresql_url))
    with session_scope() as session:
        session.execute(text("CREATE TABLE kept (id INTEGER)"))
        dispose_database()
        session.execute(text("INSERT INTO kept VALUES (1)"))
    init_database(EngineConfig(database_url=postgresql_url))
    with session_scope() as session:
        assert session.execute(text("SELECT id FROM kept")).scalar_one() == 1
    dispose_database()
    wait_for_connections(postgresql_url, 0)


def test_of_twenty_threads_that_initialise_at_once_one_succeeds(postgresql_url: str) -> None:
    together = threading.Barrier(20)
    outcomes: list[object] = []

    def initialise() -> None:
        together.wait()
        try:
            outcomes.append(init_database(EngineConfig(database_url=postgresql_url)))
        except DatabaseAlreadyInitialised as error:
            outcomes.append(error)

    threads = [threading.Thread(target=initialise) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [outcome for outcome in outcomes if not isinstance(outcome, DatabaseAlreadyInitialised)]
    assert made == [get_session_factory()]
    assert len(outcomes) == 20
    wait_for_connections(postgresql_url, 1)
