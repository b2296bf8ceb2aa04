"""What was baked, in pages and one by one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.dtos.batch_production import ConsumedLotDTO, LossDTO, ProductionPageDTO, ProductionRunDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import ProductionRun
from reference_impl.bakery.money import adding_up, money
from reference_impl.bakery.pages import find_page
from reference_impl.bakery.rows import find

WHOLE_RUN = (
    selectinload(ProductionRun.snapshot),
    selectinload(ProductionRun.consumed),
    selectinload(ProductionRun.losses),
)


def get_production_run(production_run_id: int, *, session: Session) -> ProductionRunDTO:
    """Return a run with what it used and lost.

    Raises:
        NotFound: there is no such run.
    """
    return run_dto(find(ProductionRun, production_run_id, options=WHOLE_RUN, session=session))


def get_production_history(
    *,
    recipe_id: int | None = None,
    event_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int | None = None,
    limit: int = 50,
    session: Session,
) -> ProductionPageDTO:
    """Return what was baked, the newest first.

    Args:
        recipe_id: only this recipe.
        event_id: only for this event.
        since: nothing older; UTC, where the moment has no zone.
        until: only what is older.
        after: the `next_after` of the page before.
        limit: how many runs a page has at most, up to 500.
        session: the caller's.

    Raises:
        InvalidQuantity: no page has so many runs.
        NotFound: there is no run to begin behind.
    """
    found, next_after = find_page(
        ProductionRun,
        runs_of(recipe_id=recipe_id, event_id=event_id),
        ProductionRun.baked_at,
        since=since,
        until=until,
        after=after,
        limit=limit,
        session=session,
    )
    return ProductionPageDTO(runs=tuple(map(run_dto, found)), next_after=next_after)


def runs_of(*, recipe_id: int | None, event_id: int | None) -> Select[ProductionRun]:
    """Return the query for the whole runs of a recipe, of an event, of both, or all."""
    runs = select(ProductionRun).options(*WHOLE_RUN)
    if recipe_id is not None:
        runs = runs.where(ProductionRun.recipe_id == recipe_id)
    return runs if event_id is None else runs.where(ProductionRun.event_id == event_id)


def run_dto(run: ProductionRun) -> ProductionRunDTO:
    """Return a run as it leaves the services."""
    lost = [loss.cost for loss in run.losses]
    of_good_pieces, *of_losses = adding_up([run.cost - sum(lost, Decimal(0)), *lost])
    of_lots = adding_up([taken.cost for taken in run.consumed])
    return ProductionRunDTO(
        id=run.id,
        recipe_id=run.recipe_id,
        recipe=run.snapshot.name,
        event_id=run.event_id,
        batches=run.batches,
        expected_pieces=run.batches * run.snapshot.pieces_per_batch,
        good_pieces=run.good_pieces,
        lost_pieces=run.lost_pieces,
        cost=money(run.cost),
        cost_of_good_pieces=of_good_pieces,
        consumed=tuple(
            ConsumedLotDTO(taken.lot_id, taken.ingredient, plain(taken.quantity), cost)
            for taken, cost in zip(run.consumed, of_lots, strict=True)
        ),
        losses=tuple(LossDTO(loss.reason, loss.pieces, cost) for loss, cost in zip(run.losses, of_losses, strict=True)),
        baked_at=run.baked_at.isoformat(),
        idempotency_key=run.idempotency_key,
    )
