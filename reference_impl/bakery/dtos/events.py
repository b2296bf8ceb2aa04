"""What the services return about events, who is given what, and targets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventDTO:
    """An event; its name is unique in its year."""

    id: int
    name: str
    year: int
    held_on: str
    notes: str


@dataclass(frozen=True, slots=True)
class AssignmentDTO:
    """How many of a package somebody is given at an event."""

    id: int
    event_id: int
    recipient_id: int
    recipient: str
    package_id: int
    package: str
    quantity: int


@dataclass(frozen=True, slots=True)
class GiftDTO:
    """What somebody was given at one event, out of their history."""

    event_id: int
    event: str
    year: int
    held_on: str
    package_id: int
    package: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ProductionTargetDTO:
    """How many batches of a recipe an event needs."""

    event_id: int
    recipe_id: int
    recipe: str
    batches: int


@dataclass(frozen=True, slots=True)
class AssemblyTargetDTO:
    """How many of a good an event needs."""

    event_id: int
    good_id: int
    good: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TargetsDTO:
    """What is to be baked and assembled for an event."""

    production: list[ProductionTargetDTO]
    assembly: list[AssemblyTargetDTO]
