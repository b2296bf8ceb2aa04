"""Planning: an event is planned with all that belongs to it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.boundaries import EventPlanDTO
from reference_impl.bakery.dtos.event_progress import EventProgressDTO
from reference_impl.bakery.dtos.events import TargetsDTO
from reference_impl.bakery.services import event_service
from reference_impl.database import SessionFactory, reader_scope, session_scope


@dataclass(frozen=True, slots=True)
class Gift:
    """How many of a package somebody is to be given."""

    recipient_id: int
    package_id: int
    quantity: int


class PlanningFacade:
    """Plans events; each method is one transaction.

    Args:
        factory: what makes the sessions.
    """

    def __init__(self, factory: SessionFactory) -> None:
        self._factory = factory

    def plan_event(
        self, name: str, held_on: date, gifts: Sequence[Gift], *, today: date, notes: str = ""
    ) -> EventPlanDTO:
        """Plan an event: its day, who is given what, and the targets that follow from it.

        Args:
            name: as no other event of that year is called.
            held_on: the day.
            gifts: who is given what.
            today: the present day.
            notes: whatever is to be remembered.

        Raises:
            BakeryError: as `create_event()`, `add_assignment()` and `adopt_proposed_targets()` have it; the event is
                not planned then.
        """
        with session_scope(self._factory) as session:
            event = event_service.create_event(name, held_on, today=today, notes=notes, session=session)
            return _plan(event.id, gifts, session=session)

    def plan_like(self, event_id: int, name: str, held_on: date, *, today: date) -> EventPlanDTO:
        """Plan an event like another one, with its gifts and notes, and targets by what is needed now.

        Raises:
            BakeryError: as `clone_event()` and `adopt_proposed_targets()` have it; the event is not planned then.
        """
        with session_scope(self._factory) as session:
            event = event_service.clone_event(event_id, name, held_on, today=today, with_targets=False, session=session)
            return _plan(event.id, (), session=session)

    def give(self, event_id: int, gifts: Sequence[Gift]) -> EventPlanDTO:
        """Give more at an event, all of it or nothing, and put its targets right.

        Raises:
            BakeryError: as `add_assignment()` and `adopt_proposed_targets()` have it; nothing is given then.
        """
        with session_scope(self._factory) as session:
            return _plan(event_id, gifts, session=session)

    def get_plan(self, event_id: int) -> EventPlanDTO:
        """Return what is planned for an event.

        Raises:
            NotFound: there is no such event.
        """
        with reader_scope(self._factory) as session:
            return _read_plan(event_id, session=session)

    def get_progress(self) -> list[EventProgressDTO]:
        """Return how far all events have come, as it was at one moment."""
        with reader_scope(self._factory) as session:
            return event_service.get_events_with_progress(session=session)


def _plan(event_id: int, gifts: Sequence[Gift], *, session: Session) -> EventPlanDTO:
    for gift in gifts:
        event_service.add_assignment(event_id, gift.recipient_id, gift.package_id, gift.quantity, session=session)
    event_service.adopt_proposed_targets(event_id, session=session)
    return _read_plan(event_id, session=session)


def _read_plan(event_id: int, *, session: Session) -> EventPlanDTO:
    return EventPlanDTO(
        event=event_service.get_event(event_id, session=session),
        assignments=event_service.list_assignments(event_id, session=session),
        targets=TargetsDTO(
            production=event_service.list_production_targets(event_id, session=session),
            assembly=event_service.list_assembly_targets(event_id, session=session),
        ),
        shopping_list=event_service.get_shopping_list(event_id, session=session),
        estimate=event_service.estimate_event_cost(event_id, session=session),
    )
