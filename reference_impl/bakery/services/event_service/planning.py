"""Events: created, changed, deleted, and cloned for another day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_name, checked_notes
from reference_impl.bakery.dtos.events import EventDTO
from reference_impl.bakery.errors import EventInThePast
from reference_impl.bakery.models import AssemblyTarget, Event, PackageAssignment, ProductionTarget
from reference_impl.bakery.rows import delete, find, find_to_change, named
from reference_impl.bakery.services.event_service.reading import event_dto


def create_event(name: str, held_on: date, *, today: date, notes: str = "", session: Session) -> EventDTO:
    """Plan an event.

    Args:
        name: as no other event of that year is called.
        held_on: the day.
        today: the present day.
        notes: whatever is to be remembered.
        session: the caller's session.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        InvalidNotes: the notes are too long.
        EventInThePast: the day is over.
        NameTaken: there is an event of this name in that year.
    """
    name, notes = checked_name(name), checked_notes(notes)
    _check_day(held_on, today)
    event = Event(name=name, year=held_on.year, held_on=held_on, notes=notes)
    with named(Event, name, session=session):
        session.add(event)
    return event_dto(event)


def rename_event(event_id: int, name: str, *, session: Session) -> EventDTO:
    """Give an event another name.

    Raises:
        NotFound: there is no such event.
        InvalidName: the name is empty, too long or no line of text.
        NameTaken: there is an event of this name in its year.
    """
    name = checked_name(name)
    event = find_to_change(Event, event_id, session=session)
    with named(Event, name, session=session):
        event.name = name
    return event_dto(event)


def move_event(event_id: int, held_on: date, *, today: date, session: Session) -> EventDTO:
    """Hold an event on another day.

    Raises:
        NotFound: there is no such event.
        EventInThePast: the day is over.
        NameTaken: there is an event of its name in the year that it is moved to.
    """
    _check_day(held_on, today)
    event = find_to_change(Event, event_id, session=session)
    with named(Event, event.name, session=session):
        event.held_on, event.year = held_on, held_on.year
    return event_dto(event)


def write_notes(event_id: int, notes: str, *, session: Session) -> EventDTO:
    """Replace the notes on an event.

    Raises:
        NotFound: there is no such event.
        InvalidNotes: they are too long.
    """
    notes = checked_notes(notes)
    event = find_to_change(Event, event_id, session=session)
    event.notes = notes
    session.flush()
    return event_dto(event)


def delete_event(event_id: int, *, session: Session) -> None:
    """Delete an event with its assignments and targets.

    Raises:
        NotFound: there is no such event.
        StillInUse: something was baked or assembled for it.
    """
    event = find_to_change(Event, event_id, session=session)
    remedy = "what was baked and assembled for it stays"
    delete(event, f"the event {event.name!r} of {event.year}", remedy, session=session)


def clone_event(
    event_id: int,
    name: str,
    held_on: date,
    *,
    today: date,
    with_assignments: bool = True,
    with_targets: bool = True,
    session: Session,
) -> EventDTO:
    """Plan an event like another one, with its notes.

    Args:
        event_id: the event that is like it.
        name: as no other event of that year is called.
        held_on: the day.
        today: the present day.
        with_assignments: whether the same recipients are given the same packages.
        with_targets: whether as much is to be baked and assembled.
        session: the caller's session.

    Raises:
        NotFound: there is no such event.
        InvalidName: the name is empty, too long or no line of text.
        EventInThePast: the day is over.
        NameTaken: there is an event of this name in that year.
    """
    original = find(Event, event_id, session=session)
    clone = create_event(name, held_on, today=today, notes=original.notes, session=session)
    if with_assignments:
        _copy_assignments(original.id, clone.id, session=session)
    if with_targets:
        _copy_targets(original.id, clone.id, session=session)
    session.flush()
    return clone


def _copy_assignments(from_id: int, to_id: int, *, session: Session) -> None:
    assigned = (PackageAssignment.recipient_id, PackageAssignment.package_id, PackageAssignment.quantity)
    rows = session.execute(
        select(*assigned).where(PackageAssignment.event_id == from_id).order_by(PackageAssignment.id)
    ).all()
    for recipient_id, package_id, quantity in rows:
        session.add(
            PackageAssignment(event_id=to_id, recipient_id=recipient_id, package_id=package_id, quantity=quantity)
        )


def _copy_targets(from_id: int, to_id: int, *, session: Session) -> None:
    baked = select(ProductionTarget.recipe_id, ProductionTarget.batches).where(ProductionTarget.event_id == from_id)
    for recipe_id, batches in session.execute(baked).all():
        session.add(ProductionTarget(event_id=to_id, recipe_id=recipe_id, batches=batches))
    assembled = select(AssemblyTarget.good_id, AssemblyTarget.quantity).where(AssemblyTarget.event_id == from_id)
    for good_id, quantity in session.execute(assembled).all():
        session.add(AssemblyTarget(event_id=to_id, good_id=good_id, quantity=quantity))


def _check_day(held_on: date, today: date) -> None:
    if held_on < today:
        raise EventInThePast(f"{held_on.isoformat()} is over: choose a day from {today.isoformat()} on")
