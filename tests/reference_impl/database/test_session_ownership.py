"""A published session belongs to one task and thread: others are told so, and nothing they do is carried out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from notes import Note, committed, count, write
from serving import serve_once
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from reference_impl.database import (
    SessionFactory,
    SqliteSessionFactory,
    get_current_session,
    reset_current_session,
    set_current_session,
)
from reference_impl.database.errors import SessionOwnership
from reference_impl.database.web import SessionMiddleware, release

OVER = "the request that this session belonged to is over: open a scope of your own"

# What a user calls, with arguments under which it would do something. What only reads the session is not asked.
OPERATIONS: dict[str, Callable[[Session], Any]] = {
    "add": lambda session: session.add(Note(text="b")),
    "add_all": lambda session: session.add_all([Note(text="b")]),
    "begin": lambda session: session.begin(),
    "begin_nested": lambda session: session.begin_nested(),
    "bulk_insert_mappings": lambda session: session.bulk_insert_mappings(Note.__mapper__, [{"text": "b"}]),
    "bulk_save_objects": lambda session: session.bulk_save_objects([Note(text="b")]),
    "bulk_update_mappings": lambda session: session.bulk_update_mappings(Note.__mapper__, [{"id": 1, "text": "b"}]),
    "close": lambda session: session.close(),
    "commit": lambda session: session.commit(),
    "connection": lambda session: session.connection(),
    "delete": lambda session: session.delete(Note(text="b")),
    "delete_all": lambda session: session.delete_all([Note(text="b")]),
    "execute": lambda session: session.execute(insert(Note).values(text="b")),
    "expire_all": lambda session: session.expire_all(),
    "expunge_all": lambda session: session.expunge_all(),
    "flush": lambda session: session.flush(),
    "get": lambda session: session.get(Note, 1),
    "get_one": lambda session: session.get_one(Note, 1),
    "invalidate": lambda session: session.invalidate(),
    "merge": lambda session: session.merge(Note(text="b")),
    "merge_all": lambda session: session.merge_all([Note(text="b")]),
    "query": lambda session: session.query(Note).all(),
    "reset": lambda session: session.reset(),
    "rollback": lambda session: session.rollback(),
    "scalar": lambda session: session.scalar(select(Note.id)),
    "scalars": lambda session: session.scalars(select(Note)),
    "with": lambda session: session.__exit__(None, None, None),
    "its transaction's rollback": lambda session: session.get_transaction().rollback(),
    "its transaction's commit": lambda session: session.get_transaction().commit(),
}
READS = """
    bind_mapper bind_table enable_relationship_loading get_bind get_nested_transaction get_transaction identity_key
    in_nested_transaction in_transaction is_modified object_session
    expire expunge refresh prepare
"""  # the last line's are asked too, but need an object of the session, or two-phase transactions


def test_every_operation_of_a_session_is_listed_here() -> None:
    public = {name for name in dir(Session) if not name.startswith("_") and callable(getattr(Session, name))}
    assert public - OPERATIONS.keys() - set(READS.split()) == set()


def refused(call: Callable[[], object]) -> str:
    """Return with which words it is refused."""
    with pytest.raises(SessionOwnership) as error:
        call()
    return str(error.value)


def in_request(factory: SessionFactory, endpoint: Callable[[Session], Any]) -> None:
    """Run an asynchronous endpoint as a request's."""

    async def app(scope: object, receive: object, send: object) -> None:
        session = get_current_session()
        assert session is not None
        await endpoint(session)

    asyncio.run(serve_once(SessionMiddleware(app, factory)))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_child_task_is_refused_each_operation(factory: SqliteSessionFactory, operation: str) -> None:
    async def endpoint(session: Session) -> None:
        write(session, "a")

        async def child() -> None:
            refused(lambda: OPERATIONS[operation](session))

        await asyncio.create_task(child())
        assert count(session) == 1

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nobody_uses_a_session_whose_request_is_over(factory: SqliteSessionFactory, operation: str) -> None:
    kept: list[Session] = []

    async def endpoint(session: Session) -> None:
        write(session, "a")
        kept.append(session)

    in_request(factory, endpoint)
    if operation.startswith("its transaction"):
        assert kept[0].get_transaction() is None
    else:
        assert refused(lambda: OPERATIONS[operation](kept[0])) == OVER
    assert committed(factory) == ["a"]


def test_the_refusal_names_both_tasks(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        asyncio.current_task().set_name("the request's")

        async def child() -> str:
            return refused(session.flush)

        assert await asyncio.create_task(child(), name="the child's") == (
            'this session belongs to another task or thread: open a scope of your own (expected: task "the request\'s" '
            "in thread 'MainThread'; found: task \"the child's\" in thread 'MainThread')"
        )

    in_request(factory, endpoint)


def test_an_attribute_that_was_to_be_loaded_later_is_refused_to_a_child_task(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        write(session, "a")
        note = session.scalars(select(Note)).one()
        session.expire(note)

        async def child() -> None:
            refused(lambda: note.text)

        await asyncio.create_task(child())
        assert note.text == "a"

    in_request(factory, endpoint)


def test_a_child_task_that_outlives_its_request_finds_no_session_and_cannot_use_a_kept_one(
    factory: SqliteSessionFactory,
) -> None:
    async def main() -> None:
        over = asyncio.Event()
        children: list[asyncio.Task[str]] = []

        async def child(session: Session) -> str:
            assert get_current_session() is session
            await over.wait()
            assert get_current_session() is None
            return refused(lambda: session.scalar(select(Note.id)))

        async def app(scope: object, receive: object, send: object) -> None:
            children.append(asyncio.create_task(child(get_current_session())))
            await asyncio.sleep(0)

        await serve_once(SessionMiddleware(app, factory))
        over.set()
        assert await children[0] == OVER

    asyncio.run(main())


@pytest.mark.parametrize("start", ["to_thread", "run_in_executor", "Thread"])
def test_a_worker_thread_of_a_request_may_use_its_session(factory: SqliteSessionFactory, start: str) -> None:
    async def endpoint(session: Session) -> None:
        if start == "to_thread":
            await asyncio.to_thread(write, session, "a")
        elif start == "run_in_executor":
            await asyncio.get_running_loop().run_in_executor(None, write, session, "a")
        else:
            thread = threading.Thread(target=write, args=[session, "a"])
            thread.start()
            await asyncio.to_thread(thread.join)

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


def test_a_thread_with_an_event_loop_of_its_own_is_refused(factory: SqliteSessionFactory) -> None:
    async def use(session: Session) -> str:
        return refused(session.flush)

    async def endpoint(session: Session) -> None:
        assert "another task or thread" in await asyncio.to_thread(lambda: asyncio.run(use(session)))

    in_request(factory, endpoint)


def test_two_worker_threads_may_not_use_it_at_the_same_moment(factory: SqliteSessionFactory) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        inside.set()
        go_on.wait()

    async def endpoint(session: Session) -> None:
        event.listen(factory.engine, "before_cursor_execute", slow, once=True)
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(write, session, "a")
            await asyncio.to_thread(inside.wait)
            try:
                words = await asyncio.to_thread(lambda: refused(lambda: session.scalar(select(Note.id))))
                assert words == "another thread uses this session at this moment: wait for it, or open a scope"
                assert refused(session.flush) == words  # the task itself, too
            finally:
                go_on.set()
            await asyncio.wrap_future(first)

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


def test_a_session_that_was_set_without_worker_threads_is_refused_to_them(factory: SqliteSessionFactory) -> None:
    session = factory.create_session()
    token = set_current_session(session)
    with ThreadPoolExecutor(1) as threads:
        words = threads.submit(refused, session.flush).result()
    assert "expected: thread 'MainThread'; found: thread 'ThreadPoolExecutor-" in words
    reset_current_session(token)
    session.close()


def test_a_child_task_cannot_make_its_parents_session_its_own(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        async def child() -> None:
            refused(lambda: set_current_session(session))
            refused(session.flush)

        await asyncio.create_task(child())
        write(session, "a")

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


def test_nobody_can_make_a_session_its_own_whose_request_is_over(factory: SqliteSessionFactory) -> None:
    kept: list[Session] = []

    async def endpoint(session: Session) -> None:
        kept.append(session)

    in_request(factory, endpoint)
    assert refused(lambda: set_current_session(kept[0])) == OVER
    assert get_current_session() is None


def test_setting_a_session_again_takes_it_from_no_worker_thread(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        reset_current_session(set_current_session(session))
        await asyncio.to_thread(write, session, "a")

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


def test_a_worker_thread_that_sets_the_session_leaves_it_to_its_request(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        await asyncio.to_thread(lambda: reset_current_session(set_current_session(session)))
        write(session, "a")

    in_request(factory, endpoint)
    assert committed(factory) == ["a"]


def test_a_child_task_cannot_commit_its_parents_work(factory: SqliteSessionFactory) -> None:
    async def endpoint(session: Session) -> None:
        write(session, "a")
        with pytest.raises(SessionOwnership):
            await asyncio.create_task(release())
        assert committed(factory) == []
        write(session, "b")

    in_request(factory, endpoint)
    assert committed(factory) == ["a", "b"]
