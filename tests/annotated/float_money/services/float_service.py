import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypedDict

import numpy as np
from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session


class CostDTO(TypedDict):
    cost: float


@dataclass
class LineDTO:
    cost: float
    name: str = ""


def literal(cost: Decimal) -> dict[str, object]:
    return {"cost": float(cost)}  # error: SES504


def column(order: Order) -> dict[str, object]:
    return {
        "total": float(order.total),  # error: SES504
        "weight": float(order.weight),
        "grams": float(order.grams),
    }


def local(order: Order) -> dict[str, object]:
    total = float(order.total)
    return {"total": total}  # error: SES504


def overwritten(order: Order) -> dict[str, object]:
    total = order.total
    total = float(total)
    return {"total": total}  # error: SES504


def computed(order: Order) -> dict[str, object]:
    total = float(order.total)
    return {
        "double": total * 2,  # error: SES504
        "rounded": round(total, 2),  # error: SES504
        "most": max(total, 0.0),  # error: SES504
        "or_zero": float(order.total or 0),  # error: SES504
        "if_known": float(order.total) if order.total is not None else None,  # error: SES504
        "and": order.total and float(order.total),  # error: SES504
        "whole": round(total),
        "cheap": total < 5,
        "cents": int(order.total * 100),
    }


def written(order: Order) -> dict[str, object]:
    return {
        "f": f"{float(order.total):.2f}",  # error: SES504
        "str": str(float(order.total)),  # error: SES504
        "percent": "%.2f" % float(order.total),  # error: SES504
        "percents": "%s: %.2f" % (order.id, float(order.total)),  # error: SES504
        "format": "{:.2f}".format(float(order.total)),  # error: SES504
        "builtin": format(float(order.total), ".2f"),  # error: SES504
        "right": f"{order.total:.2f}",
        "weight": f"{float(order.weight):.2f}",
    }


def summed(costs: list[Decimal], orders: list[Order]) -> dict[str, object]:
    total = 0.0
    for order in orders:
        total += float(order.total)
    return {
        "total": total,  # error: SES504
        "sum": float(sum(costs)),  # error: SES504
        "of_floats": sum(float(cost) for cost in costs),  # error: SES504
        "mapped": sum(map(float, costs)),  # error: SES504
        "fsum": math.fsum(costs),  # error: SES504
        "list": [float(cost) for cost in costs],  # error: SES504
        "map": list(map(float, costs)),  # error: SES504
        "numpy": np.float64(costs[0]),  # error: SES504
        "dunder": costs[0].__float__(),  # error: SES504
    }


def by_name(orders: list[Order]) -> dict[str, float]:
    return {order.id: float(order.total) for order in orders}  # error: SES504


def constructed(order: Order) -> list[object]:
    return [
        CostDTO(cost=float(order.total)),  # error: SES504
        LineDTO(float(order.total)),  # error: SES504
        LineDTO(cost=float(order.weight)),
    ]


def changed(line: LineDTO, order: Order) -> LineDTO:
    line.cost = float(order.tax)  # error: SES504
    return replace(line, cost=float(order.tax))  # error: SES504


def _as_float(cost: Decimal) -> float:
    return float(cost)


def _weight(order: Order) -> float:
    return float(order.weight)


def _declared_float(cost: Decimal) -> float:
    return cost


def _untyped(order: Order):
    return float(order.total)


def by_function(order: Order) -> dict[str, object]:
    return {
        "total": _as_float(order.total),  # error: SES504
        "untyped": _untyped(order),  # error: SES504
        "declared": _declared_float(order.total),  # error: SES502
        "weight": _weight(order),
    }


def by_model(order: Order) -> dict[str, object]:
    return order.to_dict()  # error: SES504


def in_rows(session: Session) -> list[dict[str, object]]:
    rows = []
    for order in session.scalars(select(Order)):
        row: dict[str, Any] = {"id": order.id}
        row["total"] = float(order.total)  # error: SES504
        rows.append(row)
    return rows


def either(order: Order, exact: bool) -> dict[str, object]:
    if exact:
        total = f"{order.total:.2f}"
    else:
        total = float(order.total)
    return {"total": total}  # error: SES504


def back_to_decimal(order: Order) -> dict[str, object]:
    return {"total": Decimal(float(order.total))}  # error: SES502


def internal(order: Order) -> dict[str, object]:
    share = float(order.total) / 3
    sizes = {"share": share}
    return {"large": sizes["share"] > 5, "count": len(sizes)}


def parsed(text: str, row: dict[str, str], value) -> dict[str, object]:
    return {"a": float(text), "b": float(row["cost"]), "c": float(value), "d": float("inf"), "e": float(len(text))}


def saved(order: Order, session: Session) -> dict[str, object]:
    session.add(Order(weight=float(order.total)))
    return {"id": order.id}


def raised(order: Order) -> dict[str, object]:
    if order.total < 0:
        raise ValueError({"total": float(order.total)})
    return {"id": order.id}


def a_number(order: Order) -> float:
    return float(order.total)


def overwritten_by_text(order: Order) -> dict[str, object]:
    total = float(order.total)
    total = f"{order.total:.2f}"
    return {"total": total}
