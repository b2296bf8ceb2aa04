"""One call of every public function of the services, by name; a test says that none is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType

from sqlalchemy.orm import Session
from winter_market import MARKET_DAY, TODAY, Market

from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events

Call = Callable[[Market, Session], object]


def _unused_good(session: Session) -> int:
    unit = catalogue.list_recipes(session=session)[0].unit_id
    return catalogue.create_good("new", [Part("unit", unit, 1)], session=session).id


CATALOGUE: dict[str, Call] = {
    "change_parts": lambda m, s: catalogue.change_parts(m.hamper, [Part("good", m.bag, 9)], session=s),
    "create_good": lambda m, s: catalogue.create_good("new", [Part("unit", m.cookie_unit, 1)], session=s),
    "create_ingredient": lambda _, s: catalogue.create_ingredient("new", "g", session=s),
    "create_material": lambda _, s: catalogue.create_material("new", "1", is_packaging=True, session=s),
    "create_package": lambda m, s: catalogue.create_package("new", {m.bag: 2}, session=s),
    "create_recipe": lambda m, s: catalogue.create_recipe("new", 3, {m.flour: "0.125"}, session=s),
    "create_recipient": lambda _, s: catalogue.create_recipient("new", session=s),
    "delete_good": lambda _, s: catalogue.delete_good(_unused_good(s), session=s),
    "delete_ingredient": lambda _, s: catalogue.delete_ingredient(
        catalogue.create_ingredient("new", "g", session=s).id, session=s
    ),
    "delete_material": lambda _, s: catalogue.delete_material(
        catalogue.create_material("new", 1, is_packaging=True, session=s).id, session=s
    ),
    "delete_package": lambda m, s: catalogue.delete_package(
        catalogue.create_package("new", {m.bag: 2}, session=s).id, session=s
    ),
    "delete_recipe": lambda m, s: catalogue.delete_recipe(
        catalogue.create_recipe("new", 3, {m.flour: 1}, session=s).id, session=s
    ),
    "delete_recipient": lambda m, s: catalogue.delete_recipient(m.cy, session=s),
    "get_good": lambda m, s: catalogue.get_good(m.hamper, session=s),
    "get_ingredient": lambda m, s: catalogue.get_ingredient(m.flour, session=s),
    "get_material": lambda m, s: catalogue.get_material(m.box, session=s),
    "get_package": lambda m, s: catalogue.get_package(m.large, session=s),
    "get_recipe": lambda m, s: catalogue.get_recipe(m.cookie, session=s),
    "get_recipient": lambda m, s: catalogue.get_recipient(m.ann, session=s),
    "list_goods": lambda _, s: catalogue.list_goods(session=s),
    "list_ingredients": lambda _, s: catalogue.list_ingredients(session=s),
    "list_lots": lambda m, s: catalogue.list_lots(m.flour, session=s),
    "list_materials": lambda _, s: catalogue.list_materials(session=s),
    "list_packages": lambda _, s: catalogue.list_packages(session=s),
    "list_recipes": lambda _, s: catalogue.list_recipes(session=s),
    "list_recipients": lambda _, s: catalogue.list_recipients(session=s),
    "receive_lot": lambda m, s: catalogue.receive_lot(m.vanilla, 10, "0.25", TODAY, session=s),
    "receive_material": lambda m, s: catalogue.receive_material(m.ribbon, 10, "0.12", session=s),
}

_LATER = date(2027, 12, 11)

EVENTS: dict[str, Call] = {
    "add_assignment": lambda m, s: events.add_assignment(m.market, m.cy, m.large, 2, session=s),
    "adopt_proposed_targets": lambda m, s: events.adopt_proposed_targets(m.market, session=s),
    "change_assembly_target": lambda m, s: events.change_assembly_target(m.market, m.bag, 8, session=s),
    "change_assignment": lambda m, s: events.change_assignment(m.anns_large, 3, session=s),
    "change_production_target": lambda m, s: events.change_production_target(m.market, m.cookie, 5, session=s),
    "clone_event": lambda m, s: events.clone_event(m.market, "Market", _LATER, today=TODAY, session=s),
    "compare_costs": lambda m, s: events.compare_costs(m.market, session=s),
    "create_event": lambda _, s: events.create_event("New", _LATER, today=TODAY, session=s),
    "delete_event": lambda m, s: events.delete_event(m.harvest, session=s),
    "estimate_costs_by_package": lambda m, s: events.estimate_costs_by_package(m.market, session=s),
    "estimate_costs_by_recipient": lambda m, s: events.estimate_costs_by_recipient(m.market, session=s),
    "estimate_event_cost": lambda m, s: events.estimate_event_cost(m.market, session=s),
    "estimate_package_cost": lambda m, s: events.estimate_package_cost(m.large, session=s),
    "export_shopping_list": lambda m, s: events.export_shopping_list(m.market, session=s),
    "get_actual_costs": lambda m, s: events.get_actual_costs(m.market, session=s),
    "get_assignment": lambda m, s: events.get_assignment(m.anns_large, session=s),
    "get_event": lambda m, s: events.get_event(m.market, session=s),
    "get_event_assembly_progress": lambda m, s: events.get_event_assembly_progress(m.market, session=s),
    "get_event_by_name": lambda _, s: events.get_event_by_name("Market", MARKET_DAY.year, session=s),
    "get_event_production_progress": lambda m, s: events.get_event_production_progress(m.market, session=s),
    "get_event_progress": lambda m, s: events.get_event_progress(m.market, session=s),
    "get_events_with_progress": lambda _, s: events.get_events_with_progress(session=s),
    "get_good_needs": lambda m, s: events.get_good_needs(m.market, session=s),
    "get_ingredient_needs": lambda m, s: events.get_ingredient_needs(m.market, session=s),
    "get_material_needs": lambda m, s: events.get_material_needs(m.market, session=s),
    "get_packaging_needs": lambda m, s: events.get_packaging_needs(m.market, session=s),
    "get_recipe_needs": lambda m, s: events.get_recipe_needs(m.market, session=s),
    "get_recipient_history": lambda m, s: events.get_recipient_history(m.ann, session=s),
    "get_remaining_work": lambda m, s: events.get_remaining_work(m.market, session=s),
    "get_shopping_list": lambda m, s: events.get_shopping_list(m.market, session=s),
    "list_assembly_targets": lambda m, s: events.list_assembly_targets(m.market, session=s),
    "list_assignments": lambda m, s: events.list_assignments(m.market, session=s),
    "list_assignments_of_recipient": lambda m, s: events.list_assignments_of_recipient(m.market, m.ann, session=s),
    "list_events": lambda _, s: events.list_events(session=s),
    "list_events_of_year": lambda _, s: events.list_events_of_year(2025, session=s),
    "list_past_events": lambda _, s: events.list_past_events(today=TODAY, session=s),
    "list_production_targets": lambda m, s: events.list_production_targets(m.market, session=s),
    "list_recipients_of_event": lambda m, s: events.list_recipients_of_event(m.market, session=s),
    "list_upcoming_events": lambda _, s: events.list_upcoming_events(today=TODAY, session=s),
    "move_event": lambda m, s: events.move_event(m.market, _LATER, today=TODAY, session=s),
    "propose_assembly_targets": lambda m, s: events.propose_assembly_targets(m.market, session=s),
    "propose_production_targets": lambda m, s: events.propose_production_targets(m.market, session=s),
    "remove_assembly_target": lambda m, s: events.remove_assembly_target(m.market, m.bag, session=s),
    "remove_assignment": lambda m, s: events.remove_assignment(m.bens_small, session=s),
    "remove_production_target": lambda m, s: events.remove_production_target(m.market, m.cookie, session=s),
    "rename_event": lambda m, s: events.rename_event(m.market, "Fair", session=s),
    "set_assembly_target": lambda m, s: events.set_assembly_target(m.market, m.hamper, 1, session=s),
    "set_production_target": lambda m, s: events.set_production_target(m.market, m.biscotti, 1, session=s),
    "write_notes": lambda m, s: events.write_notes(m.market, "bring chairs", session=s),
}

SERVICES: dict[ModuleType, dict[str, Call]] = {catalogue: CATALOGUE, events: EVENTS}
CALLS = {**CATALOGUE, **EVENTS}
WRITERS = {name for name in CALLS if not name.startswith(("get_", "list_", "estimate_", "propose_", "export_"))} - {
    "compare_costs",
    *(name for name in CALLS if name.startswith("delete_") and name not in ("delete_recipient", "delete_event")),
}  # who leave other rows than they found; those that delete what the call itself has made do not
