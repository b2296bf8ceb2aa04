from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from models import Line, Order
from sqlalchemy.orm import Session


class OrderDTO(TypedDict):
    name: str
    total: str


@dataclass
class LineDTO:
    total: object
    price: str


def kinds(order: Order) -> dict[str, object]:
    return {
        "total": order.total,  # error: SES503
        "bare": order.bare,  # error: SES503
        "discount": order.discount,  # error: SES503
        "tax": order.tax,  # error: SES503
        "fee": order.fee,  # error: SES503
        "tip": order.tip,  # error: SES503
        "by_alias": order.by_alias,  # error: SES503
        "annotated": order.annotated,  # error: SES503
        "said_float": order.said_float,  # error: SES503
        "cents": order.cents,  # error: SES503
        "exact": order.exact,  # error: SES503
        "variant": order.variant,  # error: SES503
        "as_float": order.as_float,
        "ratio": order.ratio,
        "weight": order.weight,
        "said_decimal": order.said_decimal,
        "text": order.text,
        "count": order.count,
        "name": order.name,
    }


def computed(order: Order) -> dict[str, object]:
    return {
        "double": order.total * 2,  # error: SES502
        "rounded": order.total.quantize(order.tax),  # error: SES502
        "most": max(order.total, order.tax),  # error: SES502
        "gross": order.gross,  # error: SES502
        "open": order.open_amount,  # error: SES502
        "label": order.label,
        "free": order.total == 0,
        "cents": int(order.total * 100),
    }


def still_as_it_is(order: Order) -> dict[str, object]:
    total = order.total
    again = total
    return {
        "local": again,  # error: SES503
        "or_zero": order.total or 0,  # error: SES503
        "either": order.total if order.name else None,  # error: SES503
        "got": getattr(order, "total"),  # error: SES503
        "got_with_default": getattr(order, "total", None),  # error: SES503
    }


def converted(order: Order) -> dict[str, object]:
    return {
        "f": f"{order.total:.2f}",
        "str": str(order.total),
        "known": str(order.total) if order.total is not None else None,
    }


def two_models(order: Order, line: Line) -> dict[str, object]:
    return {
        "order": order.total,  # error: SES503
        "line": line.total,
    }


def dtos(order: Order, line: Line) -> list[object]:
    return [
        OrderDTO(name=order.name, total=order.total),  # error: SES503
        LineDTO(line.total, line.price),  # error: SES503
        LineDTO(total=order.total, price=f"{line.price:.2f}"),  # error: SES503
    ]


def through_relationships(order: Order) -> dict[str, object]:
    return {
        "prices": [line.price for line in order.lines],  # error: SES503
        "lines": [{"price": line.price, "total": line.total} for line in order.lines],  # error: SES503
        "first": order.customer.orders[0].total,  # error: SES503
        "totals": {each.name: each.total for each in order.customer.orders},  # error: SES503
    }


def either_branch(order: Order, text: bool) -> dict[str, object]:
    if text:
        total = f"{order.total:.2f}"
    else:
        total = order.total
    return {"total": total}  # error: SES503


def text_or_column(order: Order) -> dict[str, object]:
    return {"total": "free" if order.name else order.total}  # error: SES503


def assigned(order: Order, line: LineDTO) -> LineDTO:
    line.price = order.total  # error: SES503
    line.price = f"{order.total:.2f}"
    return line


def copied_row(order: Order, session: Session) -> dict[str, object]:
    twin = Order(total=order.total, tax=order.tax)
    session.add(twin)
    twin.fee = order.fee
    return {"id": twin.id}


def asked_for(order: Order, session: Session) -> dict[str, object]:
    count = session.query(Order).filter(Order.total > order.total).count()
    if order.total < 0:
        raise ValueError({"total": order.total})
    return {"count": count, "column": Order.total.key}


def internal(orders: list[Order]) -> dict[str, object]:
    by_name = {order.name: order.total for order in orders}
    totals = {"total": sum(by_name.values())}
    return {"total": f"{totals['total']:.2f}", "names": sorted(by_name)}


def internal_handed_out(orders: list[Order]) -> dict[str, object]:
    by_name = {order.name: order.total for order in orders}
    return {
        "flour": by_name["flour"],  # error: SES503
        "got": by_name.get("flour"),  # error: SES503
        "sum": sum(by_name.values()),  # error: SES502
        "each": [{"cost": cost} for name, cost in by_name.items()],  # error: SES503
    }


def overwritten(order: Order) -> dict[str, object]:
    total = order.total
    total = f"{total:.2f}"
    return {"total": total}


def narrowed(order: Order) -> dict[str, object]:
    total = order.total
    if total is None:
        return {"total": total}
    if not isinstance(total, Decimal):
        return {"total": total}
    return {"total": str(total) if isinstance(total, Decimal) else total, "tax": _text(order.tax)}


def _text(value: Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}"


def by_value_rows(orders: list[Order]) -> list[dict[str, object]]:
    rows = {}
    for order in orders:
        rows[order.id] = {"total": order.total}  # error: SES503
    return list(rows.values())


def keys_only(orders: list[Order]) -> dict[str, object]:
    by_name = {order.name: order.total for order in orders}
    return {"names": list(by_name), "most": max(by_name), "known": "flour" in by_name}


def none_or_text(order: Order) -> dict[str, object]:
    total = order.total
    return {"total": total if total is None else f"{total:.2f}"}
