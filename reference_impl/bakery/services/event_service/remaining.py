"""What is still to be made for an event."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.bill import read_bill
from reference_impl.bakery.dtos.event_progress import RemainingGoodDTO, RemainingRecipeDTO, RemainingWorkDTO
from reference_impl.bakery.services.catalogue_service import get_recipe
from reference_impl.bakery.services.event_service.progress import get_event_progress


def get_remaining_work(event_id: int, *, session: Session) -> RemainingWorkDTO:
    """Return what the targets of an event still lack; goods that are inside others come before those.

    Several queries: what `get_events_with_progress()` says of isolation holds here too.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    progress = get_event_progress(event_id, session=session)
    inner_first = {good_id: place for place, good_id in enumerate(reversed(read_bill(session=session).order))}
    recipes: list[RemainingRecipeDTO] = []
    for each in progress.production:
        lacking = each.wanted_batches - each.baked_batches
        if lacking > 0:
            gives = get_recipe(each.recipe_id, session=session).pieces_per_batch
            recipes.append(RemainingRecipeDTO(each.recipe_id, each.recipe, lacking, lacking * gives))
    goods = [
        RemainingGoodDTO(each.good_id, each.good, lacking)
        for each in progress.assembly
        if (lacking := each.wanted - each.assembled) > 0
    ]
    return RemainingWorkDTO(event_id, recipes, sorted(goods, key=lambda good: inner_first[good.good_id]))
