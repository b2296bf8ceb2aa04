"""What ingredients cost at their newest prices, and what follows for pieces, goods and packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.bill import read_bill
from reference_impl.bakery.models import FinishedUnit, IngredientLot, PackageLine, Recipe, RecipeLine
from reference_impl.bakery.money import allocate


def newest_prices(*, session: Session) -> dict[int, Decimal]:
    """Return the price of the newest lot of every ingredient that was ever bought, by the ingredient's number."""
    latest_first = (IngredientLot.received_on.desc(), IngredientLot.id.desc())
    rank = func.row_number().over(partition_by=IngredientLot.ingredient_id, order_by=latest_first).label("rank")
    lots = select(IngredientLot.ingredient_id, IngredientLot.unit_price, rank).subquery()
    rows = session.execute(select(lots.c.ingredient_id, lots.c.unit_price).where(lots.c.rank == 1))
    return dict(rows.all())


def package_prices(*, session: Session) -> dict[int, Fraction]:
    """Return what the ingredients of one piece of each package cost, exactly; those without a price count nothing.

    Raises:
        ComponentCycle: a good contains itself.
    """
    bill = read_bill(session=session)
    units = _unit_prices(session=session)
    goods: dict[int, Fraction] = {}
    for good_id in reversed(bill.order):
        of_part = {"unit": units, "good": goods, "material": dict[int, Fraction]()}
        parts = bill.parts.get(good_id, [])
        goods[good_id] = sum(
            (of_part[part.kind].get(part.id, Fraction(0)) * part.quantity for part in parts), Fraction(0)
        )
    packages: dict[int, Fraction] = {}
    for package_id, good_id, quantity in session.execute(
        select(PackageLine.package_id, PackageLine.good_id, PackageLine.quantity)
    ):
        packages[package_id] = packages.get(package_id, Fraction(0)) + goods.get(good_id, Fraction(0)) * quantity
    return packages


def shares(total: Decimal, weights: Sequence[Fraction]) -> list[Decimal]:
    """Share an amount among exact weights; where all of them are zero, nobody has a share.

    Args:
        total: what is shared.
        weights: in which proportion; none negative.
    """
    if not any(weights):
        return [Decimal(0) for _ in weights]
    whole = lcm(*(weight.denominator for weight in weights))
    return allocate(total, [int(weight * whole) for weight in weights])


def cost_of(quantities: Mapping[int, Decimal], prices: Mapping[int, Decimal]) -> Decimal:
    """Return what so much of these ingredients costs; those without a price count nothing."""
    return sum((quantity * prices.get(number, Decimal(0)) for number, quantity in quantities.items()), Decimal(0))


def _unit_prices(*, session: Session) -> dict[int, Fraction]:
    prices = newest_prices(session=session)
    units: dict[int, Fraction] = {}
    for unit_id, pieces_per_batch, ingredient_id, quantity in session.execute(
        select(FinishedUnit.id, Recipe.pieces_per_batch, RecipeLine.ingredient_id, RecipeLine.quantity)
        .join(FinishedUnit.recipe)
        .join(Recipe.lines)
    ):
        cost = Fraction(quantity * prices.get(ingredient_id, Decimal(0))) / pieces_per_batch
        units[unit_id] = units.get(unit_id, Fraction(0)) + cost
    return units
