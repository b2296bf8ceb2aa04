"""What an event costs: estimated from the newest prices, and as its runs have recorded it.

An estimate is for whole batches, because whole batches are baked: what is left over of the last one is paid by all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.demand import quantities_for
from reference_impl.bakery.calculation.prices import cost_of, newest_prices, package_prices, shares
from reference_impl.bakery.dtos.event_costs import (
    ActualCostsDTO,
    CostComparisonDTO,
    EventEstimateDTO,
    PackageCostDTO,
    RecipientCostDTO,
)
from reference_impl.bakery.dtos.events import AssignmentDTO
from reference_impl.bakery.models import (
    AssemblyConsumption,
    AssemblyRun,
    Event,
    Ingredient,
    Package,
    ProductionLoss,
    ProductionRun,
)
from reference_impl.bakery.money import money
from reference_impl.bakery.rows import find
from reference_impl.bakery.services.event_service.assignments import list_assignments
from reference_impl.bakery.services.event_service.needs import get_recipe_needs


def estimate_event_cost(event_id: int, *, session: Session) -> EventEstimateDTO:
    """Return what the ingredients of an event would cost at the newest prices.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    event = find(Event, event_id, session=session)
    cost, without_price = _estimate(event_id, session=session)
    return EventEstimateDTO(event_id=event.id, event=event.name, cost=money(cost), without_price=without_price)


def estimate_costs_by_package(event_id: int, *, session: Session) -> list[PackageCostDTO]:
    """Return how an event's estimated cost falls on its packages, by name; the shares add up to it.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    assignments = list_assignments(event_id, session=session)
    names = {each.package_id: each.package for each in assignments}
    quantities = Counter[int]()
    for each in assignments:
        quantities[each.package_id] += each.quantity
    packages = sorted(names, key=lambda package_id: names[package_id])
    prices = package_prices(session=session)
    weights = [prices.get(package_id, Fraction(0)) * quantities[package_id] for package_id in packages]
    costs = _shared(event_id, weights, session=session)
    return [
        PackageCostDTO(package_id, names[package_id], quantities[package_id], cost)
        for package_id, cost in zip(packages, costs, strict=True)
    ]


def estimate_costs_by_recipient(event_id: int, *, session: Session) -> list[RecipientCostDTO]:
    """Return how an event's estimated cost falls on its recipients, by name; the shares add up to it.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    given: dict[int, list[AssignmentDTO]] = {}
    for each in list_assignments(event_id, session=session):  # by recipient
        given.setdefault(each.recipient_id, []).append(each)
    prices = package_prices(session=session)
    weights = [
        sum((prices.get(each.package_id, Fraction(0)) * each.quantity for each in theirs), Fraction(0))
        for theirs in given.values()
    ]
    costs = _shared(event_id, weights, session=session)
    return [
        RecipientCostDTO(recipient_id, theirs[0].recipient, sum(each.quantity for each in theirs), cost)
        for (recipient_id, theirs), cost in zip(given.items(), costs, strict=True)
    ]


def estimate_package_cost(package_id: int, *, session: Session) -> PackageCostDTO:
    """Return what the ingredients of one piece of a package cost at the newest prices, by itself and without remains.

    Raises:
        NotFound: there is no such package.
        ComponentCycle: a good contains itself.
    """
    package = find(Package, package_id, session=session)
    price = package_prices(session=session).get(package_id, Fraction(0))
    cost = Decimal(price.numerator) / Decimal(price.denominator)
    return PackageCostDTO(package_id=package.id, package=package.name, quantity=1, cost=money(cost))


def get_actual_costs(event_id: int, *, session: Session) -> ActualCostsDTO:
    """Return what was baked and assembled for an event has cost.

    Raises:
        NotFound: there is no such event.
    """
    event = find(Event, event_id, session=session)
    baked, assembled = ProductionRun.event_id == event_id, AssemblyRun.event_id == event_id
    production = _sum(ProductionRun.cost, baked, session=session)
    lost_runs = select(ProductionRun.id).where(baked)
    lost = _sum(ProductionLoss.cost, ProductionLoss.run_id.in_(lost_runs), session=session)
    runs = select(AssemblyRun.id).where(assembled)
    of_materials = (AssemblyConsumption.kind == "material", AssemblyConsumption.run_id.in_(runs))
    materials = _sum(AssemblyConsumption.cost, *of_materials, session=session)
    return ActualCostsDTO(
        event_id=event.id,
        event=event.name,
        production=money(production),
        lost=money(lost),
        assembly=money(_sum(AssemblyRun.cost, assembled, session=session)),
        materials=money(materials),
        total=money(production + materials),
    )


def compare_costs(event_id: int, *, session: Session) -> CostComparisonDTO:
    """Return what the ingredients of an event were estimated to cost, and what was baked for it has cost.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    event = find(Event, event_id, session=session)
    estimated, _ = _estimate(event_id, session=session)
    actual = _sum(ProductionRun.cost, ProductionRun.event_id == event_id, session=session)
    # Of the two as they are shown, so that whoever subtracts them finds the same.
    difference = Decimal(money(actual)) - Decimal(money(estimated))
    return CostComparisonDTO(
        event_id=event.id,
        event=event.name,
        estimated=money(estimated),
        actual=money(actual),
        difference=money(difference),
    )


def _estimate(event_id: int, *, session: Session) -> tuple[Decimal, list[str]]:
    """Return what an event's ingredients cost, and the names of those that have no price."""
    quantities = quantities_for(get_recipe_needs(event_id, session=session), session=session)
    prices = newest_prices(session=session)
    unknown = select(Ingredient.name).where(Ingredient.id.in_(quantities.keys() - prices.keys()))
    return cost_of(quantities, prices), list(session.scalars(unknown.order_by(Ingredient.name)))


def _shared(event_id: int, weights: Sequence[Fraction], *, session: Session) -> list[str]:
    total, _ = _estimate(event_id, session=session)
    return [money(share) for share in shares(total, weights)]


def _sum(column: SQLColumnExpression[Decimal], *conditions: ColumnElement[bool], session: Session) -> Decimal:
    return session.scalar(select(func.sum(column)).where(*conditions)) or Decimal(0)
