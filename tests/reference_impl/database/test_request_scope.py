"""The end of a request's scope: it comes once, and what comes after it opens scopes of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from notes import committed, write
from serving import serve_once
from sqlalchemy.orm import Session

from reference_impl.database import SessionFactory, SqliteSessionFactory, get_current_session, session_scope
from reference_impl.database.errors import SessionOwnership
from reference_impl.database.web import RequestScope, SessionMiddleware, release


def in_request(factory: SessionFactory, endpoint: Callable[[Session], Any]) -> None:
    """Run an asynchronous endpoint as a request's."""

    async def app(scope: object, receive: object, send: object) -> None:
        session = get_current_session()
        assert session is not None
        await endpoint(session)

    asyncio.run(serve_once(SessionMiddleware(app, factory)))


@pytest.mark.parametrize("propagation", ["independent", "savepoint", "required"])
def test_after_the_release_every_kind_of_scope_opens_one(factory: SqliteSessionFactory, propagation: Any) -> None:
    async def endpoint(session: Session) -> None:
        write(session, "a")
        await release()
        with session_scope(factory, propagation=propagation) as own:
            assert own is not session
            write(own, "b")

    in_request(factory, endpoint)
    assert committed(factory) == ["a", "b"]


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_a_child_task_cannot_join_its_parents_scope(factory: SqliteSessionFactory, propagation: Any) -> None:
    async def endpoint(session: Session) -> None:
        async def child() -> None:
            with pytest.raises(SessionOwnership), session_scope(factory, propagation=propagation):
                pass

        await asyncio.create_task(child())

    in_request(factory, endpoint)


def test_a_request_ends_once_whoever_ends_it(factory: SqliteSessionFactory) -> None:
    async def main() -> None:
        request = RequestScope(factory)
        with request.current():
            write(request.session, "a")
            await request.commit()
            await request.roll_back(RuntimeError("too late"))
            await release()
        await release()  # outside a request: nothing

    asyncio.run(main())
    assert committed(factory) == ["a"]
