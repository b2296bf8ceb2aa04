"""What was produced together, how far an event is, what can be assembled, and what baking costs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecipeTotalDTO:
    """What was baked of a recipe."""

    recipe_id: int
    recipe: str
    runs: int
    batches: int
    good_pieces: int
    lost_pieces: int
    cost: str


@dataclass(frozen=True, slots=True)
class ProductionTotalsDTO:
    """What was baked; the recipes' costs add up to `cost`."""

    recipes: tuple[RecipeTotalDTO, ...]
    runs: int
    batches: int
    good_pieces: int
    lost_pieces: int
    cost: str


@dataclass(frozen=True, slots=True)
class AvailableToAssembleDTO:
    """How many pieces of a good can be assembled from what is there, and what there is least of."""

    good_id: int
    good: str
    in_stock: int
    available: int
    limited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecipeProgressDTO:
    """How far an event is with a recipe; without a target there is no percentage."""

    recipe_id: int
    recipe: str
    target_batches: int
    batches: int
    remaining_batches: int
    good_pieces: int
    lost_pieces: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class ProductionProgressDTO:
    """How far an event is with its baking; more of one recipe does not make up for less of another.

    A percentage is rounded down, so that 100 is all; without targets there is none.
    """

    event_id: int
    event: str
    recipes: tuple[RecipeProgressDTO, ...]
    target_batches: int
    remaining_batches: int
    percent: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class IngredientCostDTO:
    """What an ingredient costs at the lots that would be used first; None where there is too little of it."""

    ingredient_id: int
    ingredient: str
    unit: str
    needed: str
    missing: str
    cost: str | None


@dataclass(frozen=True, slots=True)
class PieceCostDTO:
    """So many pieces cost so much each."""

    pieces: int
    cost: str


@dataclass(frozen=True, slots=True)
class RecipeCostDTO:
    """What some batches cost; the ingredients add up to `cost`, and so do the pieces. None where it is not known."""

    recipe_id: int
    recipe: str
    batches: int
    pieces: int
    cost: str | None
    ingredients: tuple[IngredientCostDTO, ...]
    per_piece: tuple[PieceCostDTO, ...]
