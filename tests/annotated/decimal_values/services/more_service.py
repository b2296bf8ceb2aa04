from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from prices import Recipe, money, unit_price
from sqlalchemy.orm import Session


def nested_dict(name: str) -> dict[str, object]:
    return {"event": {"cost": unit_price(name)}}  # error: SES502


def value_list(names: list[str]) -> dict[str, object]:
    return {"costs": [unit_price(name) for name in names]}  # error: SES502


def value_tuple(name: str) -> dict[str, object]:
    return {"costs": (name, unit_price(name))}  # error: SES502


def rows_in_a_dict(names: list[str]) -> dict[str, object]:
    return {"rows": [{"cost": unit_price(name)} for name in names]}  # error: SES502


def rows_bound_before(names: list[str]) -> dict[str, object]:
    rows = [{"cost": unit_price(name)} for name in names]  # error: SES502
    return {"rows": rows}


def detail_bound_before(name: str) -> dict[str, object]:
    detail = {"cost": unit_price(name)}  # error: SES502
    return {"detail": detail}


def grouped(names: list[str]) -> dict[str, object]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for name in names:
        totals[name] += unit_price(name)  # error: SES502
    return totals


def set_default(name: str) -> dict[str, object]:
    result: dict[str, object] = {}
    result.setdefault("cost", unit_price(name))  # error: SES502
    return result


def augmented_key(names: list[str]) -> dict[str, object]:
    result = {"total": Decimal(0)}  # error: SES502
    for name in names:
        result["total"] += unit_price(name)  # error: SES502
    return result


def converted_key(names: list[str]) -> dict[str, object]:
    result = {"total": Decimal(0)}
    for name in names:
        result["total"] += unit_price(name)
    result["total"] = money(result["total"])
    return result


def in_try(text: str) -> dict[str, object]:
    try:
        cost = Decimal(text)
    except ArithmeticError:
        cost = None
    return {"cost": cost}  # error: SES502


def copied(name: str) -> dict[str, object]:
    price = unit_price(name)
    cost = price
    return {"cost": cost}  # error: SES502


def loop_variable(costs: list[Decimal]) -> list[dict[str, object]]:
    return [{"cost": cost} for cost in costs]  # error: SES502


def loop_statement(costs: list[Decimal]) -> list[dict[str, object]]:
    rows = []
    for cost in costs:
        rows.append({"cost": cost})  # error: SES502
    return rows


def subscripted(costs: dict[str, Decimal]) -> dict[str, object]:
    return {"cost": costs["flour"]}  # error: SES502


def got(costs: dict[str, Decimal]) -> dict[str, object]:
    return {"cost": costs.get("flour", Decimal(0))}  # error: SES502


def matched(name: str) -> dict[str, object]:
    match name:
        case "":
            cost = Decimal(0)
        case _:
            cost = unit_price(name)
    return {"cost": cost}  # error: SES502


def chained(amount: str) -> dict[str, object]:
    return {"cost": Decimal(amount).quantize(Decimal("0.01")).normalize()}  # error: SES502


def by_local_recipe(recipes: list[Recipe]) -> list[dict[str, object]]:
    return [{"total": recipe.get_total_cost()} for recipe in recipes]  # error: SES502


async def awaited(name: str) -> dict[str, object]:
    return {"cost": await later_price(name)}  # error: SES502


async def later_price(name: str) -> Decimal:
    return unit_price(name)


@dataclass
class CostDTO:
    name: str
    cost: str


def constructed(name: str) -> CostDTO:
    return CostDTO(name=name, cost=unit_price(name))  # error: SES502


def constructed_by_position(name: str) -> CostDTO:
    return CostDTO(name, unit_price(name))  # error: SES502


def constructed_well(name: str) -> CostDTO:
    return CostDTO(name, money(unit_price(name)))


def formatted_names(costs: list[Decimal]) -> dict[str, object]:
    return {
        "costs": [money(cost) for cost in costs],
        "map": list(map(str, costs)),
        "joined": ", ".join(str(cost) for cost in costs),
        "count": len(costs),
        "any": any(costs),
        "in": Decimal(1) in costs,
        "is": costs[0] is None,
        "repr": repr(costs[0]),
        "name": "%s: %.2f" % ("flour", costs[0]),
        "text": "{} {:.2f}".format("flour", costs[0]),
        "joint": "cost: " + str(costs[0]),
        "floor": costs[0].__str__(),
        "adjusted": costs[0].adjusted(),
        "eng": costs[0].to_eng_string(),
        "isnan": costs[0].is_nan(),
    }


class Order:
    def total(self) -> Decimal:
        return Decimal(1)


def looked_up(order_id: int, *, session: Session) -> dict[str, object]:
    order = session.get(Order, order_id)
    return {"total": order.total()}  # error: SES502


class AverageDTO(TypedDict):
    average: Decimal  # error: SES501
    text: str


def already_said() -> AverageDTO:
    result: AverageDTO = {"average": Decimal(1), "text": "1.00"}
    return result
