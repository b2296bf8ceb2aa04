from decimal import Decimal

from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session


def _row(order: Order) -> dict[str, object]:
    return {"name": order.name, "total": order.total}  # error: SES503


def rows(session: Session) -> list[dict[str, object]]:
    return [_row(order) for order in session.scalars(select(Order))]


def _corrected_row(order: Order) -> dict[str, object]:
    return {"name": order.name, "total": order.total}


def corrected_rows(session: Session) -> list[dict[str, object]]:
    found = []
    for order in session.scalars(select(Order)):
        row = _corrected_row(order)
        row["total"] = f"{row['total']:.2f}"
        found.append(row)
    return found


def _internal(order: Order) -> dict[str, object]:
    return {"total": order.total}


def uses_internal(order: Order) -> str:
    return f"{_internal(order)['total']:.2f}"


def _further(order: Order) -> dict[str, object]:
    return {"order": _deep(order)}


def _deep(order: Order) -> dict[str, object]:
    return {"tax": order.tax * 2}  # error: SES502


def outermost(order: Order) -> dict[str, object]:
    return {"further": _further(order)}


def _find(session: Session, name: str):
    return session.scalars(select(Order).where(Order.name == name)).one()


def found(session: Session) -> dict[str, object]:
    return {"total": _find(session, "x").total}  # error: SES503


def _total(orders: list[Order]):
    total = 0
    for order in orders:
        total += order.total
    return total


def _text(orders: list[Order]):
    return f"{_total(orders):.2f}"


def totals(orders: list[Order]) -> dict[str, object]:
    return {
        "total": _total(orders),  # error: SES502
        "text": _text(orders),
    }


def _first_cost(costs: list[Decimal]):
    for cost in costs:
        if cost:
            return cost
    return None


def first_cost(costs: list[Decimal]) -> dict[str, object]:
    return {"cost": _first_cost(costs)}  # error: SES502


def itself(order: Order, depth: int):
    if depth:
        return itself(order, depth - 1)
    return {"total": order.total}  # error: SES503


def looked_for(costs: list[Decimal]) -> dict[str, object]:
    best = None
    for cost in costs:
        if best is None or cost < best:
            best = cost
            break
    return {"best": best}  # error: SES502


def filled(costs: list[Decimal]) -> dict[str, object]:
    dear = []
    for cost in costs:
        if cost > 5:
            dear.append(cost)
    return {"dear": dear, "count": len(dear)}  # error: SES502


def comprehended(costs: list[Decimal]) -> dict[str, object]:
    listed = [cost * 2 for cost in costs]
    unique = {cost for cost in costs}
    return {
        "listed": listed,  # error: SES502
        "unique": sorted(unique),  # error: SES502
        "texts": [f"{cost:.2f}" for cost in costs if cost],
        "most": max(listed),  # error: SES502
        "number": len(listed),
    }
