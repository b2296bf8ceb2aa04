"""Events, as they are read."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import sayable
from reference_impl.bakery.dtos.events import EventDTO
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import Event
from reference_impl.bakery.rows import find


def get_event(event_id: int, *, session: Session) -> EventDTO:
    """Return an event.

    Raises:
        NotFound: there is none with this number.
    """
    return event_dto(find(Event, event_id, session=session))


def get_event_by_name(name: str, year: int, *, session: Session) -> EventDTO:
    """Return the event of this name in this year.

    Raises:
        NotFound: there is none.
    """
    found = _events(Event.name == name.strip(), Event.year == year, session=session) if _is_year(year) else []
    if not found:
        raise NotFound("event", f"{name} {sayable(year)}")
    return found[0]


def list_events(*, session: Session) -> list[EventDTO]:
    """Return all events by day."""
    return _events(session=session)


def list_events_of_year(year: int, *, session: Session) -> list[EventDTO]:
    """Return the events of a year by day."""
    return _events(Event.year == year, session=session) if _is_year(year) else []


def list_upcoming_events(*, today: date, session: Session) -> list[EventDTO]:
    """Return the events that are not over by day; one that is held today is not.

    Args:
        today: the present day.
        session: the caller's session.
    """
    return _events(Event.held_on >= today, session=session)


def list_past_events(*, today: date, session: Session) -> list[EventDTO]:
    """Return the events that are over by day.

    Args:
        today: the present day.
        session: the caller's session.
    """
    return _events(Event.held_on < today, session=session)


def event_dto(event: Event) -> EventDTO:
    """Return an event as it leaves the services."""
    return EventDTO(id=event.id, name=event.name, year=event.year, held_on=event.held_on.isoformat(), notes=event.notes)


def _events(*conditions: ColumnElement[bool], session: Session) -> list[EventDTO]:
    by_day = select(Event).where(*conditions).order_by(Event.held_on, Event.id)
    return [event_dto(event) for event in session.scalars(by_day)]


def _is_year(year: int) -> bool:
    return MINYEAR <= year <= MAXYEAR  # others do not fit into the column, and the drivers disagree on what to say
