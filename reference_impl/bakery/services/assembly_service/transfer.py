"""The history of what was assembled, from one database to another. Stocks stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.dtos.transfer import ImportedDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import AssemblyConsumption, AssemblyRun, FinishedGood
from reference_impl.bakery.operation_log import operation
from reference_impl.bakery.services.assembly_service.history import WHOLE_RUN
from reference_impl.bakery.stock.pieces import Kind
from reference_impl.bakery.transfer import (
    Amount,
    AtLeastOne,
    Moment,
    Record,
    RunRecord,
    Text,
    Version,
    check_key_is_free,
    check_keys,
    check_sum,
    event_numbers,
    event_record,
    lock_named,
    missing_from,
    read,
)


class _ConsumedRecord(Record):
    kind: Kind
    name: Text
    quantity: AtLeastOne
    cost: Amount


class _AssemblyRecord(RunRecord):
    good: Text
    quantity: AtLeastOne
    assembled_at: Moment
    consumed: list[_ConsumedRecord]


class _AssemblyHistory(Record):
    kind: Literal["assembly history"]
    version: Version
    runs: list[_AssemblyRecord]


def export_assembly_history(*, session: Session) -> dict[str, Any]:  # Any: what json.dumps() takes
    """Return all that was assembled, the oldest first, as values that JSON has; exported again it is the same."""
    runs = session.scalars(_whole_runs().order_by(AssemblyRun.assembled_at, AssemblyRun.id))
    history = _AssemblyHistory(kind="assembly history", version=1, runs=[_record_of(run) for run in runs])
    return history.model_dump(mode="json")


def import_assembly_history(document: object, *, session: Session) -> ImportedDTO:
    """Add what is not there yet of an exported history; stocks stay as they are.

    Args:
        document: what was exported, as `json.loads()` returns it.
        session: the caller's.

    Raises:
        InvalidTransfer: it is not what was exported.
        NotFound: a good or an event of it is not in this database.
        KeyReused: an idempotency key of it belongs to another run here.
    """
    with operation("import_assembly_history", session=session) as log:
        records = read(_AssemblyHistory, document).runs
        check_keys(records)
        for index, record in enumerate(records):
            check_sum(f"runs[{index}].cost", record.cost, [taken.cost for taken in record.consumed])
        with session.begin_nested():
            added = _add_missing(records, session=session) if records else 0
        log.add(runs=len(records), added=added)
        return ImportedDTO(added=added, already_there=len(records) - added)


def _add_missing(records: Sequence[_AssemblyRecord], *, session: Session) -> int:
    goods = lock_named(FinishedGood, (record.good for record in records), session=session)
    events = event_numbers(records, session=session)
    times = [datetime.fromisoformat(record.assembled_at) for record in records]
    there = session.scalars(
        _whole_runs().where(
            AssemblyRun.good_id.in_(goods.values()), AssemblyRun.assembled_at.between(min(times), max(times))
        )
    )
    missing = missing_from(map(_record_of, there), records)
    for record in missing:
        _add(record, goods[record.good], events[record.event], session=session)
    return len(missing)


def _add(record: _AssemblyRecord, good_id: int, event_id: int | None, *, session: Session) -> None:
    with operation("import_assembly_run", session=session, event_id=event_id) as log:
        check_key_is_free(AssemblyRun, record.idempotency_key, session=session)
        run = AssemblyRun(
            good_id=good_id,
            event_id=event_id,
            quantity=record.quantity,
            cost=Decimal(record.cost),
            assembled_at=datetime.fromisoformat(record.assembled_at),
            idempotency_key=record.idempotency_key,
            consumed=[
                AssemblyConsumption(kind=taken.kind, name=taken.name, quantity=taken.quantity, cost=Decimal(taken.cost))
                for taken in record.consumed
            ],
        )
        session.add(run)
        session.flush()
        log.add(assembly_run_id=run.id, good_id=good_id, quantity=run.quantity, cost=run.cost)


def _whole_runs() -> Select[AssemblyRun]:
    return select(AssemblyRun).options(*WHOLE_RUN, selectinload(AssemblyRun.event))


def _record_of(run: AssemblyRun) -> _AssemblyRecord:
    return _AssemblyRecord(
        event=event_record(run.event),
        idempotency_key=run.idempotency_key,
        cost=plain(run.cost),
        good=run.good.name,
        quantity=run.quantity,
        assembled_at=run.assembled_at.isoformat(),
        consumed=[
            _ConsumedRecord(
                kind=cast("Kind", taken.kind),  # a constraint of the table: one of the three
                name=taken.name,
                quantity=taken.quantity,
                cost=plain(taken.cost),
            )
            for taken in run.consumed
        ],
    )
