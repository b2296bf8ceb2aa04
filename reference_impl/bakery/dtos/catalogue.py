"""What the catalogue's services return, and what a good is made of, which they also take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartKind = Literal["unit", "good", "material"]


@dataclass(frozen=True, slots=True)
class IngredientDTO:
    """An ingredient, and how much of it is there in all its lots."""

    id: int
    name: str
    unit: str
    remaining: str


@dataclass(frozen=True, slots=True)
class LotDTO:
    """What was bought at one time.

    Attributes:
        unit_price: exact, with up to four places: the price of a gram is less than a cent.
        cost: what all of it cost, as money.
    """

    id: int
    ingredient_id: int
    ingredient: str
    received_on: str
    bought: str
    remaining: str
    unit_price: str
    cost: str


@dataclass(frozen=True, slots=True)
class MaterialDTO:
    """A material; its price is exact, as a lot's."""

    id: int
    name: str
    is_packaging: bool
    in_stock: int
    unit_price: str


@dataclass(frozen=True, slots=True)
class RecipeLineDTO:
    """How much of an ingredient goes into a batch."""

    ingredient_id: int
    ingredient: str
    unit: str
    quantity: str


@dataclass(frozen=True, slots=True)
class RecipeDTO:
    """A recipe, its lines, and the unit that it makes."""

    id: int
    name: str
    pieces_per_batch: int
    unit_id: int
    units_in_stock: int
    lines: list[RecipeLineDTO]


@dataclass(frozen=True, slots=True)
class Part:
    """So many pieces of a unit, a good or a material, by its number; what a good is made of."""

    kind: PartKind
    id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PartDTO:
    """A part of a good, with its name; a unit has its recipe's."""

    kind: PartKind
    id: int
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class GoodDTO:
    """A good, and what it is made of."""

    id: int
    name: str
    in_stock: int
    parts: list[PartDTO]


@dataclass(frozen=True, slots=True)
class PackageLineDTO:
    """How many of a good are in a package."""

    good_id: int
    good: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PackageDTO:
    """A package, and what is in it."""

    id: int
    name: str
    lines: list[PackageLineDTO]


@dataclass(frozen=True, slots=True)
class RecipientDTO:
    """Somebody who is given packages."""

    id: int
    name: str
