"""The oracle's tables: who, does what, to which end. An interpretation is one entry of each."""

from __future__ import annotations

import itertools
from random import Random

from reference_impl.solo_game.errors import InvalidCount

MOST_INTERPRETATIONS = 10

_WHO = ("A stranger", "An old friend", "The weather", "A rumour", "Somebody in a hurry", "A child", "The law", "A debt")
_DOES = ("brings", "hides", "breaks", "asks for", "protects", "trades away", "follows", "forgets")
_WHAT = (
    "what was lost",
    "the way out",
    "a promise",
    "the wrong name",
    "a key without a door",
    "more than it can carry",
    "the last lamp",
    "the truth, in part",
)
_ALL = tuple(" ".join(entries) + "." for entries in itertools.product(_WHO, _DOES, _WHAT))


def draw_interpretations(count: int, randomness: Random) -> list[str]:
    """Return interpretations, no two the same.

    Args:
        count: how many.
        randomness: where chance comes from; a seeded one draws the same again.

    Raises:
        InvalidCount: fewer than one, or more than a player can weigh.
    """
    if not 1 <= count <= MOST_INTERPRETATIONS:
        raise InvalidCount(f"{count} interpretations cannot be drawn: ask for 1 to {MOST_INTERPRETATIONS}")
    return randomness.sample(_ALL, count)
