"""Events: planned, read and deleted; who is given what, and how much is to be baked and assembled."""

from __future__ import annotations

from fastapi import APIRouter

from reference_impl.bakery.app.refusals import may_refuse
from reference_impl.bakery.app.requests import (
    NewAssemblyTarget,
    NewAssignment,
    NewEvent,
    NewProductionTarget,
    Today,
)
from reference_impl.bakery.dtos.events import (
    AssemblyTargetDTO,
    AssignmentDTO,
    EventDTO,
    ProductionTargetDTO,
    TargetsDTO,
)
from reference_impl.bakery.services import event_service
from reference_impl.database.fastapi import ReaderOfRequest, SessionOfRequest, in_worker_thread

router = APIRouter(tags=["events"])


@router.get("/events", responses=may_refuse(422))
@in_worker_thread
def list_events(session: ReaderOfRequest, year: int | None = None) -> list[EventDTO]:
    """Return all events by day, or those of a year."""
    if year is None:
        return event_service.list_events(session=session)
    return event_service.list_events_of_year(year, session=session)


@router.post("/events", status_code=201, responses=may_refuse(409, 422))
@in_worker_thread
def create_event(event: NewEvent, today: Today, session: SessionOfRequest) -> EventDTO:
    """Plan an event."""
    return event_service.create_event(event.name, event.held_on, today=today, notes=event.notes, session=session)


@router.get("/events/{event_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_event(event_id: int, session: ReaderOfRequest) -> EventDTO:
    """Return an event."""
    return event_service.get_event(event_id, session=session)


@router.delete("/events/{event_id}", status_code=204, responses=may_refuse(404, 409, 422))
@in_worker_thread
def delete_event(event_id: int, session: SessionOfRequest) -> None:
    """Delete an event for which nothing was baked or assembled."""
    event_service.delete_event(event_id, session=session)


@router.get("/events/{event_id}/assignments", responses=may_refuse(404, 422))
@in_worker_thread
def list_assignments(event_id: int, session: ReaderOfRequest) -> list[AssignmentDTO]:
    """Return who is given what at an event."""
    return event_service.list_assignments(event_id, session=session)


@router.post("/events/{event_id}/assignments", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def add_assignment(event_id: int, assignment: NewAssignment, session: SessionOfRequest) -> AssignmentDTO:
    """Give somebody a package at an event."""
    return event_service.add_assignment(
        event_id, assignment.recipient_id, assignment.package_id, assignment.quantity, session=session
    )


@router.get("/events/{event_id}/targets", responses=may_refuse(404, 422))
@in_worker_thread
def get_targets(event_id: int, session: ReaderOfRequest) -> TargetsDTO:
    """Return what is to be baked and assembled for an event."""
    return TargetsDTO(
        production=event_service.list_production_targets(event_id, session=session),
        assembly=event_service.list_assembly_targets(event_id, session=session),
    )


@router.post("/events/{event_id}/targets/adopted", responses=may_refuse(404, 409, 422))
@in_worker_thread
def adopt_proposed_targets(event_id: int, session: SessionOfRequest) -> TargetsDTO:
    """Put what the assignments need in the place of all targets of an event."""
    return event_service.adopt_proposed_targets(event_id, session=session)


@router.put("/events/{event_id}/targets/production/{recipe_id}", responses=may_refuse(404, 422))
@in_worker_thread
def set_production_target(
    event_id: int, recipe_id: int, target: NewProductionTarget, session: SessionOfRequest
) -> ProductionTargetDTO:
    """Say how many batches of a recipe an event needs."""
    return event_service.set_production_target(event_id, recipe_id, target.batches, session=session)


@router.put("/events/{event_id}/targets/assembly/{good_id}", responses=may_refuse(404, 422))
@in_worker_thread
def set_assembly_target(
    event_id: int, good_id: int, target: NewAssemblyTarget, session: SessionOfRequest
) -> AssemblyTargetDTO:
    """Say how many pieces of a good an event needs."""
    return event_service.set_assembly_target(event_id, good_id, target.quantity, session=session)
