import json
from decimal import Decimal, InvalidOperation
from typing import TypedDict

from models import Event
from prices import Recipe, money, price_text, unit_price
from sqlalchemy.orm import Session


class CostDTO(TypedDict):
    cost: str


def formatted(name: str) -> dict[str, object]:
    cost = unit_price(name)
    return {
        "name": name,
        "f": f"{cost:.2f}",
        "str": str(cost),
        "format": format(cost, ".2f"),
        "method": "{:.2f}".format(cost),
        "percent": "%.2f" % cost,
        "function": money(cost),
        "typed": price_text(name),
        "cents": int(cost * 100),
        "free": cost == 0,
        "cheap": cost < Decimal(5) and cost > 0,
        "zero": cost.is_zero(),
        "sign": cost.as_tuple().sign,
        "known": bool(cost),
        "not": not cost,
        "parts": cost.as_integer_ratio(),
        "hash": hash(cost),
        "count": len([cost]),
    }


def optional(name: str) -> dict[str, object]:
    cost = unit_price(name) if name else None
    return {"cost": str(cost) if cost is not None else None}


def condition_only(name: str) -> dict[str, object]:
    cost = unit_price(name)
    return {"free": "no" if cost else "yes"}


def overwritten(names: list[str]) -> dict[str, object]:
    total = Decimal(0)
    for name in names:
        total += unit_price(name)
    total = f"{total:.2f}"
    return {"total": total}


def overwritten_in_both(name: str) -> dict[str, object]:
    cost = unit_price(name)
    if name:
        cost = str(cost)
    else:
        cost = "0.00"
    return {"cost": cost}


def replaced_in_the_dict(name: str) -> dict[str, object]:
    cost = unit_price(name)
    result = {"name": name}
    result["cost"] = money(cost)
    return result


def internal(names: list[str]) -> dict[str, object]:
    by_name = {name: unit_price(name) for name in names}
    totals = {"total": sum(by_name.values(), Decimal(0))}
    return {"total": money(totals["total"])}


def looked_up(name: str) -> str:
    rates = {"low": Decimal("0.07"), "high": Decimal("0.19")}
    return money(unit_price(name) * rates["low"])


def converted_on_the_way(names: list[str]) -> dict[str, str]:
    costs = {name: unit_price(name) for name in names}
    return {name: money(cost) for name, cost in costs.items()}


def saved(name: str, session: Session) -> dict[str, object]:
    event = Event(name=name, cost=unit_price(name))
    session.add(event)
    session.flush()
    return {"id": event.id}


def updated(name: str, session: Session) -> None:
    session.query(Event).filter_by(name=name).update({"cost": unit_price(name)})


def raised(name: str) -> dict[str, object]:
    if unit_price(name) < 0:
        raise ValueError({"cost": unit_price(name)})
    return {"name": name}


def logged(name: str, log) -> dict[str, object]:
    log.info("cost", extra={"cost": unit_price(name)})
    return {"name": name}


def parsed(row: CostDTO) -> Decimal:
    return Decimal(row["cost"])


def parsed_and_written(row: CostDTO) -> CostDTO:
    cost = Decimal(row["cost"]) * 2
    return {"cost": money(cost)}


def dumped(name: str) -> str:
    return json.dumps({"cost": unit_price(name)}, default=str)


def handed_on(name: str, render) -> str:
    return render({"cost": unit_price(name)})


def unparsed(text: str) -> dict[str, object]:
    try:
        cost = str(Decimal(text))
    except InvalidOperation:
        cost = "0.00"
    return {"cost": cost}


def a_decimal(name: str) -> Decimal:
    return unit_price(name)


def decimals(names: list[str]) -> list[Decimal]:
    return [unit_price(name) for name in names]


def nested_function(names: list[str]) -> dict[str, str]:
    def row(name: str) -> dict[str, Decimal]:
        return {"cost": unit_price(name)}

    return {name: money(row(name)["cost"]) for name in names}


def another_scope(names: list[str]) -> dict[str, object]:
    [cost for cost in map(unit_price, names)]
    cost = "0.00"
    return {"cost": cost}


def name_of_recipe(recipe: Recipe) -> dict[str, object]:
    return {"name": recipe.name(), "text": money(recipe.get_total_cost())}


def _row(name: str) -> dict[str, object]:
    return {"cost": unit_price(name)}
