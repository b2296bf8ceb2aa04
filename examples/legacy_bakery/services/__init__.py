"""The service layer: import from here, whichever module a function lives in."""

from .assembly_service import (
    AssemblyLine,
    add_good,
    check_assembly,
    copy_good,
    get_assembly_history,
    record_assembly,
)
from .batch_production_service import (
    check_availability,
    get_production_history,
    get_production_run,
    import_history,
    record_loss,
    record_production,
)
from .event_service import (
    clone_event,
    create_event,
    delete_event,
    get_event,
    get_event_costs,
    rename_event,
    set_target,
)
from .ingredient_service import (
    NewIngredient,
    add_ingredient,
    get_lots,
    list_ingredients,
    receive_lot,
    set_price,
)
from .journal_service import note, read_journal
from .progress_service import get_events_with_progress, get_shopping_list
from .recipe_service import add_recipe, get_recipe_costs

__all__ = [
    "AssemblyLine",
    "NewIngredient",
    "add_good",
    "add_ingredient",
    "add_recipe",
    "check_assembly",
    "check_availability",
    "clone_event",
    "copy_good",
    "create_event",
    "delete_event",
    "get_assembly_history",
    "get_event",
    "get_event_costs",
    "get_events_with_progress",
    "get_lots",
    "get_production_history",
    "get_production_run",
    "get_recipe_costs",
    "get_shopping_list",
    "import_history",
    "list_ingredients",
    "note",
    "read_journal",
    "receive_lot",
    "record_assembly",
    "record_loss",
    "record_production",
    "rename_event",
    "set_price",
    "set_target",
]
