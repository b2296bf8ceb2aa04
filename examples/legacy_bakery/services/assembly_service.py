"""Assembling: pieces of several recipes become a packaged good."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..database import SessionLocal, session_scope
from ..dto import AssemblyRunDTO
from ..models import AssemblyRun, BatchRun, Good, GoodPart
from ..money import Money, format_money
from .journal_service import Journalist
from .recipe_service import find_recipe

PACKAGE_PRICES = {"box": Decimal("0.35"), "tin": Decimal("1.20"), "bag": Decimal("0.08")}


class NotReady(Exception):
    """Fewer pieces have been baked than the goods need."""


def package_price(package: str) -> Decimal:
    return PACKAGE_PRICES[package]


def add_good(name: str, package: str, parts: dict[str, int]) -> int:
    with SessionLocal.begin() as session:  # error: SES201
        good = Good(name=name, package=package)
        good.parts = [GoodPart(recipe=find_recipe(recipe, session), pieces=n) for recipe, n in parts.items()]
        session.add(good)
        session.flush()
        return good.id


def copy_good(name: str, new_name: str) -> None:
    with session_scope() as reader, session_scope() as writer:  # error: SES201, SES201
        good = find_good(name, reader)
        copy = Good(name=new_name, package=good.package)
        copy.parts = [GoodPart(recipe_id=part.recipe_id, pieces=part.pieces) for part in good.parts]
        writer.add(copy)


def find_good(name: str, session: Session) -> Good:
    return session.scalars(select(Good).where(Good.name == name)).one()


def pieces_ready(recipe_id: int, session: Session) -> int:
    """Baked and not lost, less what has been assembled."""
    baked = select(func.sum(BatchRun.pieces - BatchRun.lost_pieces)).where(BatchRun.recipe_id == recipe_id)
    used = (
        select(func.sum(AssemblyRun.quantity * GoodPart.pieces))
        .join(GoodPart, GoodPart.good_id == AssemblyRun.good_id)
        .where(GoodPart.recipe_id == recipe_id)
    )
    return (session.scalar(baked) or 0) - (session.scalar(used) or 0)


def check_assembly(good: str, quantity: int, session: Session) -> list[str]:
    """The recipes of which too few pieces are ready, the scarcest first."""
    parts = scarcest_first(find_good(good, session).parts, session)
    return [part.recipe.name for part in parts if pieces_ready(part.recipe_id, session) < part.pieces * quantity]


def scarcest_first(parts: list[GoodPart], session: Session) -> list[GoodPart]:
    return sorted(parts, key=lambda part: pieces_ready(part.recipe_id, session))


def record_assembly(
    event_id: int,
    good: str,
    quantity: int,
    session: Session | None = None,  # error: SES101
) -> AssemblyRunDTO:
    if session is not None:
        return _record_assembly(event_id, good, quantity, session)
    with session_scope() as session:
        return _record_assembly(event_id, good, quantity, session)


def _record_assembly(event_id: int, good: str, quantity: int, session: Session) -> AssemblyRunDTO:
    short = check_assembly(good, quantity, session)
    if short:
        raise NotReady(f"{good}: too few {', '.join(short)}")
    assembled = find_good(good, session)
    cost = Money(package_price(assembled.package)) * quantity
    run = AssemblyRun(event_id=event_id, good=assembled, quantity=quantity, cost=cost.amount)
    session.add(run)
    session.flush()
    Journalist("assemble", session).write(f"{quantity} x {good} for {cost}")
    session.commit()  # error: SES204
    unit_cost = format_money(package_price(assembled.package))
    return AssemblyRunDTO(id=run.id, good=good, quantity=quantity, total_cost=str(cost), unit_cost=unit_cost)


def get_assembly_history(event_id: int, session: Session) -> list[dict[str, Any]]:  # error: SES102
    with session_scope() as own:
        runs = own.scalars(select(AssemblyRun).where(AssemblyRun.event_id == event_id)).all()
        return [
            {
                "good": run.good.name,
                "quantity": run.quantity,
                "package": package_price(run.good.package),  # error: SES502
                "cost": format_money(run.cost),
            }
            for run in runs
        ]


def undo_assembly(run_id: int, session: Session) -> dict[str, str]:
    """Take the run back, and say how often the good has been assembled as everybody else sees it."""
    run = session.get_one(AssemblyRun, run_id)
    refund = package_price(run.good.package) * run.quantity
    with session_scope() as everybody:  # error: SES201
        of_good = AssemblyRun.good_id == run.good_id
        assembled = everybody.scalar(select(func.sum(AssemblyRun.quantity)).where(of_good))
    session.delete(run)
    refund = format_money(refund)
    return {"good": run.good.name, "assembled": str(assembled), "refund": refund}


class AssemblyLine:
    """A table in the bakery where one good is put together."""

    def __init__(self, good: str) -> None:
        self.good = good

    def assembled(self) -> int:
        with session_scope() as session:  # error: SES201
            return self._assembled(session)

    def _assembled(self, session: Session) -> int:
        of_good = AssemblyRun.good_id == find_good(self.good, session).id
        return session.scalar(select(func.sum(AssemblyRun.quantity)).where(of_good)) or 0

    def shift(self, session: str = "morning") -> str:
        return f"{self.good}, {session} shift"
