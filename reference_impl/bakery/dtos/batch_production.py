"""What baking needs, and what was baked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngredientAvailabilityDTO:
    """How much of an ingredient some batches need, and how much of it is there."""

    ingredient_id: int
    ingredient: str
    unit: str
    needed: str
    there: str
    missing: str


@dataclass(frozen=True, slots=True)
class AvailabilityDTO:
    """Whether some batches of a recipe can be baked."""

    recipe_id: int
    recipe: str
    batches: int
    enough: bool
    ingredients: tuple[IngredientAvailabilityDTO, ...]


@dataclass(frozen=True, slots=True)
class ConsumedLotDTO:
    """What a run took out of a lot; imported history has no lots."""

    lot_id: int | None
    ingredient: str
    quantity: str
    cost: str


@dataclass(frozen=True, slots=True)
class LossDTO:
    """Pieces that could not be used, why, and their share of the cost."""

    reason: str
    pieces: int
    cost: str


@dataclass(frozen=True, slots=True)
class ProductionRunDTO:
    """Some batches that were baked, by the recipe as it was then.

    The costs of what was consumed add up to `cost`, and so do `cost_of_good_pieces` and the costs of the losses.
    """

    id: int
    recipe_id: int
    recipe: str
    event_id: int | None
    batches: int
    expected_pieces: int
    good_pieces: int
    lost_pieces: int
    cost: str
    cost_of_good_pieces: str
    consumed: tuple[ConsumedLotDTO, ...]
    losses: tuple[LossDTO, ...]
    baked_at: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class ProductionPageDTO:
    """Runs, the newest first; `next_after` is what the next page begins behind, None on the last one."""

    runs: tuple[ProductionRunDTO, ...]
    next_after: int | None
