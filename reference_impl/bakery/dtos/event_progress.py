"""What the services return about how far events have come.

Percentages are whole and rounded down, so that 100 says that all is done, and None where nothing is planned. More than
was planned counts as all of it: what is too much of one thing does not make up for what another lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

from reference_impl.bakery.dtos.events import EventDTO


@dataclass(frozen=True, slots=True)
class RecipeProgressDTO:
    """How many of the batches that an event wants of a recipe were baked."""

    recipe_id: int
    recipe: str
    wanted_batches: int
    baked_batches: int
    percent: int


@dataclass(frozen=True, slots=True)
class GoodProgressDTO:
    """How many of the pieces that an event wants of a good were assembled."""

    good_id: int
    good: str
    wanted: int
    assembled: int
    percent: int


@dataclass(frozen=True, slots=True)
class EventProgressDTO:
    """How far an event has come; every target counts alike."""

    event: EventDTO
    production: list[RecipeProgressDTO]
    assembly: list[GoodProgressDTO]
    production_percent: int | None
    assembly_percent: int | None
    overall_percent: int | None


@dataclass(frozen=True, slots=True)
class RemainingRecipeDTO:
    """How many batches of a recipe are still to be baked, and how many pieces they give."""

    recipe_id: int
    recipe: str
    batches: int
    pieces: int


@dataclass(frozen=True, slots=True)
class RemainingGoodDTO:
    """How many pieces of a good are still to be assembled."""

    good_id: int
    good: str
    quantity: int


@dataclass(frozen=True, slots=True)
class RemainingWorkDTO:
    """What an event still lacks, in an order in which it can be made."""

    event_id: int
    recipes: list[RemainingRecipeDTO]
    goods: list[RemainingGoodDTO]
