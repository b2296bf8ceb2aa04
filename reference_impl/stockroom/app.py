"""The stockroom on the web: how sessions live in requests, streams and background tasks.

Each endpoint is a boundary's body: the session comes in by `SessionOfRequest`, is handed to the services, and is
committed by whoever opened it, before the response goes out. Everything else here is plain FastAPI.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse

from reference_impl.database import reader_scope, session_scope
from reference_impl.database.fastapi import SessionOfRequest, in_worker_thread
from reference_impl.database.web import SessionMiddleware
from reference_impl.stockroom import services
from reference_impl.stockroom.dtos import ItemDTO, NewItem, NewMovement

_STATUS: dict[type[Exception], int] = {
    services.UnknownItem: 404,
    services.NameTaken: 409,
    services.NotEnoughInStock: 409,
    services.TooMany: 409,
}


def create_app(*, middleware: bool = False) -> FastAPI:
    """Return the application; the database is initialised by whoever serves it.

    Args:
        middleware: whether the middleware opens the request's scope, as it does for frameworks that have no
            dependencies. The endpoints are the same.
    """
    app = FastAPI(title="Stockroom")
    if middleware:
        app.add_middleware(SessionMiddleware)
    app.add_exception_handler(services.StockroomError, _refused)
    app.get("/items")(in_worker_thread(list_items))
    app.get("/items.csv")(export_items)
    app.post("/items", status_code=201)(in_worker_thread(add_item))
    app.post("/items/{item_id}/movements", status_code=201)(in_worker_thread(record_movement))
    return app


def list_items(session: SessionOfRequest) -> list[ItemDTO]:
    """Return all items."""
    return services.list_items(session=session)


def add_item(item: NewItem, session: SessionOfRequest) -> ItemDTO:
    """Keep something new in stock."""
    return services.add_item(item.name, session=session)


def record_movement(
    item_id: Annotated[int, Path(ge=1, lt=2**31)],
    movement: NewMovement,
    session: SessionOfRequest,
    background: BackgroundTasks,
) -> ItemDTO:
    """Record what came or went; an item that ran out is ordered afterwards, when the client has its answer."""
    item = services.record_movement(item_id, movement.change, movement.reason, session=session)
    if item.quantity == 0:
        background.add_task(order_again, item.id)
    return item


def order_again(item_id: int) -> None:
    """A background task: the request's session is closed when it runs, so it opens a scope of its own."""
    with session_scope() as session:
        services.record_movement(item_id, 10, "ordered again", session=session)


def export_items() -> StreamingResponse:
    """Stream all items as CSV."""
    return StreamingResponse(_rows(), media_type="text/csv")


def _rows() -> Iterator[str]:
    # A stream runs when the response has begun and the request's session is closed. It has a reader scope of its own.
    with reader_scope() as session:
        items = services.list_items(session=session)
    for item in items:
        line = io.StringIO()
        csv.writer(line).writerow([item.id, item.name, item.quantity])
        yield line.getvalue()


def _refused(_request: Request, error: Exception) -> JSONResponse:
    # The response is made here, and the exception is gone; the dependency has seen it, and has rolled back.
    return JSONResponse({"detail": str(error)}, status_code=_STATUS.get(type(error), 400))
