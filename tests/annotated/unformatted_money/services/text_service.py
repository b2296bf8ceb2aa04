from dataclasses import dataclass
from decimal import Decimal

import bakery_money
from bakery_money import Formats, money
from bakery_money import money as formatted
from sqlalchemy import Column, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase

CENT = Decimal("0.01")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    total = Column(Numeric(10, 4))


@dataclass
class CostDTO:
    cost: str


def plain(cost: Decimal, order: Order) -> dict[str, object]:
    return {
        "str": str(cost),  # error: SES505
        "column": str(order.total),  # error: SES505
        "computed": str(cost * 2),  # error: SES505
        "repr": repr(cost),  # error: SES505
        "dunder": cost.__str__(),  # error: SES505
        "joined": "EUR " + str(cost),  # error: SES505
        "inside": f"{str(cost)} EUR",  # error: SES505
        "known": str(cost) if cost is not None else None,  # error: SES505
        "normalized": str(cost.normalize()),  # error: SES505
    }


def well(cost: Decimal, order: Order) -> dict[str, object]:
    return {
        "money": money(cost),
        "imported": formatted(order.total),
        "module": bakery_money.money(cost),
        "method": Formats.as_text(cost),
        "quantized": str(cost.quantize(CENT)),
        "rounded": str(round(cost, 2)),
        "f": f"{cost:.2f}",
        "id": str(order.id),
        "whole": str(round(cost)),
        "count": str(len([cost])),
        "free": str(cost == 0),
    }


def floated(cost: Decimal) -> dict[str, object]:
    return {"cost": money(float(cost))}  # error: SES504


def local(cost: Decimal) -> dict[str, object]:
    text = str(cost)
    return {"cost": text}  # error: SES505


def listed(costs: list[Decimal]) -> dict[str, object]:
    return {
        "list": [str(cost) for cost in costs],  # error: SES505
        "map": list(map(str, costs)),  # error: SES505
        "join": ", ".join(str(cost) for cost in costs),  # error: SES505
        "well": [money(cost) for cost in costs],
        "mapped": list(map(money, costs)),
    }


def constructed(cost: Decimal) -> list[CostDTO]:
    return [
        CostDTO(str(cost)),  # error: SES505
        CostDTO(cost=money(cost)),
    ]


def internal(cost: Decimal, log) -> dict[str, object]:
    log.info(str(cost))
    if cost < 0:
        raise ValueError(str(cost))
    return {"cost": money(cost)}


def parsed(text: str) -> dict[str, object]:
    return {"text": str(text), "decimal": money(Decimal(str(text)))}
