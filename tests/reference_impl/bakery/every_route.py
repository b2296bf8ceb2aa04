"""One request to every route, by the name of its endpoint, which is that of the service's function."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from winter_market import TODAY, Market


class Request(NamedTuple):
    """What is sent, and the status of the answer where all is well."""

    method: str
    path: str
    body: object = None
    status: int = 200


def _post(path: str, body: object) -> Request:
    return Request("POST", path, body, 201)


def _get(path: str) -> Request:
    return Request("GET", path)


def _put(path: str, body: object) -> Request:
    return Request("PUT", path, body)


_COOKIE = {"recipe_id": 1, "batches": 1, "good_pieces": 9, "losses": {"burnt": 1}}

ROUTES: dict[str, Callable[[Market], Request]] = {
    "list_ingredients": lambda _: _get("/ingredients"),
    "create_ingredient": lambda _: _post("/ingredients", {"name": "new", "unit": "g"}),
    "get_ingredient": lambda m: _get(f"/ingredients/{m.flour}"),
    "list_lots": lambda m: _get(f"/ingredients/{m.flour}/lots"),
    "receive_lot": lambda m: _post(
        f"/ingredients/{m.vanilla}/lots", {"bought": "10", "unit_price": "0.25", "received_on": TODAY.isoformat()}
    ),
    "list_materials": lambda _: _get("/materials"),
    "create_material": lambda _: _post("/materials", {"name": "new", "unit_price": "1", "is_packaging": True}),
    "get_material": lambda m: _get(f"/materials/{m.box}"),
    "receive_material": lambda m: _post(f"/materials/{m.ribbon}/pieces", {"pieces": 10, "unit_price": "0.12"}),
    "list_recipes": lambda _: _get("/recipes"),
    "create_recipe": lambda m: _post(
        "/recipes",
        {"name": "new", "pieces_per_batch": 3, "lines": [{"ingredient_id": m.flour, "quantity": "0.125"}]},
    ),
    "get_recipe": lambda m: _get(f"/recipes/{m.cookie}"),
    "list_goods": lambda _: _get("/goods"),
    "create_good": lambda m: _post(
        "/goods", {"name": "new", "parts": [{"kind": "unit", "id": m.cookie_unit, "quantity": 1}]}
    ),
    "get_good": lambda m: _get(f"/goods/{m.hamper}"),
    "change_parts": lambda m: _put(f"/goods/{m.hamper}/parts", [{"kind": "good", "id": m.bag, "quantity": 9}]),
    "list_packages": lambda _: _get("/packages"),
    "create_package": lambda m: _post("/packages", {"name": "new", "lines": [{"good_id": m.bag, "quantity": 2}]}),
    "get_package": lambda m: _get(f"/packages/{m.large}"),
    "list_recipients": lambda _: _get("/recipients"),
    "create_recipient": lambda _: _post("/recipients", {"name": "new"}),
    "get_recipient": lambda m: _get(f"/recipients/{m.ann}"),
    "get_recipient_history": lambda m: _get(f"/recipients/{m.ann}/gifts"),
    "list_events": lambda _: _get("/events"),
    "create_event": lambda _: _post("/events", {"name": "New", "held_on": "2027-12-11"}),
    "get_event": lambda m: _get(f"/events/{m.market}"),
    "delete_event": lambda m: Request("DELETE", f"/events/{m.harvest}", status=204),
    "list_assignments": lambda m: _get(f"/events/{m.market}/assignments"),
    "add_assignment": lambda m: _post(
        f"/events/{m.market}/assignments", {"recipient_id": m.cy, "package_id": m.large, "quantity": 2}
    ),
    "get_targets": lambda m: _get(f"/events/{m.market}/targets"),
    "adopt_proposed_targets": lambda m: Request("POST", f"/events/{m.market}/targets/adopted"),
    "set_production_target": lambda m: _put(f"/events/{m.market}/targets/production/{m.biscotti}", {"batches": 1}),
    "set_assembly_target": lambda m: _put(f"/events/{m.market}/targets/assembly/{m.hamper}", {"quantity": 1}),
    "get_good_needs": lambda m: _get(f"/events/{m.market}/needs/goods"),
    "get_recipe_needs": lambda m: _get(f"/events/{m.market}/needs/recipes"),
    "get_ingredient_needs": lambda m: _get(f"/events/{m.market}/needs/ingredients"),
    "get_material_needs": lambda m: _get(f"/events/{m.market}/needs/materials"),
    "get_shopping_list": lambda m: _get(f"/events/{m.market}/shopping-list"),
    "export_shopping_list": lambda m: _get(f"/events/{m.market}/shopping-list.csv"),
    "get_actual_costs": lambda m: _get(f"/events/{m.market}/costs"),
    "get_event_progress": lambda m: _get(f"/events/{m.market}/progress"),
    "get_events_with_progress": lambda _: _get("/progress"),
    "record_production": lambda m: _post("/production-runs", {**_COOKIE, "recipe_id": m.cookie}),
    "get_production_history": lambda _: _get("/production-runs"),
    "get_production_run": lambda _: _get("/production-runs/1"),
    "record_assembly": lambda m: _post("/assembly-runs", {"good_id": m.bag, "quantity": 2}),
    "get_assembly_history": lambda _: _get("/assembly-runs"),
    "get_assembly_run": lambda _: _get("/assembly-runs/1"),
}
WRITERS = {name for name in ROUTES if not name.startswith(("get_", "list_", "export_"))}
