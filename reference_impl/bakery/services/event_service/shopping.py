"""What is to be bought for an event: what is needed minus what is there, and the list as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import astuple, fields
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.bill import Pieces
from reference_impl.bakery.calculation.demand import batches_for, pieces_for, quantities_for
from reference_impl.bakery.calculation.prices import newest_prices
from reference_impl.bakery.dtos.event_needs import ShoppingLineDTO, ShoppingListDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Event, FinishedGood, FinishedUnit, Ingredient, IngredientLot, Material
from reference_impl.bakery.money import money
from reference_impl.bakery.rows import find

# A spreadsheet takes a cell that begins so for a formula, which may send the other cells somewhere.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def get_shopping_list(event_id: int, *, session: Session) -> ShoppingListDTO:
    """Return what is missing for an event: ingredients, then materials, by name.

    Goods and units that are there are used first, so that what was baked already is not bought again.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    event = find(Event, event_id, session=session)
    needed = pieces_for(event_id, there=_finished(session=session), session=session)
    lines = [
        *_ingredients(needed.units, session=session),
        *_materials(needed.materials, session=session),
    ]
    return ShoppingListDTO(
        event_id=event.id,
        event=event.name,
        lines=lines,
        cost=money(sum((Decimal(line.cost) for line in lines if line.cost is not None), Decimal(0))),
        without_price=[line.name for line in lines if line.cost is None],
    )


def export_shopping_list(event_id: int, *, session: Session) -> str:
    """Return the shopping list as CSV, with a header; a name that a spreadsheet would calculate begins with '.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    shopping_list = get_shopping_list(event_id, session=session)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(field.name for field in fields(ShoppingLineDTO))
    for line in shopping_list.lines:
        writer.writerow(_harmless(cell) if isinstance(cell, str) else cell for cell in astuple(line))
    return text.getvalue()


def _finished(*, session: Session) -> Pieces:
    there = Pieces()
    for counter, kind in ((there.goods, FinishedGood), (there.units, FinishedUnit)):
        counter.update(dict(session.execute(select(kind.id, kind.in_stock)).all()))
    return there


def _ingredients(units: Counter[int], *, session: Session) -> list[ShoppingLineDTO]:
    quantities = quantities_for(batches_for(units, session=session), session=session)
    prices = newest_prices(session=session)
    rows = session.execute(
        select(Ingredient, func.sum(IngredientLot.remaining))
        .outerjoin(Ingredient.lots)
        .where(Ingredient.id.in_(quantities))
        .group_by(Ingredient.id)
        .order_by(Ingredient.name)
    )
    lines: list[ShoppingLineDTO] = []
    for ingredient, remaining in rows:
        needed, there, price = quantities[ingredient.id], remaining or Decimal(0), prices.get(ingredient.id)
        if needed > there:
            cost = None if price is None else (needed - there) * price
            text = (plain(needed), plain(there), plain(needed - there), money(cost))
            lines.append(ShoppingLineDTO("ingredient", ingredient.id, ingredient.name, ingredient.unit, *text))
    return lines


def _materials(needed: Counter[int], *, session: Session) -> list[ShoppingLineDTO]:
    materials = session.scalars(select(Material).where(Material.id.in_(needed)).order_by(Material.name))
    lines: list[ShoppingLineDTO] = []
    for material in materials:
        missing = needed[material.id] - material.in_stock
        if missing > 0:
            counts = (str(needed[material.id]), str(material.in_stock), str(missing))
            cost = money(missing * material.unit_price)
            lines.append(ShoppingLineDTO("material", material.id, material.name, "pieces", *counts, cost))
    return lines


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
