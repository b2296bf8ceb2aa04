"""Events: planned, read, cloned; who is given what; what they need, cost, and how far they have come."""

from reference_impl.bakery.services.event_service.assembly_targets import (
    change_assembly_target,
    list_assembly_targets,
    remove_assembly_target,
    set_assembly_target,
)
from reference_impl.bakery.services.event_service.assignments import (
    add_assignment,
    change_assignment,
    get_assignment,
    get_recipient_history,
    list_assignments,
    list_assignments_of_recipient,
    list_recipients_of_event,
    remove_assignment,
)
from reference_impl.bakery.services.event_service.costs import (
    compare_costs,
    estimate_costs_by_package,
    estimate_costs_by_recipient,
    estimate_event_cost,
    estimate_package_cost,
    get_actual_costs,
)
from reference_impl.bakery.services.event_service.needs import (
    get_good_needs,
    get_ingredient_needs,
    get_material_needs,
    get_packaging_needs,
    get_recipe_needs,
)
from reference_impl.bakery.services.event_service.planning import (
    clone_event,
    create_event,
    delete_event,
    move_event,
    rename_event,
    write_notes,
)
from reference_impl.bakery.services.event_service.production_targets import (
    change_production_target,
    list_production_targets,
    remove_production_target,
    set_production_target,
)
from reference_impl.bakery.services.event_service.progress import (
    get_event_assembly_progress,
    get_event_production_progress,
    get_event_progress,
    get_events_with_progress,
)
from reference_impl.bakery.services.event_service.proposals import (
    adopt_proposed_targets,
    propose_assembly_targets,
    propose_production_targets,
)
from reference_impl.bakery.services.event_service.reading import (
    get_event,
    get_event_by_name,
    list_events,
    list_events_of_year,
    list_past_events,
    list_upcoming_events,
)
from reference_impl.bakery.services.event_service.remaining import get_remaining_work
from reference_impl.bakery.services.event_service.shopping import (
    export_shopping_list,
    get_shopping_list,
)

__all__ = [
    "add_assignment",
    "adopt_proposed_targets",
    "change_assembly_target",
    "change_assignment",
    "change_production_target",
    "clone_event",
    "compare_costs",
    "create_event",
    "delete_event",
    "estimate_costs_by_package",
    "estimate_costs_by_recipient",
    "estimate_event_cost",
    "estimate_package_cost",
    "export_shopping_list",
    "get_actual_costs",
    "get_assignment",
    "get_event",
    "get_event_assembly_progress",
    "get_event_by_name",
    "get_event_production_progress",
    "get_event_progress",
    "get_events_with_progress",
    "get_good_needs",
    "get_ingredient_needs",
    "get_material_needs",
    "get_packaging_needs",
    "get_recipe_needs",
    "get_recipient_history",
    "get_remaining_work",
    "get_shopping_list",
    "list_assembly_targets",
    "list_assignments",
    "list_assignments_of_recipient",
    "list_events",
    "list_events_of_year",
    "list_past_events",
    "list_production_targets",
    "list_recipients_of_event",
    "list_upcoming_events",
    "move_event",
    "propose_assembly_targets",
    "propose_production_targets",
    "remove_assembly_target",
    "remove_assignment",
    "remove_production_target",
    "rename_event",
    "set_assembly_target",
    "set_production_target",
    "write_notes",
]
