"""What the bakery refuses, one class each; every text is a sentence for whoever asked."""

from __future__ import annotations


class BakeryError(Exception):
    """What a service refuses to do; what the failed operation had done is undone, what was before it stays."""


class NotFound(BakeryError):
    """There is nothing of this kind with this number or name.

    Args:
        kind: what was looked for, as the user calls it: "event", "recipe".
        key: its number or name.
    """

    def __init__(self, kind: str, key: object) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"there is no {kind} {key!r}")


class NameTaken(BakeryError):
    """There is something of this kind with this name already."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"another {kind} is called {name!r} already: choose another name")


class InvalidQuantity(BakeryError):
    """A quantity is no number, negative, zero, or a fraction where pieces are counted."""


class InvalidPrice(InvalidQuantity):
    """A price is no number, negative, or more exact than prices are kept."""


class InvalidName(BakeryError):
    """A name is empty or too long, or has characters that no line of text has."""


class InvalidNotes(BakeryError):
    """Notes are too long, or have characters that no text has."""


class AlreadyAssigned(BakeryError):
    """Somebody is given this package at this event already."""


class InsufficientStock(BakeryError):
    """There is less of something than is needed.

    Args:
        what: the ingredient, unit, good or material.
        needed: how much, as text.
        there: how much there is, as text.
    """

    def __init__(self, what: str, needed: str, there: str) -> None:
        self.what = what
        self.needed = needed
        self.there = there
        super().__init__(f"{needed} of {what!r} are needed, and {there} are there")


class Incomplete(BakeryError):
    """A recipe without ingredients, or a good without components: it would be made of nothing, and cost nothing."""


class OverYield(BakeryError):
    """More came out of the oven, or was lost, than the recipe gives."""


class EventInThePast(BakeryError):
    """An event cannot be planned for a day that is over."""


class StillInUse(BakeryError):
    """Something cannot be deleted, because something else refers to it."""


class ComponentCycle(BakeryError):
    """A good would contain itself."""


class KeyReused(BakeryError):
    """An idempotency key was used before, for something else."""


class InvalidTransfer(BakeryError):
    """What is to be imported is not what was exported."""
