"""What the services return about what an event needs, and what is to be bought for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class GoodNeedDTO:
    """How many of a good are needed, in packages and inside other goods together."""

    good_id: int
    good: str
    quantity: int


@dataclass(frozen=True, slots=True)
class RecipeNeedDTO:
    """How many pieces of a recipe are needed, and in how many whole batches they are baked.

    Attributes:
        left_over: pieces of these batches that nobody needs.
    """

    recipe_id: int
    recipe: str
    pieces: int
    batches: int
    left_over: int


@dataclass(frozen=True, slots=True)
class IngredientNeedDTO:
    """How much of an ingredient goes into the batches."""

    ingredient_id: int
    ingredient: str
    unit: str
    quantity: str


@dataclass(frozen=True, slots=True)
class MaterialNeedDTO:
    """How many pieces of a material are needed."""

    material_id: int
    material: str
    is_packaging: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class ShoppingLineDTO:
    """What is missing of an ingredient or a material.

    Attributes:
        needed: what goes into all that is still to be made.
        cost: of what is to be bought, at the newest price; None where it was never bought.
    """

    kind: Literal["ingredient", "material"]
    id: int
    name: str
    unit: str
    needed: str
    there: str
    to_buy: str
    cost: str | None


@dataclass(frozen=True, slots=True)
class ShoppingListDTO:
    """What is to be bought for an event.

    Attributes:
        cost: of the lines whose cost is known; the sum of what they show.
        without_price: the names of the others.
    """

    event_id: int
    event: str
    lines: list[ShoppingLineDTO]
    cost: str
    without_price: list[str]
