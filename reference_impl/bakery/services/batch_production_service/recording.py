"""Recording what was baked: all of it in the caller's transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import HIGHEST, checked_label, checked_pieces
from reference_impl.bakery.dtos.batch_production import ProductionRunDTO
from reference_impl.bakery.errors import InsufficientStock, InvalidQuantity, OverYield
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Event, LotConsumption, ProductionLoss, ProductionRun, Recipe, RecipeSnapshot
from reference_impl.bakery.money import allocate
from reference_impl.bakery.once import check_same, record_once
from reference_impl.bakery.operation_log import operation
from reference_impl.bakery.rows import checked_number, find
from reference_impl.bakery.services.batch_production_service.history import run_dto
from reference_impl.bakery.stock.lots import lock_lots, oldest_first
from reference_impl.bakery.stock.pieces import lock_unit
from reference_impl.bakery.stock.recipes import find_recipe, needs_of_batches


@dataclass(frozen=True, slots=True)
class _Baked:
    """What a caller says was baked, checked as far as that goes without the database."""

    recipe_id: int
    batches: int
    good_pieces: int
    losses: Mapping[str, int]
    event_id: int | None
    idempotency_key: str | None

    @property
    def lost_pieces(self) -> int:
        return sum(self.losses.values())


def record_production(
    recipe_id: int,
    batches: int,
    good_pieces: int,
    losses: Mapping[str, int],
    *,
    event_id: int | None,
    idempotency_key: str | None,
    session: Session,
) -> ProductionRunDTO:
    """Record some batches: what they used, the oldest lots first, what they gave and lost, and what that cost.

    The good pieces and the losses share the cost by their number. What the recipe gives beyond them is neither good nor
    a loss that somebody gave a reason for, and bears no cost.

    Args:
        recipe_id: what was baked.
        batches: how many batches.
        good_pieces: how many pieces can be used; none, if all of them are losses.
        losses: how many pieces were lost, by reason.
        event_id: for which event, None for the shop.
        idempotency_key: the same for a request that is sent again: what it asks for is done once.
        session: the caller's.

    Raises:
        NotFound: there is no such recipe or event.
        InvalidQuantity: a number is none, zero, negative, or too great; or nothing came out at all.
        InvalidName: a reason or the key is empty or too long.
        OverYield: more pieces came out than the batches give.
        InsufficientStock: there is too little of an ingredient.
        Incomplete: the recipe has no ingredients, or no finished unit.
        KeyReused: the key was used for something else.
    """
    with operation("record_production", session=session) as log:
        baked = _checked(recipe_id, batches, good_pieces, losses, event_id, idempotency_key)
        log.add(event_id=event_id, recipe_id=recipe_id, batches=batches, good_pieces=good_pieces)
        log.add(lost_pieces=baked.lost_pieces)
        run, repeated = record_once(
            lambda: _record(baked, session=session), lambda: _find_earlier(baked, session=session), session=session
        )
        log.add(production_run_id=run.id, cost=run.cost, repeated=repeated)
        return run_dto(run)


def _checked(
    recipe_id: int,
    batches: int,
    good_pieces: int,
    losses: Mapping[str, int],
    event_id: int | None,
    idempotency_key: str | None,
) -> _Baked:
    checked_number(Recipe, recipe_id)
    if event_id is not None:
        checked_number(Event, event_id)
    checked_pieces(batches, "the number of batches")
    checked_pieces(good_pieces, "the number of good pieces", least=0)
    for reason, count in losses.items():
        checked_pieces(count, f"the number of pieces lost to {checked_label(reason, 'the reason of a loss')!r}")
    if not good_pieces and not losses:
        raise InvalidQuantity("neither a good piece nor a loss came out of the oven: count the losses, with a reason")
    if idempotency_key is not None:
        checked_label(idempotency_key, "the idempotency key")
    return _Baked(recipe_id, batches, good_pieces, dict(losses), event_id, idempotency_key)


def _find_earlier(baked: _Baked, *, session: Session) -> ProductionRun | None:
    key = baked.idempotency_key
    if key is None:
        return None
    run = session.scalar(select(ProductionRun).where(ProductionRun.idempotency_key == key))
    if run is not None:
        before = _Baked(
            recipe_id=run.recipe_id,
            batches=run.batches,
            good_pieces=run.good_pieces,
            losses={loss.reason: loss.pieces for loss in run.losses},
            event_id=run.event_id,
            idempotency_key=key,
        )
        check_same(key, run.id, asdict(baked), asdict(before))
    return run


def _record(baked: _Baked, *, session: Session) -> ProductionRun:
    recipe = find_recipe(baked.recipe_id, session=session)
    if baked.event_id is not None:
        find(Event, baked.event_id, session=session)
    _check_yield(recipe, baked)
    run = ProductionRun(
        recipe_id=recipe.id,
        snapshot=_snapshot(recipe),
        event_id=baked.event_id,
        batches=baked.batches,
        good_pieces=baked.good_pieces,
        lost_pieces=baked.lost_pieces,
        cost=Decimal(0),  # until it is known what was used
        idempotency_key=baked.idempotency_key,
    )
    session.add(run)
    session.flush()  # the snapshot, then the run with its key, before anything is consumed
    _consume(recipe, run, session=session)
    _share_cost(baked, run)
    unit = lock_unit(recipe, session=session)
    unit.in_stock = checked_pieces(
        unit.in_stock + run.good_pieces, "what is in stock afterwards", least=0, most=HIGHEST
    )
    unit.cost_of_stock += run.cost - sum((loss.cost for loss in run.losses), Decimal(0))
    session.flush()
    return run


def _check_yield(recipe: Recipe, baked: _Baked) -> None:
    gives, found = recipe.pieces_per_batch * baked.batches, baked.good_pieces + baked.lost_pieces
    if found > gives:
        raise OverYield(
            f"{baked.batches} batches of {recipe.name!r} give {gives} pieces, and not {found}: "
            "count again, or record more batches"
        )


def _snapshot(recipe: Recipe) -> RecipeSnapshot:
    lines = [
        {"ingredient": line.ingredient.name, "unit": line.ingredient.unit, "quantity": plain(line.quantity)}
        for line in recipe.lines
    ]
    return RecipeSnapshot(recipe_id=recipe.id, name=recipe.name, pieces_per_batch=recipe.pieces_per_batch, lines=lines)


def _consume(recipe: Recipe, run: ProductionRun, *, session: Session) -> None:
    lots = lock_lots([line.ingredient_id for line in recipe.lines], session=session)
    for ingredient, needed in needs_of_batches(recipe, run.batches):
        takes = oldest_first(lots[ingredient.id], needed)
        there = sum((take.quantity for take in takes), Decimal(0))
        if there < needed:
            raise InsufficientStock(ingredient.name, plain(needed), plain(there))
        for take in takes:
            take.lot.remaining -= take.quantity
            run.consumed.append(
                LotConsumption(lot=take.lot, ingredient=ingredient.name, quantity=take.quantity, cost=take.cost)
            )
            run.cost += take.cost


def _share_cost(baked: _Baked, run: ProductionRun) -> None:
    """Give each loss its share of the cost; the good pieces have the rest."""
    _, *shares = allocate(run.cost, [baked.good_pieces, *baked.losses.values()], places=4)
    for (reason, count), share in zip(baked.losses.items(), shares, strict=True):
        run.losses.append(ProductionLoss(reason=reason, pieces=count, cost=share))
