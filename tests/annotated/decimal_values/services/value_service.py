import decimal
from decimal import ROUND_HALF_UP, Decimal
from decimal import Decimal as D
from typing import Any, TypedDict

import prices
from prices import Recipe, known_price, optional_price, unit_price

ZERO = Decimal("0.00")


class CostDTO(TypedDict):
    name: str
    cost: str


def literal() -> dict[str, object]:
    return {"cost": Decimal("1.10")}  # error: SES502


def aliased() -> dict[str, object]:
    return {"cost": D(1)}  # error: SES502


def of_module() -> dict[str, object]:
    return {"cost": decimal.Decimal(1)}  # error: SES502


def over_lines(amount: str) -> dict[str, object]:
    return {
        "name": "event",
        "cost": Decimal(amount),  # error: SES502
        "tax": (
            Decimal(amount)  # error: SES502
            * 2
        ),
    }


def local(amount: str) -> dict[str, object]:
    cost = Decimal(amount)
    return {"cost": cost}  # error: SES502


def annotated_local(amounts: list[Any]) -> dict[str, object]:
    cost: Decimal = amounts[0]
    return {"cost": cost}  # error: SES502


def parameter(cost: Decimal) -> dict[str, object]:
    return {"cost": cost}  # error: SES502


def optional_parameter(cost: Decimal | None) -> dict[str, object]:
    return {"cost": cost}  # error: SES502


def quoted_parameter(cost: "Decimal") -> dict[str, object]:
    return {"cost": cost}  # error: SES502


def constant() -> dict[str, object]:
    return {"cost": ZERO}  # error: SES502


def augmented(amounts: list[str]) -> dict[str, object]:
    total = 0
    for amount in amounts:
        total += Decimal(amount)
    return {"total": total}  # error: SES502


def arithmetic(amount: str, count: int) -> dict[str, object]:
    price = Decimal(amount)
    return {
        "double": price * 2,  # error: SES502
        "each": price / count,  # error: SES502
        "negative": -price,  # error: SES502
        "left": 3 + price,  # error: SES502
        "rounded": round(price, 2),  # error: SES502
        "quantized": price.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP),  # error: SES502
        "absolute": abs(price),  # error: SES502
        "normalized": price.normalize(),  # error: SES502
    }


def summed(amounts: list[str]) -> dict[str, object]:
    return {"total": sum((Decimal(amount) for amount in amounts), Decimal(0))}  # error: SES502


def summed_start(amounts: list[str]) -> dict[str, object]:
    total = sum([Decimal(amount) for amount in amounts], start=Decimal(0))
    return {"total": total}  # error: SES502


def greatest(amount: str) -> dict[str, object]:
    return {"most": max(Decimal(amount), Decimal(0))}  # error: SES502


def by_function(name: str) -> dict[str, object]:
    return {
        "price": unit_price(name),  # error: SES502
        "known": known_price(name),  # error: SES502
        "optional": optional_price(name),  # error: SES502
        "module": prices.unit_price(name),  # error: SES502
    }


def by_method(recipe: Recipe) -> dict[str, object]:
    return {"total": recipe.get_total_cost()}  # error: SES502


def by_property(recipe: Recipe) -> dict[str, object]:
    return {"each": recipe.cost_each}  # error: SES502


def by_constructed_object() -> dict[str, object]:
    recipe = Recipe([])
    return {"total": recipe.get_total_cost()}  # error: SES502


def with_default(name: str) -> dict[str, object]:
    return {"price": known_price(name) or Decimal(0)}  # error: SES502


def or_zero(name: str) -> dict[str, object]:
    return {"price": known_price(name) or 0}  # error: SES502


def either(name: str) -> dict[str, object]:
    return {"price": unit_price(name) if name else None}  # error: SES502


def one_branch_is_text(name: str) -> dict[str, object]:
    return {"price": unit_price(name) if name else "0.00"}  # error: SES502


def branches(name: str) -> dict[str, object]:
    if name:
        cost = "0.00"
    else:
        cost = Decimal(0)
    return {"cost": cost}  # error: SES502


def one_branch_converts(name: str, text: bool) -> dict[str, object]:
    cost = unit_price(name)
    if text:
        cost = str(cost)
    return {"cost": cost}  # error: SES502


def returns_in_both(name: str) -> dict[str, object]:
    if name:
        return {"cost": f"{unit_price(name):.2f}"}
    return {"cost": Decimal(0)}  # error: SES502


def stored(name: str) -> dict[str, object]:
    result: dict[str, object] = {"name": name}
    result["cost"] = unit_price(name)  # error: SES502
    return result


def bound_before(name: str) -> dict[str, object]:
    result = {
        "name": name,
        "cost": unit_price(name),  # error: SES502
    }
    return result


def updated(name: str) -> dict[str, object]:
    result: dict[str, object] = {}
    result.update({"cost": unit_price(name)})  # error: SES502
    result.update(tax=unit_price(name))  # error: SES502
    return result


def called(name: str) -> dict[str, object]:
    return dict(name=name, cost=unit_price(name))  # error: SES502


def spread(name: str) -> dict[str, object]:
    base = {"name": name}
    return {**base, "cost": unit_price(name)}  # error: SES502


def merged(name: str) -> dict[str, object]:
    return {"name": name} | {"cost": unit_price(name)}  # error: SES502


def nested(name: str) -> dict[str, object]:
    return {"event": {"costs": [unit_price(name)]}}  # error: SES502


def listed(names: list[str]) -> list[dict[str, object]]:
    rows = []
    for name in names:
        rows.append({"name": name, "cost": unit_price(name)})  # error: SES502
    return rows


def bound_and_listed(names: list[str]) -> list[dict[str, object]]:
    rows = []
    for name in names:
        row = {"name": name}
        row["cost"] = unit_price(name)  # error: SES502
        rows.append(row)
    return rows


def comprehension(names: list[str]) -> list[dict[str, object]]:
    return [{"name": name, "cost": unit_price(name)} for name in names]  # error: SES502


def dict_comprehension(names: list[str]) -> dict[str, Decimal]:
    return {name: unit_price(name) for name in names}  # error: SES502


def in_a_tuple(name: str) -> tuple[dict[str, object], int]:
    return {"cost": unit_price(name)}, 1  # error: SES502


def yielded(names: list[str]):
    for name in names:
        yield {"name": name, "cost": unit_price(name)}  # error: SES502


def unpacked(amount: str) -> dict[str, object]:
    cost, tax = Decimal(amount), Decimal(0)
    return {"cost": cost, "tax": tax}  # error: SES502, SES502


def walrus(amount: str) -> dict[str, object]:
    if (cost := Decimal(amount)) > 0:
        return {"cost": cost}  # error: SES502
    return {}


def typed_dict(name: str) -> CostDTO:
    return {"name": name, "cost": unit_price(name)}  # error: SES502


def typed_dict_called(name: str) -> CostDTO:
    return CostDTO(name=name, cost=unit_price(name))  # error: SES502


async def asynchronous(name: str) -> dict[str, object]:
    return {"cost": unit_price(name)}  # error: SES502


def converted_too_late(name: str) -> dict[str, object]:
    cost = unit_price(name)
    result = {"cost": cost}  # error: SES502
    cost = str(cost)
    return result


class EventService:
    def cost(self) -> Decimal:
        return Decimal(1)

    def row(self) -> dict[str, object]:
        return {"cost": self.cost()}  # error: SES502

    @staticmethod
    def static(amount: str) -> dict[str, object]:
        return {"cost": Decimal(amount)}  # error: SES502
