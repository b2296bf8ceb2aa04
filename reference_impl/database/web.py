"""Sessions in a web application: one for each request, committed before the response, in plain ASGI.

The life of a session in a request:

1. `SessionMiddleware`, or without it the dependency `request_session`, opens a scope: a session that takes no
   connection yet, becomes `get_current_session()` in the request's context, and belongs to the request's task.
2. The endpoint hands it to its services, which neither know nor care that there is a request. A synchronous endpoint
   runs in a worker thread, which may use the session because the request's task waits for it.
3. The work is committed before the first byte of the response goes out, so a commit that fails can still become a 500.
   An exception rolls back, also when a handler turned it into a response.
4. With the response's start the session is closed and belongs to nobody. Chunks of a stream and background tasks run
   later: they open scopes of their own (`session_scope()`), and whoever kept the request's session is told so.

Set and get: `set_current_session()` is called here, `get_current_session()` wherever a framework leaves no way to hand
the session on. On the desktop nothing of this happens: `session_scope()` is the same, and the variable stays None.

FastAPI is not imported here: `Depends(request_session, scope="function")` takes any asynchronous generator. It must be
asynchronous: a synchronous one runs in another context, hides the variable from the endpoint and cannot reset it. It
must have the scope "function": with the default one it would commit after the response. Synchronous sessions belong
into worker threads: in an asynchronous endpoint every query stops all other requests, and waiting for a connection of
the pool stops those that would give one back. Both are declared once, in `fastapi`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar, copy_context
from typing import Any

from sqlalchemy.orm import Session

from reference_impl.database.accessor import get_session_factory
from reference_impl.database.context import reset_current_session, set_current_session
from reference_impl.database.factory import SessionFactory
from reference_impl.database.open_scope import OpenScope, ReaderScope

# ASGI's types, https://asgi.readthedocs.io/en/latest/specs/main.html
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# As many as there may be requests, made when they are needed: one that is cancelled waits for what it has under way,
# and must not keep others from giving back what that waits for.
_ending = ThreadPoolExecutor(max_workers=1000, thread_name_prefix="end-of-request")
_request_scope: ContextVar[RequestScope | None] = ContextVar("request_scope", default=None)


class RequestScope:
    """The scope of one request. It ends once, whoever ends it first.

    Args:
        factory: what makes the session.
        reading: whether it is a reader's, whose end is a rollback.
    """

    def __init__(self, factory: SessionFactory, *, reading: bool = False) -> None:
        self._scope = (
            ReaderScope(factory.create_reader(), factory) if reading else OpenScope(factory.create_session(), factory)
        )
        self._ended = False

    @property
    def session(self) -> Session:
        """The request's session; after the end nobody's."""
        return self._scope.session

    @contextmanager
    def current(self) -> Generator[None]:
        """Make the session that of this context and task for as long as the block lasts."""
        token = _request_scope.set(self)
        current = set_current_session(self.session, worker_threads=True)
        self._scope.enter()
        try:
            yield
        finally:
            self._scope.leave()
            reset_current_session(current)
            _request_scope.reset(token)

    def move_here(self) -> None:
        """Make the present task the owner: a middleware between may run the endpoint in a task of its own."""
        owner = self._scope.session.owner
        if owner is not None and not self._ended:
            owner.take(worker_threads=True)

    def check_owner(self) -> None:
        """Return if the request is over, or the code that runs here may end it; raise SessionOwnership otherwise."""
        owner = self._scope.session.owner
        if owner is not None and not self._ended:
            owner.check()

    async def commit(self) -> None:
        """Commit and close; nothing after the end."""
        await self._end(None)

    async def roll_back(self, error: BaseException) -> None:
        """Roll back because of an error and close; nothing after the end."""
        await self._end(error)

    async def _end(self, error: BaseException | None) -> None:
        if self._ended:
            return
        self._ended = True
        if self.session.in_transaction():
            # It waits for the disk or the network. In threads of its own: the web framework's, and asyncio's, may all
            # be waiting for the connection that this gives back. Shielded, or a cancelled request would not be rolled
            # back when it has to queue for a thread.
            loop, context = asyncio.get_running_loop(), copy_context()
            await asyncio.shield(loop.run_in_executor(_ending, lambda: context.run(self._finish, error)))
        else:
            self._finish(error)

    def _finish(self, error: BaseException | None) -> None:
        owner = self._scope.session.owner
        if owner is not None:
            owner.take()
        try:
            self._scope.end(error)
        finally:
            if owner is not None:
                owner.release()


class SessionMiddleware:
    """One session for each HTTP request, for any ASGI framework.

    Committed when a response of a status below 400 starts, rolled back when another does or an exception passes. What
    status a handler gives to an exception is not seen here; `request_session` sees the exception itself.

    Args:
        app: the application.
        factory: what makes the sessions; by default the application's (`init_database()`).
    """

    def __init__(self, app: Application, factory: SessionFactory | None = None) -> None:
        self._app = app
        self._factory = factory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; WebSockets live too long for one session and open a scope for each message."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = RequestScope(self._factory or get_session_factory())

        async def send_after_commit(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] < 400:
                    await request.commit()
                else:
                    await request.roll_back(ResponseOfAnError(message["status"]))
            await send(message)

        with request.current():
            try:
                await self._app(scope, receive, send_after_commit)
            except BaseException as error:  # a cancelled request rolls back too
                await request.roll_back(error)
                raise
            await request.commit()  # no response at all


class ResponseOfAnError(Exception):
    """Why a request is rolled back whose response tells of an error; not raised.

    Args:
        status: the response's status.
    """


async def request_session() -> AsyncGenerator[Session]:
    """Yield the request's session: a dependency for `Depends(request_session, scope="function")`.

    Under `SessionMiddleware` it is the middleware's, and what is added is that an exception of the endpoint rolls back
    whatever a handler makes of it. Without the middleware the scope is opened here, and committed when the endpoint has
    returned and no byte of the response is sent.
    """
    outer = _request_scope.get()
    request = outer or RequestScope(get_session_factory())
    if outer is not None:
        outer.move_here()
    with nullcontext() if outer else request.current():
        async with _rolled_back_on_error(request):
            yield request.session
        if outer is None:
            await request.commit()


async def request_reader() -> AsyncGenerator[Session]:
    """Yield a session of the request as `reader_scope()` has it: a dependency as `request_session` is one.

    On SQLite it takes no lock, so that who reads does not wait for who writes. Under `SessionMiddleware` it is a second
    session, which does not see what the first has not committed.

    Raises:
        ReadOnlyScope: something was written, or an object was changed.
    """
    request = RequestScope(get_session_factory(), reading=True)
    with request.current():
        async with _rolled_back_on_error(request):
            yield request.session
        await request.commit()


@asynccontextmanager
async def _rolled_back_on_error(request: RequestScope) -> AsyncGenerator[None]:
    try:
        yield
    except BaseException as error:
        await request.roll_back(error)
        raise


async def release() -> None:
    """Commit and close the request's session now: before a stream, or before waiting for somebody else.

    What comes after it in the request opens scopes of its own. Nothing outside a request, or a second time.

    Raises:
        SessionOwnership: a child task would end its parent's work.
    """
    request = _request_scope.get()
    if request is not None:
        request.check_owner()
        await request.commit()
