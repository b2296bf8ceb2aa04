"""What the services return about what an event costs. All of it is money; the shares add up to the total."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventEstimateDTO:
    """What the ingredients of an event's batches would cost at the newest prices.

    Attributes:
        cost: of the ingredients that were ever bought.
        without_price: the names of the others.
    """

    event_id: int
    event: str
    cost: str
    without_price: list[str]


@dataclass(frozen=True, slots=True)
class PackageCostDTO:
    """A package's share of an event's estimated cost, for all pieces of it together."""

    package_id: int
    package: str
    quantity: int
    cost: str


@dataclass(frozen=True, slots=True)
class RecipientCostDTO:
    """A recipient's share of an event's estimated cost."""

    recipient_id: int
    recipient: str
    packages: int
    cost: str


@dataclass(frozen=True, slots=True)
class ActualCostsDTO:
    """What the runs of an event have cost.

    Attributes:
        production: of the ingredients that were baked.
        lost: the part of it that was lost.
        assembly: of what was assembled, units and nested goods included.
        materials: the part of it that materials cost.
        total: production and materials: what was assembled was baked before, and is not counted twice.
    """

    event_id: int
    event: str
    production: str
    lost: str
    assembly: str
    materials: str
    total: str


@dataclass(frozen=True, slots=True)
class CostComparisonDTO:
    """Estimated and actual cost of an event's ingredients, and by how much the second is higher."""

    event_id: int
    event: str
    estimated: str
    actual: str
    difference: str
