"""Ingredients: what the bakery buys, what it pays, what is left on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..database import SessionLocal, session_scope
from ..dto import IngredientDTO, LotDTO
from ..models import Ingredient, IngredientLot
from ..money import format_money


class NotEnough(Exception):
    """The shelf holds less than was asked for."""


@dataclass(frozen=True)
class NewIngredient:
    """An ingredient as the buyer enters it: an input, never handed out."""

    name: str
    price_per_kg: Decimal


def add_ingredient(new: NewIngredient, session: Optional[Session] = None) -> int:  # error: SES101
    if session is not None:
        return _add_ingredient(new, session)
    with session_scope() as session:
        return _add_ingredient(new, session)


def _add_ingredient(new: NewIngredient, session: Session) -> int:
    ingredient = Ingredient(name=new.name.strip().lower(), price_per_kg=new.price_per_kg)
    session.add(ingredient)
    session.flush()
    return ingredient.id


def receive_lot(
    name: str,
    grams: int,
    received_on: date,
    session: Session | None = None,  # error: SES101
) -> int:
    def _impl(session: Session) -> int:
        ingredient = find_ingredient(name, session)
        lot = IngredientLot(received_on=received_on, grams_left=grams, price_per_kg=ingredient.price_per_kg)
        ingredient.lots.append(lot)
        session.flush()
        return lot.id

    if session is not None:
        return _impl(session)
    with session_scope() as session:
        return _impl(session)


def find_ingredient(name: str, session) -> Ingredient:  # error: SES105
    return session.scalars(select(Ingredient).where(Ingredient.name == name)).one()


def grams_in_stock(ingredient: Ingredient, session: Session) -> int:
    of_ingredient = IngredientLot.ingredient_id == ingredient.id
    return session.scalar(select(func.sum(IngredientLot.grams_left)).where(of_ingredient)) or 0


def list_ingredients() -> list[IngredientDTO]:
    with SessionLocal() as session:  # error: SES201
        return [
            IngredientDTO(
                id=ingredient.id,
                name=ingredient.name,
                grams=grams_in_stock(ingredient, session),
                price_per_kg=format_money(ingredient.price_per_kg),
            )
            for ingredient in session.scalars(select(Ingredient).order_by(Ingredient.name))
        ]


def set_price(name: str, price_per_kg: Decimal, session: Session) -> None:
    find_ingredient(name, session).price_per_kg = price_per_kg
    session.commit()  # error: SES204


def get_lots(name: str, session: Session) -> list[LotDTO]:  # error: SES102
    with session_scope() as own:
        ingredient = find_ingredient(name, own)
        return [LotDTO(ingredient=name, grams=lot.grams_left, price_per_kg=lot_price(lot)) for lot in ingredient.lots]


def lot_price(lot: IngredientLot) -> Decimal:
    return lot.price_per_kg


def stock_value(ingredient: Ingredient) -> Decimal:
    return sum((lot.price_per_kg * lot.grams_left / 1000 for lot in ingredient.lots), Decimal(0))


def get_stock_values() -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    ctx = session_scope()
    with ctx as session:  # error: SES201
        for ingredient in session.scalars(select(Ingredient).order_by(Ingredient.name)):
            value = stock_value(ingredient)
            lines.append({"name": ingredient.name, "label": f"{value:.2f}", "value": value})  # error: SES502
    return lines


def consume(ingredient: Ingredient, grams: int, session: Session) -> Decimal:
    """Take from the oldest lots first, and return what that cost."""
    cost = Decimal(0)
    in_stock = IngredientLot.ingredient_id == ingredient.id, IngredientLot.grams_left > 0
    oldest_first = IngredientLot.received_on, IngredientLot.id
    for lot in session.scalars(select(IngredientLot).where(*in_stock).order_by(*oldest_first)).all():
        taken = min(lot.grams_left, grams)
        lot.grams_left -= taken
        grams -= taken
        cost += lot.price_per_kg * taken / 1000
    if grams:
        raise NotEnough(f"{ingredient.name}: {grams} g are missing")
    return cost
