"""Recording what was assembled: all of it in the caller's transaction, or nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import HIGHEST, checked_label, checked_pieces
from reference_impl.bakery.dtos.assembly import AssemblyRunDTO
from reference_impl.bakery.errors import InsufficientStock
from reference_impl.bakery.models import AssemblyConsumption, AssemblyRun, Event, FinishedGood
from reference_impl.bakery.once import check_same, record_once
from reference_impl.bakery.operation_log import operation
from reference_impl.bakery.rows import checked_number, find
from reference_impl.bakery.services.assembly_service.history import run_dto
from reference_impl.bakery.stock.pieces import find_good, lock_needs, needs_of, take_pieces


@dataclass(frozen=True, slots=True)
class _Assembled:
    """What a caller says was assembled, checked as far as that goes without the database."""

    good_id: int
    quantity: int
    event_id: int | None
    idempotency_key: str | None


def record_assembly(
    good_id: int,
    quantity: int,
    *,
    event_id: int | None,
    idempotency_key: str | None,
    session: Session,
) -> AssemblyRunDTO:
    """Record some pieces of a good: what they used of units, goods and materials, and what that cost.

    Units and goods are taken with their share of what the stock has cost, materials at their price. A good within the
    good is taken from the stock, and not assembled on the way.

    Args:
        good_id: what was assembled.
        quantity: how many pieces.
        event_id: for which event, None for the shop.
        idempotency_key: the same for a request that is sent again: what it asks for is done once.
        session: the caller's.

    Raises:
        NotFound: there is no such good or event.
        InvalidQuantity: the number is none, zero, negative, or too great.
        InvalidName: the key is empty or too long.
        InsufficientStock: there is too little of a component.
        Incomplete: the good has no components.
        KeyReused: the key was used for something else.
    """
    with operation("record_assembly", session=session) as log:
        assembled = _checked(good_id, quantity, event_id, idempotency_key)
        log.add(event_id=event_id, good_id=good_id, quantity=quantity)
        run, repeated = record_once(
            lambda: _record(assembled, session=session),
            lambda: _find_earlier(assembled, session=session),
            session=session,
        )
        log.add(assembly_run_id=run.id, cost=run.cost, repeated=repeated)
        return run_dto(run)


def _checked(good_id: int, quantity: int, event_id: int | None, idempotency_key: str | None) -> _Assembled:
    checked_number(FinishedGood, good_id)
    if event_id is not None:
        checked_number(Event, event_id)
    checked_pieces(quantity, "the number of pieces")
    if idempotency_key is not None:
        checked_label(idempotency_key, "the idempotency key")
    return _Assembled(good_id, quantity, event_id, idempotency_key)


def _find_earlier(assembled: _Assembled, *, session: Session) -> AssemblyRun | None:
    key = assembled.idempotency_key
    if key is None:
        return None
    run = session.scalar(select(AssemblyRun).where(AssemblyRun.idempotency_key == key))
    if run is not None:
        before = _Assembled(run.good_id, run.quantity, run.event_id, key)
        check_same(key, run.id, asdict(assembled), asdict(before))
    return run


def _record(assembled: _Assembled, *, session: Session) -> AssemblyRun:
    good = find_good(assembled.good_id, session=session)
    if assembled.event_id is not None:
        find(Event, assembled.event_id, session=session)
    run = AssemblyRun(
        good=good,
        event_id=assembled.event_id,
        quantity=assembled.quantity,
        cost=Decimal(0),  # until it is known what was used
        idempotency_key=assembled.idempotency_key,
    )
    session.add(run)
    session.flush()  # the run with its key, before anything is locked or consumed
    _consume(good, run, session=session)
    good.in_stock = checked_pieces(good.in_stock + run.quantity, "what is in stock afterwards", least=0, most=HIGHEST)
    good.cost_of_stock += run.cost
    session.flush()
    return run


def _consume(good: FinishedGood, run: AssemblyRun, *, session: Session) -> None:
    needs = needs_of(good)
    lock_needs(good, needs, session=session)
    for need in needs:
        needed = need.quantity * run.quantity
        if need.of.in_stock < needed:
            raise InsufficientStock(need.name, str(needed), str(need.of.in_stock))
        cost = take_pieces(need.of, needed)
        run.consumed.append(AssemblyConsumption(kind=need.kind, name=need.name, quantity=needed, cost=cost))
        run.cost += cost
