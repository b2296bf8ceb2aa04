"""SES503: a Numeric column reaches a DTO as it is."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every Numeric column whose value gets into a DTO unchanged."""
    for function, leak in project.leaks.of_form(project.functions_in(module), "column"):
        yield rule.finding(
            function,
            leak.span,
            f"{leak.what} is the Decimal that the database gave ({leak.amount.why}) and leaves the service layer in a "
            "DTO as it is: json.dumps refuses it. Format the money as text here",
        )


RULE = Rule(
    code="SES503",
    slug="numeric-column",
    summary="A Numeric column reaches a DTO as it is.",
    why="""\
`order.total` looks like any attribute, and the DTO's field or the returned dict says nothing. A Numeric column gives a
Decimal with the column's scale: `json.dumps` raises, or a lenient encoder makes a float of it, and the same name in
another model may be a Float column that works. It shows on the first row that is not empty.""",
    instead="""\
Format the value as text where the row becomes a DTO. The model decides, not the name: `Numeric`, `DECIMAL`,
`Mapped[Decimal]`, aliases and type decorators of them are Decimals; `Float`, and `Numeric(asdecimal=False)`, are not.
Columns are followed through locals, loops, queries (`select`, `.query`, `.scalars`, `session.get`), rows and their
labels, and through a `to_dict()` that copies `__table__.columns`.""",
    bad=(
        Example(
            """\
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[Decimal]


def get_orders(*, session: Session) -> list[dict[str, object]]:
    return [{"id": order.id, "total": order.total} for order in session.scalars(select(Order))]
"""
        ),
        Example(
            """\
from typing import TypedDict

from sqlalchemy import Column, Integer, Numeric
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    total = Column(Numeric(10, 2))


class OrderDTO(TypedDict):
    id: int
    total: str


def get_order(order_id: int, *, session: Session) -> OrderDTO:
    order = session.get_one(Order, order_id)
    return OrderDTO(id=order.id, total=order.total)
"""
        ),
    ),
    good=(
        Example(
            """\
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[Decimal]
    weight: Mapped[float] = mapped_column(Numeric(10, 3, asdecimal=False))


def get_order(order_id: int, *, session: Session) -> dict[str, object]:
    order = session.get_one(Order, order_id)
    copy = Order(total=order.total, weight=order.weight)
    session.add(copy)
    return {"id": order.id, "total": f"{order.total:.2f}", "weight": order.weight}
"""
        ),
    ),
    check=check,
    repair=Repair(
        "decimal-to-string",
        safe=False,
        why="whoever reads the value gets text, and cannot compute with it any more",
    ),
)
