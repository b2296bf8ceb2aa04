"""Who is given which package at an event, and what somebody was given over the years."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.catalogue import RecipientDTO
from reference_impl.bakery.dtos.events import AssignmentDTO, GiftDTO
from reference_impl.bakery.errors import AlreadyAssigned
from reference_impl.bakery.models import Event, Package, PackageAssignment, Recipient
from reference_impl.bakery.rows import find, find_to_change, find_to_refer_to


def add_assignment(
    event_id: int, recipient_id: int, package_id: int, quantity: int, *, session: Session
) -> AssignmentDTO:
    """Give somebody a package at an event.

    Args:
        event_id: which event.
        recipient_id: who is given it.
        package_id: what is given.
        quantity: how many of it.
        session: the caller's session.

    Raises:
        NotFound: there is no such event, recipient or package.
        InvalidQuantity: the quantity cannot be one.
        AlreadyAssigned: this recipient is given this package already: change that.
    """
    # Who plans the same event waits here, so that what was looked for below stays missing until it is added.
    event = find_to_change(Event, event_id, session=session)
    recipient = find_to_refer_to(Recipient, recipient_id, session=session)
    package = find_to_refer_to(Package, package_id, session=session)
    quantity = checked_pieces(quantity, f"packages for {recipient.name}")
    given = select(PackageAssignment.id).filter_by(event_id=event.id, recipient_id=recipient.id, package_id=package.id)
    if (assignment_id := session.scalar(given)) is not None:
        raise AlreadyAssigned(
            f"{recipient.name!r} is given {package.name!r} at this event already: change assignment {assignment_id}"
        )
    assignment = PackageAssignment(
        event_id=event.id, recipient_id=recipient.id, package_id=package.id, quantity=quantity
    )
    session.add(assignment)
    session.flush()
    return _assignment(assignment)


def get_assignment(assignment_id: int, *, session: Session) -> AssignmentDTO:
    """Return an assignment.

    Raises:
        NotFound: there is none with this number.
    """
    return _assignment(find(PackageAssignment, assignment_id, session=session))


def change_assignment(assignment_id: int, quantity: int, *, session: Session) -> AssignmentDTO:
    """Give somebody another number of a package.

    Raises:
        NotFound: there is no such assignment.
        InvalidQuantity: the quantity cannot be one.
    """
    assignment = find_to_change(PackageAssignment, assignment_id, session=session)
    assignment.quantity = checked_pieces(quantity, f"packages for {assignment.recipient.name}")
    session.flush()
    return _assignment(assignment)


def remove_assignment(assignment_id: int, *, session: Session) -> None:
    """Do not give somebody a package after all.

    Raises:
        NotFound: there is no such assignment.
    """
    session.delete(find_to_change(PackageAssignment, assignment_id, session=session))
    session.flush()


def list_assignments(event_id: int, *, session: Session) -> list[AssignmentDTO]:
    """Return who is given what at an event, by recipient and package.

    Raises:
        NotFound: there is no such event.
    """
    find(Event, event_id, session=session)
    return _assignments(PackageAssignment.event_id == event_id, session=session)


def list_assignments_of_recipient(event_id: int, recipient_id: int, *, session: Session) -> list[AssignmentDTO]:
    """Return what somebody is given at an event, by package.

    Raises:
        NotFound: there is no such event or recipient.
    """
    find(Event, event_id, session=session)
    find(Recipient, recipient_id, session=session)
    given = (PackageAssignment.event_id == event_id, PackageAssignment.recipient_id == recipient_id)
    return _assignments(*given, session=session)


def list_recipients_of_event(event_id: int, *, session: Session) -> list[RecipientDTO]:
    """Return who is given anything at an event, by name.

    Raises:
        NotFound: there is no such event.
    """
    find(Event, event_id, session=session)
    given = select(PackageAssignment.recipient_id).where(PackageAssignment.event_id == event_id)
    rows = session.execute(select(Recipient.id, Recipient.name).where(Recipient.id.in_(given)).order_by(Recipient.name))
    return [RecipientDTO(id=number, name=name) for number, name in rows]


def get_recipient_history(recipient_id: int, *, session: Session) -> list[GiftDTO]:
    """Return what somebody was and will be given, the latest event first.

    Raises:
        NotFound: there is no such recipient.
    """
    find(Recipient, recipient_id, session=session)
    rows = session.execute(
        select(Event, Package.id, Package.name, PackageAssignment.quantity)
        .join_from(PackageAssignment, Event)
        .join(Package)
        .where(PackageAssignment.recipient_id == recipient_id)
        .order_by(Event.held_on.desc(), Event.id, Package.name)
    )
    return [
        GiftDTO(event.id, event.name, event.year, event.held_on.isoformat(), package_id, package, quantity)
        for event, package_id, package, quantity in rows
    ]


def _assignments(*conditions: ColumnElement[bool], session: Session) -> list[AssignmentDTO]:
    rows = session.execute(
        select(PackageAssignment, Recipient.name, Package.name)
        .join(Recipient)
        .join(Package)
        .where(*conditions)
        .order_by(Recipient.name, Package.name)
    )
    return [_with_names(assignment, recipient, package) for assignment, recipient, package in rows]


def _assignment(assignment: PackageAssignment) -> AssignmentDTO:
    return _with_names(assignment, assignment.recipient.name, assignment.package.name)


def _with_names(assignment: PackageAssignment, recipient: str, package: str) -> AssignmentDTO:
    return AssignmentDTO(
        id=assignment.id,
        event_id=assignment.event_id,
        recipient_id=assignment.recipient_id,
        recipient=recipient,
        package_id=assignment.package_id,
        package=package,
        quantity=assignment.quantity,
    )
