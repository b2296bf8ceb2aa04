"""The context variable: None until it is set, never raises, and is isolated between threads, tasks and contexts."""

from __future__ import annotations

import asyncio
import contextvars
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from notes import Note, write
from sqlalchemy import select
from sqlalchemy.orm import Session

import reference_impl
from reference_impl.database import (
    SqliteSessionFactory,
    get_current_session,
    reset_current_session,
    session_scope,
    set_current_session,
)
from reference_impl.database.errors import SessionOwnership

HERE = {**os.environ, "PYTHONPATH": str(Path(reference_impl.__file__).parents[1])}


@pytest.fixture(autouse=True)
def own_context() -> None:
    """Leave nothing behind for the next test."""
    set_current_session(None)


@pytest.fixture
def session(factory: SqliteSessionFactory) -> Session:
    return factory.create_session()


def in_a_thread(call: Callable[[], object]) -> object:
    """Call in a thread that inherits nothing."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(call).result()


def test_it_is_none_in_a_new_program() -> None:
    program = "from reference_impl.database import get_current_session; print(get_current_session())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=HERE)
    assert done.stdout == "None\n"


def test_a_scope_neither_sets_nor_needs_it(factory: SqliteSessionFactory) -> None:
    with session_scope(factory) as session:
        write(session, "a")
        assert get_current_session() is None


def test_it_is_what_was_set_and_none_after_the_reset(session: Session) -> None:
    token = set_current_session(session)
    assert get_current_session() is session
    assert get_current_session() is session
    reset_current_session(token)
    assert get_current_session() is None


def test_none_clears_it_and_the_reset_brings_it_back(session: Session) -> None:
    set_current_session(session)
    token = set_current_session(None)
    assert get_current_session() is None
    reset_current_session(token)
    assert get_current_session() is session


def test_settings_inside_one_another_are_reset_in_turn(factory: SqliteSessionFactory) -> None:
    outer, inner = factory.create_session(), factory.create_session()
    first = set_current_session(outer)
    second = set_current_session(inner)
    assert get_current_session() is inner
    reset_current_session(second)
    assert get_current_session() is outer
    write(outer, "a")
    reset_current_session(first)
    assert get_current_session() is None
    outer.close()


def test_a_token_resets_once(session: Session) -> None:
    token = set_current_session(session)
    reset_current_session(token)
    with pytest.raises(RuntimeError):
        reset_current_session(token)


def test_a_token_of_another_context_is_refused(session: Session) -> None:
    token = contextvars.copy_context().run(set_current_session, session)
    with pytest.raises(ValueError, match="different Context"):
        reset_current_session(token)


def test_a_token_of_another_variable_is_refused() -> None:
    other: contextvars.ContextVar[Session | None] = contextvars.ContextVar("other")
    with pytest.raises(ValueError, match="different ContextVar"):
        reset_current_session(other.set(None))


def test_a_plain_session_can_be_set_too(factory: SqliteSessionFactory) -> None:
    with Session(factory.engine) as plain:
        token = set_current_session(plain)
        assert get_current_session() is plain
        assert in_a_thread(lambda: plain.scalar(select(1))) == 1  # nobody's: not checked
        reset_current_session(token)


def test_a_closed_session_stays_what_was_set(session: Session) -> None:
    token = set_current_session(session)
    session.close()
    assert get_current_session() is session
    reset_current_session(token)


def test_threads_do_not_see_one_anothers(factory: SqliteSessionFactory) -> None:
    both = threading.Barrier(2, timeout=60)

    def own() -> tuple[Session | None, bool]:
        session = factory.create_session()
        before = get_current_session()
        set_current_session(session)
        both.wait()
        return before, get_current_session() is session

    with ThreadPoolExecutor(2) as threads:
        assert [each.result() for each in [threads.submit(own), threads.submit(own)]] == [(None, True)] * 2
    assert get_current_session() is None


def test_tasks_do_not_see_one_anothers(factory: SqliteSessionFactory) -> None:
    async def own() -> bool:
        assert get_current_session() is None
        session = factory.create_session()
        set_current_session(session)
        for _ in range(10):
            await asyncio.sleep(0)
            assert get_current_session() is session
        return True

    async def main() -> None:
        assert await asyncio.gather(*(own() for _ in range(50))) == [True] * 50
        assert get_current_session() is None

    asyncio.run(main())


def test_tasks_and_to_thread_inherit_it_and_threads_and_executors_do_not(session: Session) -> None:
    async def read() -> Session | None:
        return get_current_session()

    async def main() -> None:
        set_current_session(session)
        assert await asyncio.create_task(read()) is session
        assert await asyncio.to_thread(get_current_session) is session
        assert await asyncio.get_running_loop().run_in_executor(None, get_current_session) is None
        found: list[Session | None] = []
        thread = threading.Thread(target=lambda: found.append(get_current_session()))
        thread.start()
        thread.join()
        assert found == [None]

    asyncio.run(main())


def test_what_a_child_task_sets_its_parent_does_not_see(factory: SqliteSessionFactory, session: Session) -> None:
    async def child() -> None:
        set_current_session(factory.create_session())

    async def main() -> None:
        set_current_session(session)
        await asyncio.create_task(child())
        assert get_current_session() is session

    asyncio.run(main())


def test_reading_it_never_raises_whoever_owns_it(session: Session) -> None:
    async def child() -> Session | None:
        found = get_current_session()
        with pytest.raises(SessionOwnership):
            session.scalar(select(Note.id))
        return found

    async def main() -> None:
        set_current_session(session)
        assert await asyncio.create_task(child()) is session

    asyncio.run(main())
