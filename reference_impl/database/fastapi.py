"""What FastAPI applications declare: the session of a request, one for reading, and endpoints in worker threads.

    @router.post("/loaves", status_code=201)
    @in_worker_thread
    def bake(loaf: NewLoaf, session: SessionOfRequest) -> LoafDTO:
        return services.bake(loaf.name, session=session)

An application that does not use FastAPI does not import this module; see `web` for the life of these sessions.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from reference_impl.database.web import request_reader, request_session

# scope="function": the commit comes before the response. With FastAPI's default it would come after, when the client
# has been told of a success.
SessionOfRequest = Annotated[Session, Depends(request_session, scope="function")]
ReaderOfRequest = Annotated[Session, Depends(request_reader, scope="function")]

P = ParamSpec("P")
T = TypeVar("T")


def in_worker_thread(endpoint: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Run a synchronous endpoint in a worker thread, and what comes after it in the event loop.

    FastAPI by itself runs it in a worker thread too, but serialises its answer in another, before the commit. When all
    threads wait for a lock or a connection which that request holds, nobody moves until the timeout.

    Args:
        endpoint: a function that uses a session, and so waits for the database.
    """

    @functools.wraps(endpoint)
    async def waiting(*args: P.args, **kwargs: P.kwargs) -> T:
        return await run_in_threadpool(endpoint, *args, **kwargs)

    return waiting
