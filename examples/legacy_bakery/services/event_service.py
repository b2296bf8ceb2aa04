"""Events: what the bakery has promised, for when, and what it has cost so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..database import SessionLocal, session_scope
from ..dto import EventCostsDTO, EventDTO, EventSummaryDTO
from ..models import AssemblyRun, BatchRun, Event, EventTarget, Good, TastingSession
from ..money import format_money


def create_event(name: str, held_on: date, session: Session | None = None) -> int:  # error: SES101
    event = Event(name=name, held_on=held_on)
    if session is None:
        with session_scope() as session:
            session.add(event)
    else:
        session.add(event)
        session.flush()
    return event.id


def get_event(event_id: int, session: Session | None = None) -> EventDTO:  # error: SES101
    if session is None:
        with session_scope() as session:
            return get_event(event_id, session=session)
    event = session.get_one(Event, event_id)
    return {"id": event.id, "name": event.name, "held_on": event.held_on.isoformat()}


def get_events_by_year(year: int, session=None) -> list[EventDTO]:  # error: SES101
    session = session or SessionLocal()
    events = session.scalars(select(Event).where(extract("year", Event.held_on) == year))
    return [{"id": event.id, "name": event.name, "held_on": event.held_on.isoformat()} for event in events]


def set_target(event_id: int, good: str, quantity: int, session: Session) -> None:
    if session is None:
        with session_scope() as session:  # error: SES201
            return _set_target(event_id, good, quantity, session)
    return _set_target(event_id, good, quantity, session)


def _set_target(event_id: int, good: str, quantity: int, session: Session) -> None:
    good_id = session.scalars(select(Good.id).where(Good.name == good)).one()
    session.merge(EventTarget(event_id=event_id, good_id=good_id, quantity=quantity))


def rename_event(event_id: int, name: str, session: Session) -> None:
    with session_scope() as session:  # error: SES103
        session.get_one(Event, event_id).name = name


def delete_event(event_id: int, db: Session) -> None:
    db.delete(db.get_one(Event, event_id))
    db.commit()  # error: SES204


def clone_event(event_id: int, held_on: date, *, session: Session) -> int:
    """A copy of the event and its targets; a copy that fails takes nothing else with it."""
    event = session.get_one(Event, event_id)
    savepoint = session.begin_nested()
    try:
        copy = Event(name=event.name, held_on=held_on)
        copy.targets = [EventTarget(good_id=old.good_id, quantity=old.quantity) for old in event.targets]
        session.add(copy)
        session.flush()
        savepoint.commit()
    except IntegrityError:
        savepoint.rollback()
        raise
    return copy.id


def spent_on_batches(event_id: int, session: Session) -> Decimal:
    cost = select(func.sum(BatchRun.cost)).where(BatchRun.event_id == event_id)
    return session.scalar(cost) or Decimal(0)


def spent_on_goods(event_id: int, session: Session) -> Decimal:
    cost = select(func.sum(AssemblyRun.cost)).where(AssemblyRun.event_id == event_id)
    return session.scalar(cost) or Decimal(0)


def get_event_costs(event_id: int, *, session: Session) -> EventCostsDTO:
    batches = spent_on_batches(event_id, session)
    packaging = spent_on_goods(event_id, session)
    return EventCostsDTO(
        event=session.get_one(Event, event_id).name,
        batches=batches,  # error: SES502
        packaging=format_money(packaging),
        total=batches + packaging,  # error: SES502
    )


def get_budget_left(event_id: int, budget: str, *, session: Session) -> dict[str, Any]:
    left = Decimal(budget) - spent_on_batches(event_id, session) - spent_on_goods(event_id, session)
    result: dict[str, Any] = {"event_id": event_id, "budget": budget}
    result["overdrawn"] = left < 0
    result["left"] = left  # error: SES502
    result["label"] = f"{left:.2f} of {budget}"
    return result


def summarize_event(
    event: Event,
    budget: Decimal | None,
    session: Session | None = None,  # noqa: SES101 - an event that is not saved yet has nothing to be asked for
) -> EventSummaryDTO:
    """Without a session, only what is known without asking the database."""
    summary = EventSummaryDTO(event=event.name, budget=budget)
    if session is not None:
        summary.packaging.append(spent_on_goods(event.id, session))
    return summary


def describe_tasting(session: TastingSession | None = None) -> str:
    return f"{session.guests} guests at {session.starts_at:%H:%M}" if session else "no tasting"
