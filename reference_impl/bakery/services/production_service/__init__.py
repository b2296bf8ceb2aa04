"""What was baked for an event or of a recipe, how far that is, what can be assembled, and what baking costs."""

from reference_impl.bakery.services.production_service.costs import get_recipe_cost
from reference_impl.bakery.services.production_service.progress import (
    get_available_to_assemble,
    get_production_progress,
)
from reference_impl.bakery.services.production_service.records import (
    get_event_records,
    get_production_totals,
    get_recipe_records,
)

__all__ = [
    "get_available_to_assemble",
    "get_event_records",
    "get_production_progress",
    "get_production_totals",
    "get_recipe_cost",
    "get_recipe_records",
]
