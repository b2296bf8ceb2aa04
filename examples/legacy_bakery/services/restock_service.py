"""Buying: what a delivery brings, what it costs, and what is ordered when a shelf runs low."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..database import SessionLocal, session_scope
from ..models import Ingredient, IngredientLot
from .ingredient_service import find_ingredient, grams_in_stock, receive_lot

LOW = 500
"""Grams of which an ingredient is ordered anew."""


def receive_delivery(lines: Iterable[tuple[str, int]], received_on: date) -> int:  # error: SES104
    """Put a delivery on the shelf, a transaction a line: a bad line leaves the good ones before it there."""
    return sum(1 for name, grams in lines if receive_lot(name, grams, received_on))


def import_prices(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Set the prices of a list, and return what could not be read.

    Args:
        rows: names and prices for a kilogram.

    Returns:
        One sentence for each row that is wrong.
    """
    wrong = []
    for name, price in rows:
        try:
            with session_scope() as session:  # error: SES201
                # A price of "n/a" stands for "as before".
                if price != "n/a":
                    find_ingredient(name, session).price_per_kg = Decimal(price)
        except InvalidOperation:
            wrong.append(f"{name}: {price!r} is no price")
    return wrong


def rename_ingredient(name: str, new_name: str) -> str:
    """Rename an ingredient, and say so.

    :param name: what it is called
    :param new_name: what it is called from now on
    """
    with session_scope() as session:  # error: SES201
        ingredient = find_ingredient(name, session)
        ingredient.name = new_name
    with session_scope() as reader:  # error: SES201
        lots = reader.scalars(select(IngredientLot).where(IngredientLot.ingredient_id == ingredient.id)).all()
    return f"{name} is {new_name} now, in {len(lots)} lots"


def names_of_the_scarce(session: Session | None = None) -> list[str]:  # error: SES101
    close = False
    if session is None:
        session = SessionLocal()
        close = True
    try:
        ingredients = session.scalars(select(Ingredient).order_by(Ingredient.name))
        return [ingredient.name for ingredient in ingredients if grams_in_stock(ingredient, session) < LOW]
    finally:
        if close:
            session.close()


def order_scarce(order: Callable[[str], None]) -> int:  # error: SES104
    """Order what is scarce, and return how much of it that is."""
    scarce = names_of_the_scarce()
    for name in scarce:
        order(name)
    return len(scarce)


def remove_empty_lots() -> int:
    session = SessionLocal()  # error: SES202
    try:
        empty = session.scalars(select(IngredientLot).where(IngredientLot.grams_left == 0)).all()
        for lot in empty:
            session.delete(lot)
        session.commit()
        return len(empty)
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
