"""How many of which good an event needs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.events import AssemblyTargetDTO
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import AssemblyTarget, Event, FinishedGood
from reference_impl.bakery.rows import find, find_to_change, find_to_refer_to


def set_assembly_target(event_id: int, good_id: int, quantity: int, *, session: Session) -> AssemblyTargetDTO:
    """Say how many pieces of a good an event needs, whatever was said before.

    Raises:
        NotFound: there is no such event or good.
        InvalidQuantity: the quantity cannot be one.
    """
    find_to_change(Event, event_id, session=session)  # who plans the same event waits here
    good = find_to_refer_to(FinishedGood, good_id, session=session)
    quantity = checked_pieces(quantity, f"pieces of {good.name}")
    target = _find(event_id, good_id, session=session)
    if target is None:
        target = AssemblyTarget(event_id=event_id, good_id=good_id)
        session.add(target)
    target.quantity = quantity
    session.flush()
    return _target(target)


def change_assembly_target(event_id: int, good_id: int, quantity: int, *, session: Session) -> AssemblyTargetDTO:
    """Say how many pieces an event needs of a good that it needs already.

    Raises:
        NotFound: there is no such event or good, or the event has no target for it.
        InvalidQuantity: the quantity cannot be one.
    """
    _existing(event_id, good_id, session=session)
    return set_assembly_target(event_id, good_id, quantity, session=session)


def remove_assembly_target(event_id: int, good_id: int, *, session: Session) -> None:
    """Say that an event needs no pieces of a good.

    Raises:
        NotFound: there is no such event or good, or the event has no target for it.
    """
    session.delete(_existing(event_id, good_id, session=session))
    session.flush()


def list_assembly_targets(event_id: int, *, session: Session) -> list[AssemblyTargetDTO]:
    """Return how many of which good an event needs, by the good's name.

    Raises:
        NotFound: there is no such event.
    """
    find(Event, event_id, session=session)
    targets = session.scalars(
        select(AssemblyTarget)
        .join(AssemblyTarget.good)
        .options(contains_eager(AssemblyTarget.good))
        .where(AssemblyTarget.event_id == event_id)
        .order_by(FinishedGood.name)
    )
    return [_target(target) for target in targets]


def _existing(event_id: int, good_id: int, *, session: Session) -> AssemblyTarget:
    find_to_change(Event, event_id, session=session)
    good = find(FinishedGood, good_id, session=session)
    target = _find(event_id, good_id, session=session)
    if target is None:
        raise NotFound("assembly target", good.name)
    return target


def _find(event_id: int, good_id: int, *, session: Session) -> AssemblyTarget | None:
    # The event is locked by now; what the session had read before the lock may be older.
    return session.get(AssemblyTarget, (event_id, good_id), populate_existing=True)


def _target(target: AssemblyTarget) -> AssemblyTargetDTO:
    return AssemblyTargetDTO(
        event_id=target.event_id, good_id=target.good_id, good=target.good.name, quantity=target.quantity
    )
