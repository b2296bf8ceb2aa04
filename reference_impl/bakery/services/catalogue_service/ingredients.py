"""Ingredients, and the lots that are bought of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from reference_impl.bakery.checks import LONGEST_UNIT, checked_name, checked_price, checked_quantity
from reference_impl.bakery.dtos.catalogue import IngredientDTO, LotDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Ingredient, IngredientLot
from reference_impl.bakery.money import money
from reference_impl.bakery.rows import delete, find, find_to_change, find_to_refer_to, named


def create_ingredient(name: str, unit: str, *, session: Session) -> IngredientDTO:
    """Add an ingredient of which nothing is there yet.

    Args:
        name: as nothing else among the ingredients is called.
        unit: in which it is measured, such as g or ml.
        session: the caller's session.

    Raises:
        InvalidName: the name or the unit is empty, too long or no line of text.
        NameTaken: there is an ingredient of this name.
    """
    ingredient = Ingredient(name=checked_name(name), unit=checked_name(unit, longest=LONGEST_UNIT))
    with named(Ingredient, ingredient.name, session=session):
        session.add(ingredient)
    return _ingredient(ingredient, Decimal(0))


def get_ingredient(ingredient_id: int, *, session: Session) -> IngredientDTO:
    """Return an ingredient.

    Raises:
        NotFound: there is none with this number.
    """
    find(Ingredient, ingredient_id, session=session)
    ingredient, remaining = session.execute(_with_remaining().where(Ingredient.id == ingredient_id)).one()
    return _ingredient(ingredient, remaining)


def list_ingredients(*, session: Session) -> list[IngredientDTO]:
    """Return all ingredients by name."""
    rows = session.execute(_with_remaining().order_by(Ingredient.name))
    return [_ingredient(ingredient, remaining) for ingredient, remaining in rows]


def delete_ingredient(ingredient_id: int, *, session: Session) -> None:
    """Delete an ingredient that was never bought and is in no recipe.

    Raises:
        NotFound: there is none with this number.
        StillInUse: it was bought, or a recipe needs it.
    """
    ingredient = find_to_change(Ingredient, ingredient_id, session=session)
    delete(ingredient, f"the ingredient {ingredient.name!r}", "delete the recipes that need it", session=session)


def receive_lot(
    ingredient_id: int,
    bought: Decimal | int | str,
    unit_price: Decimal | int | str,
    received_on: date,
    *,
    session: Session,
) -> LotDTO:
    """Take in what was bought of an ingredient.

    Args:
        ingredient_id: of what.
        bought: how much, in the ingredient's unit.
        unit_price: what one unit of it cost.
        received_on: on which day; the oldest is used first.
        session: the caller's session.

    Raises:
        NotFound: there is no such ingredient.
        InvalidQuantity: the quantity or (InvalidPrice) the price cannot be one.
    """
    ingredient = find_to_refer_to(Ingredient, ingredient_id, session=session)
    quantity = checked_quantity(bought, ingredient.name)
    lot = IngredientLot(
        ingredient_id=ingredient.id,
        received_on=received_on,
        bought=quantity,
        remaining=quantity,
        unit_price=checked_price(unit_price, ingredient.name),
    )
    session.add(lot)
    session.flush()
    return _lot(lot)


def list_lots(ingredient_id: int, *, session: Session) -> list[LotDTO]:
    """Return the lots of an ingredient, the oldest first; those that are used up too.

    Raises:
        NotFound: there is no such ingredient.
    """
    find(Ingredient, ingredient_id, session=session)
    lots = session.scalars(
        select(IngredientLot)
        .where(IngredientLot.ingredient_id == ingredient_id)
        .options(joinedload(IngredientLot.ingredient))
        .order_by(IngredientLot.received_on, IngredientLot.id)
    )
    return [_lot(lot) for lot in lots]


def _with_remaining() -> Select[Ingredient, Decimal | None]:
    remaining = (
        select(func.sum(IngredientLot.remaining))  # None where nothing was ever bought
        .where(IngredientLot.ingredient_id == Ingredient.id)
        .correlate(Ingredient)
        .scalar_subquery()
    )
    return select(Ingredient, remaining)


def _ingredient(ingredient: Ingredient, remaining: Decimal | None) -> IngredientDTO:
    return IngredientDTO(
        id=ingredient.id, name=ingredient.name, unit=ingredient.unit, remaining=plain(remaining or Decimal(0))
    )


def _lot(lot: IngredientLot) -> LotDTO:
    return LotDTO(
        id=lot.id,
        ingredient_id=lot.ingredient_id,
        ingredient=lot.ingredient.name,
        received_on=lot.received_on.isoformat(),
        bought=plain(lot.bought),
        remaining=plain(lot.remaining),
        unit_price=plain(lot.unit_price),
        cost=money(lot.bought * lot.unit_price),
    )
