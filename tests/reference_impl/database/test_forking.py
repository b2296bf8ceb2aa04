"""Forks: the child has its parent's connections, and neither may disturb the other."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from reference_impl.database import (
    DatabaseConfig,
    DatabaseError,
    EngineConfig,
    SessionFactory,
    init_sqlite_database,
    session_scope,
)
from reference_impl.database.engine import make_engine

MANY = 200  # rows of a transaction: more than SQLite keeps in memory here


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionFactory]:
    if request.param == "sqlite":
        made: SessionFactory = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "rows.db"))
    else:
        made = SessionFactory(make_engine(EngineConfig(database_url=request.getfixturevalue("postgresql_url"))))
    with session_scope(made) as session:
        session.execute(text("CREATE TABLE rows (who VARCHAR(20), filler VARCHAR(1000))"))
    yield made
    made.dispose()


class Child:
    """A forked process that does one thing and ends with `os._exit()`, as those of multiprocessing do.

    Args:
        work: what it does, given this object; what it returns or raises is what it says.
    """

    def __init__(self, work: Callable[[Child], object]) -> None:
        self._said, saying = os.pipe()
        self._waiting, self._going = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._going)
            try:
                answer = f"{work(self)}"
            except BaseException as error:
                answer = f"{type(error).__name__}: {error}"
            os.write(saying, answer.encode())
            os._exit(0)
        os.close(saying)
        os.close(self._waiting)

    def wait(self) -> None:
        """In the child: wait until the parent asks for the end."""
        os.read(self._waiting, 1)

    def end(self) -> str:
        """Let it go on if it waits, wait for its end, and return what it said."""
        with suppress(BrokenPipeError):  # it has ended already
            os.write(self._going, b".")
        with os.fdopen(self._said) as said:
            answer = said.read()
        os.close(self._going)
        os.waitpid(self.pid, 0)
        return answer


def add(session: Session, who: str, count: int = 1) -> None:
    for _ in range(count):
        session.execute(text("INSERT INTO rows VALUES (:who, :filler)"), {"who": who, "filler": "x" * 900})


def add_in_a_scope(factory: SessionFactory, who: str) -> None:
    with session_scope(factory) as session:
        add(session, who)


def there_are(factory: SessionFactory) -> dict[str, int]:
    with session_scope(factory) as session:
        rows = session.execute(text("SELECT who, count(*) AS number FROM rows GROUP BY who"))
        return {row.who: row.number for row in rows}


def or_why_not(work: Callable[..., object], *arguments: object) -> object:
    try:
        return work(*arguments)
    except DatabaseError as error:
        return error.what  # without the path


def spill_early(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA cache_size=5"))


def test_parent_and_child_both_go_on(factory: SessionFactory) -> None:
    child = Child(lambda _: [add_in_a_scope(factory, "child") for _ in range(20)] and "well")
    for _ in range(20):
        add_in_a_scope(factory, "parent")
    assert child.end() == "well"
    assert there_are(factory) == {"parent": 20, "child": 20}


def test_a_child_has_no_connection_of_its_parents(factory: SessionFactory) -> None:
    with factory.engine.connect() as connection:
        inherited = connection.connection.driver_connection

    def another(_: Child) -> bool:
        with factory.engine.connect() as own:
            return own.connection.driver_connection is not inherited

    assert Child(another).end() == "True"
    assert there_are(factory) == {}  # and the parent's are as good as before


def test_a_child_has_a_copy_of_a_database_in_memory() -> None:
    factory = init_sqlite_database(DatabaseConfig(db_path=Path(":memory:")))
    with session_scope(factory) as session:
        session.execute(text("CREATE TABLE rows (who VARCHAR(20), filler VARCHAR(1000))"))
        add(session, "parent")

    def work(_: Child) -> dict[str, int]:
        add_in_a_scope(factory, "child")
        return there_are(factory)

    assert Child(work).end() == "{'child': 1, 'parent': 1}"
    assert there_are(factory) == {"parent": 1}
    factory.dispose()


def test_many_children_at_once(factory: SessionFactory) -> None:
    children = [Child(lambda _: add_in_a_scope(factory, "child")) for _ in range(6)]
    add_in_a_scope(factory, "parent")
    assert [child.end() for child in children] == ["None"] * 6
    assert there_are(factory) == {"child": 6, "parent": 1}


def test_a_grandchild_makes_connections_too(factory: SessionFactory) -> None:
    def child(_: Child) -> str:
        add_in_a_scope(factory, "child")
        answer = Child(lambda _: add_in_a_scope(factory, "grandchild")).end()
        add_in_a_scope(factory, "child")
        return answer

    assert Child(child).end() == "None"
    assert there_are(factory) == {"child": 2, "grandchild": 1}


def test_what_a_child_commits_after_its_parents_end_is_there(factory: SessionFactory) -> None:
    # For SQLite that is the end of the last connection that it knows of, which removes the write-ahead log.
    def work(child: Child) -> None:
        add_in_a_scope(factory, "early")
        os.write(saying, b".")
        child.wait()
        add_in_a_scope(factory, "late")
        os.kill(os.getpid(), signal.SIGKILL)

    said, saying = os.pipe()
    child = Child(work)
    os.read(said, 1)
    factory.engine.dispose()
    child.end()
    assert there_are(factory) == {"early": 1, "late": 1}


def test_the_parents_transaction_survives_a_child_that_works_on_its_own(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        spill_early(session)
        add(session, "before", MANY)
        # SQLite's locks are not inherited, although it believes so; where the child may not even read, it is told why.
        answer = Child(lambda _: or_why_not(there_are, factory)).end()
        assert answer == "{}" or "fork" in answer, answer
        add(session, "after", MANY)
    assert there_are(factory) == {"before": MANY, "after": MANY}


def test_a_child_of_a_transaction_can_write_when_it_is_over_or_is_told_that_it_was_forked(
    factory: SessionFactory,
) -> None:
    def write(child: Child) -> object:
        child.wait()
        return or_why_not(add_in_a_scope, factory, "child")

    with session_scope(factory) as session:
        add(session, "parent")
        child = Child(write)
    answer = child.end()
    assert answer == "None" or "fork" in answer, answer
    assert there_are(factory) == {"parent": 1} | ({"child": 1} if answer == "None" else {})


def leave_scope(scope: ExitStack, leave: Callable[[], None]) -> None:
    with scope:
        leave()


def fail() -> None:
    raise ValueError("the child's error")


@pytest.mark.parametrize("leave", [lambda: None, fail], ids=["well", "by an exception"])
def test_a_child_that_leaves_its_parents_scope_neither_commits_nor_undoes_the_parents_work(
    factory: SessionFactory, leave: Callable[[], None]
) -> None:
    def work_and_fork(session: Session, scope: ExitStack) -> None:
        spill_early(session)
        add(session, "before", MANY)
        Child(lambda _: leave_scope(scope, leave)).end()
        add(session, "after", MANY)

    with ExitStack() as scope:
        work_and_fork(scope.enter_context(session_scope(factory)), scope)
    assert there_are(factory) == {"before": MANY, "after": MANY}

    with suppress(KeyboardInterrupt), ExitStack() as scope:
        work_and_fork(scope.enter_context(session_scope(factory)), scope)
        raise KeyboardInterrupt
    assert there_are(factory) == {"before": MANY, "after": MANY}
