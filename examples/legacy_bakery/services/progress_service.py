"""Progress across events, production and assembly, and what is still to buy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from contextlib import nullcontext
from decimal import Decimal
from math import ceil
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .. import database
from ..database import session_scope
from ..dto import ProgressDTO, ShoppingLineDTO
from ..models import AssemblyRun, Event, EventTarget, Recipe
from ..money import format_money
from .event_service import spent_on_batches, spent_on_goods
from .ingredient_service import find_ingredient, grams_in_stock


class PriceList(Protocol):
    def price_per_kg(self, ingredient: str, session: Session) -> Decimal: ...


class BoughtPrices(PriceList):
    def price_per_kg(self, ingredient: str, session: Session) -> Decimal:
        return find_ingredient(ingredient, session).price_per_kg


class FixedPrices(PriceList):
    """One price for everything: the interface hands it a session that it has no use for."""

    def __init__(self, price: Decimal) -> None:
        self.price = price

    def price_per_kg(self, ingredient: str, session: Session) -> Decimal:
        return self.price


class Report(ABC):
    @abstractmethod
    def rows(self, session: Session) -> list[ProgressDTO]:
        """The rows of the report, the earliest event first."""

    def titles(self, session: Session) -> list[str]:
        raise NotImplementedError


class ProgressReport(Report):
    def rows(self, session: Session) -> list[ProgressDTO]:
        return get_events_with_progress(session)

    def titles(self, session: Session) -> list[str]:
        return ["Event", "Good", "Target", "Assembled", "Done", "Spent"]


def get_events_with_progress(session: Session | None = None) -> list[ProgressDTO]:  # error: SES101
    scope = nullcontext(session) if session is not None else session_scope()
    with scope as active:
        events = active.scalars(select(Event).order_by(Event.held_on, Event.id)).all()
        return [row for event in events for row in _event_progress(event, active)]


def _event_progress(event: Event, session: Session) -> list[ProgressDTO]:
    spent = spent_on_batches(event.id, session) + spent_on_goods(event.id, session)
    return [
        ProgressDTO(
            event=event.name,
            good=target.good.name,
            target=target.quantity,
            assembled=(done := assembled_for(target, session)),
            percent=100 * done // target.quantity,
            spent=format_money(spent),
        )
        for target in event.targets
    ]


def assembled_for(target: EventTarget, session: Session) -> int:
    of_target = AssemblyRun.event_id == target.event_id, AssemblyRun.good_id == target.good_id
    return session.scalar(select(func.sum(AssemblyRun.quantity)).where(*of_target)) or 0


def count_open_targets(event_id: int, session: Session) -> int:
    with database.SessionLocal.begin() as session:  # error: SES103
        targets = session.get_one(Event, event_id).targets
        return sum(assembled_for(target, session) < target.quantity for target in targets)


def get_grams_needed(event_id: int, session: Session) -> dict[str, int]:
    """Whole batches of every recipe, enough for every target of the event."""
    pieces: Counter[Recipe] = Counter()
    for target in session.get_one(Event, event_id).targets:
        for part in target.good.parts:
            pieces[part.recipe] += part.pieces * target.quantity
    grams: Counter[str] = Counter()
    for recipe, needed in pieces.items():
        batches = ceil(needed / recipe.pieces_per_batch)
        for line in recipe.lines:
            grams[line.ingredient.name] += line.grams * batches
    return grams


def get_shopping_list(event_id: int, prices: PriceList, session: Session) -> list[ShoppingLineDTO]:
    shopping: list[ShoppingLineDTO] = []
    for name, needed in sorted(get_grams_needed(event_id, session).items()):
        missing = needed - grams_in_stock(find_ingredient(name, session), session)
        if missing > 0:
            cost = prices.price_per_kg(name, session) * missing / 1000
            shopping.append({"ingredient": name, "grams": missing, "cost": format_money(cost)})
    return shopping
