from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import NamedTuple, TypedDict

import dataclasses

from models import Order, Tag
from sqlalchemy.orm import Session


@dataclass
class Parts:
    material: Decimal
    name: str


@dataclass
class Names:
    name: str


class Pair(NamedTuple):
    name: str
    cost: Decimal


class OpenDTO(TypedDict):
    name: str
    cost: Decimal  # error: SES501


class TextDTO(TypedDict):
    name: str
    cost: str


@dataclass
class CostDTO:
    cost: Decimal  # error: SES501


def _parts(name: str) -> Parts:
    return Parts(Decimal(1), name)


def by_asdict(name: str) -> dict[str, object]:
    return asdict(_parts(name))  # error: SES502


def by_module(name: str) -> dict[str, object]:
    parts = _parts(name)
    return {"name": name, "parts": dataclasses.asdict(parts)}  # error: SES502


def by_vars(name: str) -> dict[str, object]:
    return vars(_parts(name))  # error: SES502


def by_named_tuple(cost: str) -> dict[str, object]:
    pair = Pair("x", Decimal(cost))
    return pair._asdict()  # error: SES502


def names_only() -> dict[str, object]:
    return asdict(Names("x"))


def already_said(dto: CostDTO) -> dict[str, object]:
    return asdict(dto)


def corrected(name: str) -> dict[str, object]:
    result = asdict(_parts(name))
    result["material"] = f"{result['material']:.2f}"
    return result


def from_another_dto(row: OpenDTO) -> TextDTO:
    return {"name": row["name"], "cost": row["cost"]}  # error: SES502


def from_another_dto_by_field(dto: CostDTO) -> dict[str, object]:
    return {"cost": dto.cost}  # error: SES502


def from_another_dto_as_text(row: OpenDTO) -> TextDTO:
    return {"name": row["name"], "cost": f"{row['cost']:.2f}"}


def parsed_back(row: TextDTO, session: Session) -> dict[str, object]:
    order = Order(total=Decimal(row["cost"]))
    session.add(order)
    return {"name": row["name"]}


def reflected(order: Order) -> dict[str, object]:
    return {column.name: getattr(order, column.name) for column in order.__table__.columns}  # error: SES503


def reflected_by_keys(order: Order) -> dict[str, object]:
    return {key: getattr(order, key) for key in Order.__table__.columns.keys()}  # error: SES503


def reflected_to_text(order: Order) -> dict[str, object]:
    return {column.name: str(getattr(order, column.name)) for column in order.__table__.columns}


def reflected_without_money(tag: Tag) -> dict[str, object]:
    return {column.name: getattr(tag, column.name) for column in tag.__table__.columns}


def by_base(order: Order) -> dict[str, object]:
    return order.as_dict()  # error: SES503


def all_by_base(session: Session) -> list[dict[str, object]]:
    return [order.as_dict() for order in session.query(Order)]  # error: SES503


def by_base_without_money(tag: Tag) -> dict[str, object]:
    return tag.as_dict()


def by_mapper(order: Order) -> dict[str, object]:
    return order.by_mapper()  # error: SES503


def by_model(order: Order) -> dict[str, object]:
    return order.to_dict()  # error: SES503


def by_model_nested(order: Order) -> dict[str, object]:
    return {"order": order.to_dict(), "name": order.name}  # error: SES503


def by_model_corrected(order: Order) -> dict[str, object]:
    result = order.to_dict()
    result["total"] = f"{order.total:.2f}"
    return result


def by_model_as_text(order: Order) -> dict[str, object]:
    return order.to_text()


def kept(order: Order) -> dict[str, object]:
    before = order.to_dict()
    return {"changed": before["id"] != order.id}
