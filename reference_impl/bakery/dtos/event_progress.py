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
