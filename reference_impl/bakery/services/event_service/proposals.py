"""Targets as the assignments of an event would have them."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.events import AssemblyTargetDTO, ProductionTargetDTO, TargetsDTO
from reference_impl.bakery.models import AssemblyTarget, Event, ProductionTarget
from reference_impl.bakery.rows import find_to_change
from reference_impl.bakery.services.event_service.assembly_targets import set_assembly_target
from reference_impl.bakery.services.event_service.needs import get_good_needs, get_recipe_needs
from reference_impl.bakery.services.event_service.production_targets import set_production_target


def propose_production_targets(event_id: int, *, session: Session) -> list[ProductionTargetDTO]:
    """Return the batches that the assignments need; nothing is stored.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    needs = get_recipe_needs(event_id, session=session)
    return [ProductionTargetDTO(event_id, need.recipe_id, need.recipe, need.batches) for need in needs]


def propose_assembly_targets(event_id: int, *, session: Session) -> list[AssemblyTargetDTO]:
    """Return the goods that the assignments need, those inside other goods too; nothing is stored.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    needs = get_good_needs(event_id, session=session)
    return [AssemblyTargetDTO(event_id, need.good_id, need.good, need.quantity) for need in needs]


def adopt_proposed_targets(event_id: int, *, session: Session) -> TargetsDTO:
    """Put what the assignments need in the place of all targets of an event.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
        InvalidQuantity: more would be needed than can be counted.
    """
    find_to_change(Event, event_id, session=session)  # before the assignments are read: they do not change after that
    with session.begin_nested():  # the caller can go on when one of the targets is refused
        for kind in (ProductionTarget, AssemblyTarget):
            session.execute(delete(kind).where(kind.event_id == event_id))
        return TargetsDTO(
            production=[
                set_production_target(event_id, target.recipe_id, target.batches, session=session)
                for target in propose_production_targets(event_id, session=session)
            ],
            assembly=[
                set_assembly_target(event_id, target.good_id, target.quantity, session=session)
                for target in propose_assembly_targets(event_id, session=session)
            ],
        )
