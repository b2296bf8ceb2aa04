"""What follows from a plan: needs, shopping list, costs and progress; each answer is of one moment, as readers are."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from reference_impl.bakery.app.refusals import may_refuse
from reference_impl.bakery.dtos.event_costs import ActualCostsDTO
from reference_impl.bakery.dtos.event_needs import (
    GoodNeedDTO,
    IngredientNeedDTO,
    MaterialNeedDTO,
    RecipeNeedDTO,
    ShoppingListDTO,
)
from reference_impl.bakery.dtos.event_progress import EventProgressDTO
from reference_impl.bakery.services import event_service
from reference_impl.database.fastapi import ReaderOfRequest, in_worker_thread

router = APIRouter(tags=["plans"])
_CSV = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/events/{event_id}/needs/goods", responses=may_refuse(404, 409, 422))
@in_worker_thread
def get_good_needs(event_id: int, session: ReaderOfRequest) -> list[GoodNeedDTO]:
    """Return how many of which good are to be assembled."""
    return event_service.get_good_needs(event_id, session=session)


@router.get("/events/{event_id}/needs/recipes", responses=may_refuse(404, 409, 422))
@in_worker_thread
def get_recipe_needs(event_id: int, session: ReaderOfRequest) -> list[RecipeNeedDTO]:
    """Return how many pieces and whole batches of which recipe are needed."""
    return event_service.get_recipe_needs(event_id, session=session)


@router.get("/events/{event_id}/needs/ingredients", responses=may_refuse(404, 409, 422))
@in_worker_thread
def get_ingredient_needs(event_id: int, session: ReaderOfRequest) -> list[IngredientNeedDTO]:
    """Return how much of which ingredient goes into the batches that are needed."""
    return event_service.get_ingredient_needs(event_id, session=session)


@router.get("/events/{event_id}/needs/materials", responses=may_refuse(404, 409, 422))
@in_worker_thread
def get_material_needs(event_id: int, session: ReaderOfRequest) -> list[MaterialNeedDTO]:
    """Return how many pieces of which material are needed, packaging too."""
    return event_service.get_material_needs(event_id, session=session)


@router.get("/events/{event_id}/shopping-list", responses=may_refuse(404, 409, 422))
@in_worker_thread
def get_shopping_list(event_id: int, session: ReaderOfRequest) -> ShoppingListDTO:
    """Return what is to be bought for an event."""
    return event_service.get_shopping_list(event_id, session=session)


@router.get(
    "/events/{event_id}/shopping-list.csv",
    response_class=StreamingResponse,
    responses={**_CSV, **may_refuse(404, 409, 422)},
)
@in_worker_thread
def export_shopping_list(event_id: int, session: ReaderOfRequest) -> StreamingResponse:
    """Stream what is to be bought for an event as CSV."""
    text = event_service.export_shopping_list(event_id, session=session)
    disposition = f'attachment; filename="shopping-list-{event_id}.csv"'
    return StreamingResponse(_lines(text), media_type="text/csv", headers={"content-disposition": disposition})


@router.get("/events/{event_id}/costs", responses=may_refuse(404, 422))
@in_worker_thread
def get_actual_costs(event_id: int, session: ReaderOfRequest) -> ActualCostsDTO:
    """Return what was baked and assembled for an event has cost."""
    return event_service.get_actual_costs(event_id, session=session)


@router.get("/events/{event_id}/progress", responses=may_refuse(404, 422))
@in_worker_thread
def get_event_progress(event_id: int, session: ReaderOfRequest) -> EventProgressDTO:
    """Return how far an event has come."""
    return event_service.get_event_progress(event_id, session=session)


@router.get("/progress")
@in_worker_thread
def get_events_with_progress(session: ReaderOfRequest) -> list[EventProgressDTO]:
    """Return how far all events have come, by day."""
    return event_service.get_events_with_progress(session=session)


async def _lines(text: str) -> AsyncIterator[str]:
    # Sent when the request's session is closed, so it has all that it needs; asynchronous, because it needs no thread.
    for line in text.splitlines(keepends=True):
        yield line
