"""What the boundaries return: what several services have said in one transaction, or in several."""

from __future__ import annotations

from dataclasses import dataclass

from reference_impl.bakery.dtos.assembly import AssemblyRunDTO
from reference_impl.bakery.dtos.batch_production import ProductionRunDTO
from reference_impl.bakery.dtos.event_costs import EventEstimateDTO
from reference_impl.bakery.dtos.event_needs import ShoppingListDTO
from reference_impl.bakery.dtos.events import AssignmentDTO, EventDTO, TargetsDTO


@dataclass(frozen=True, slots=True)
class EventPlanDTO:
    """An event as it was planned: who is given what, what is to be made and bought for it, and what it should cost."""

    event: EventDTO
    assignments: list[AssignmentDTO]
    targets: TargetsDTO
    shopping_list: ShoppingListDTO
    estimate: EventEstimateDTO


@dataclass(frozen=True, slots=True)
class WorkDTO:
    """What was baked and assembled, in one transaction."""

    baked: list[ProductionRunDTO]
    assembled: list[AssemblyRunDTO]


@dataclass(frozen=True, slots=True)
class RefusedDTO:
    """What could not be made, and why."""

    operation: str
    of: str
    reason: str


@dataclass(frozen=True, slots=True)
class EventWorkDTO:
    """What was made for an event, and what was not; each run was committed by itself."""

    event_id: int
    work: WorkDTO
    refused: list[RefusedDTO]
