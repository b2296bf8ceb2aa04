"""The history of what was baked, from one database to another. Stocks stay as they are: history was consumed before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.dtos.transfer import ImportedDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import LotConsumption, ProductionLoss, ProductionRun, Recipe, RecipeSnapshot
from reference_impl.bakery.operation_log import operation
from reference_impl.bakery.services.batch_production_service.history import WHOLE_RUN
from reference_impl.bakery.transfer import (
    Amount,
    AtLeastOne,
    Measure,
    Moment,
    Pieces,
    Record,
    RunRecord,
    Text,
    Version,
    check_key_is_free,
    check_keys,
    check_sum,
    damaged,
    event_numbers,
    event_record,
    lock_named,
    missing_from,
    read,
)


class _LineRecord(Record):
    ingredient: Text
    unit: Text
    quantity: Measure


class _SnapshotRecord(Record):
    name: Text
    pieces_per_batch: AtLeastOne
    lines: list[_LineRecord]
    taken_at: Moment


class _LotRecord(Record):
    ingredient: Text
    quantity: Measure
    cost: Amount


class _LossRecord(Record):
    reason: Text
    pieces: AtLeastOne
    cost: Amount


class _ProductionRecord(RunRecord):
    recipe: Text
    snapshot: _SnapshotRecord
    batches: AtLeastOne
    good_pieces: Pieces
    lost_pieces: Pieces
    baked_at: Moment
    consumed: list[_LotRecord]
    losses: list[_LossRecord]


class _ProductionHistory(Record):
    kind: Literal["production history"]
    version: Version
    runs: list[_ProductionRecord]


def export_production_history(*, session: Session) -> dict[str, Any]:  # Any: what json.dumps() takes
    """Return all that was baked, the oldest first, as values that JSON has; exported again it is the same."""
    runs = session.scalars(_whole_runs().order_by(ProductionRun.baked_at, ProductionRun.id))
    history = _ProductionHistory(kind="production history", version=1, runs=[_record_of(run) for run in runs])
    return history.model_dump(mode="json")


def import_production_history(document: object, *, session: Session) -> ImportedDTO:
    """Add what is not there yet of an exported history; stocks stay as they are.

    Args:
        document: what was exported, as `json.loads()` returns it.
        session: the caller's.

    Raises:
        InvalidTransfer: it is not what was exported.
        NotFound: a recipe or an event of it is not in this database.
        KeyReused: an idempotency key of it belongs to another run here.
    """
    with operation("import_production_history", session=session) as log:
        records = read(_ProductionHistory, document).runs
        check_keys(records)
        for index, record in enumerate(records):
            _check(f"runs[{index}]", record)
        with session.begin_nested():
            added = _add_missing(records, session=session) if records else 0
        log.add(runs=len(records), added=added)
        return ImportedDTO(added=added, already_there=len(records) - added)


def _check(place: str, record: _ProductionRecord) -> None:
    check_sum(f"{place}.cost", record.cost, [taken.cost for taken in record.consumed])
    lost = sum(loss.pieces for loss in record.losses)
    if lost != record.lost_pieces:
        raise damaged(f"{place}.lost_pieces", f"the losses are {lost} pieces, and not {record.lost_pieces}")
    if sum(Decimal(loss.cost) for loss in record.losses) > Decimal(record.cost):
        raise damaged(f"{place}.losses", f"they cost more than the run, which cost {record.cost}")
    gives = record.batches * record.snapshot.pieces_per_batch
    if record.good_pieces + lost > gives:
        raise damaged(f"{place}.good_pieces", f"{record.good_pieces + lost} pieces came out of what gives {gives}")


def _add_missing(records: Sequence[_ProductionRecord], *, session: Session) -> int:
    recipes = lock_named(Recipe, (record.recipe for record in records), session=session)
    events = event_numbers(records, session=session)
    times = [datetime.fromisoformat(record.baked_at) for record in records]
    there = session.scalars(
        _whole_runs().where(
            ProductionRun.recipe_id.in_(recipes.values()), ProductionRun.baked_at.between(min(times), max(times))
        )
    )
    missing = missing_from(map(_record_of, there), records)
    for record in missing:
        _add(record, recipes[record.recipe], events[record.event], session=session)
    return len(missing)


def _add(record: _ProductionRecord, recipe_id: int, event_id: int | None, *, session: Session) -> None:
    with operation("import_production_run", session=session, event_id=event_id) as log:
        check_key_is_free(ProductionRun, record.idempotency_key, session=session)
        run = ProductionRun(
            recipe_id=recipe_id,
            snapshot=RecipeSnapshot(
                recipe_id=recipe_id,
                name=record.snapshot.name,
                pieces_per_batch=record.snapshot.pieces_per_batch,
                lines=[line.model_dump() for line in record.snapshot.lines],
                taken_at=datetime.fromisoformat(record.snapshot.taken_at),
            ),
            event_id=event_id,
            batches=record.batches,
            good_pieces=record.good_pieces,
            lost_pieces=record.lost_pieces,
            cost=Decimal(record.cost),
            baked_at=datetime.fromisoformat(record.baked_at),
            idempotency_key=record.idempotency_key,
            consumed=[
                LotConsumption(ingredient=taken.ingredient, quantity=Decimal(taken.quantity), cost=Decimal(taken.cost))
                for taken in record.consumed
            ],
            losses=[
                ProductionLoss(reason=loss.reason, pieces=loss.pieces, cost=Decimal(loss.cost))
                for loss in record.losses
            ],
        )
        session.add(run)
        session.flush()
        log.add(production_run_id=run.id, recipe_id=recipe_id, batches=run.batches, cost=run.cost)


def _whole_runs() -> Select[ProductionRun]:
    return select(ProductionRun).options(
        *WHOLE_RUN, selectinload(ProductionRun.recipe), selectinload(ProductionRun.event)
    )


def _record_of(run: ProductionRun) -> _ProductionRecord:
    return _ProductionRecord(
        event=event_record(run.event),
        idempotency_key=run.idempotency_key,
        cost=plain(run.cost),
        recipe=run.recipe.name,
        snapshot=_SnapshotRecord(
            name=run.snapshot.name,
            pieces_per_batch=run.snapshot.pieces_per_batch,
            lines=[_LineRecord.model_validate(line) for line in run.snapshot.lines],
            taken_at=run.snapshot.taken_at.isoformat(),
        ),
        batches=run.batches,
        good_pieces=run.good_pieces,
        lost_pieces=run.lost_pieces,
        baked_at=run.baked_at.isoformat(),
        consumed=[
            _LotRecord(ingredient=taken.ingredient, quantity=plain(taken.quantity), cost=plain(taken.cost))
            for taken in run.consumed
        ],
        losses=[_LossRecord(reason=loss.reason, pieces=loss.pieces, cost=plain(loss.cost)) for loss in run.losses],
    )
