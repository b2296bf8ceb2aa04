"""Dice, as players write them: 2d6+1 is two dice of six sides, and one more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from reference_impl.solo_game.errors import InvalidDiceNotation

MOST_DICE = 100
MOST_SIDES = 1000
_NOTATION = re.compile(r"([0-9]{0,4})d([0-9]{1,4})(?:([+-])([0-9]{1,4}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Dice:
    """Dice to be rolled, and what is added to their sum."""

    count: int
    sides: int
    modifier: int

    def __str__(self) -> str:
        return f"{self.count}d{self.sides}" + (f"{self.modifier:+d}" if self.modifier else "")

    def roll(self, randomness: Random) -> list[int]:
        """Return what each of the dice shows.

        Args:
            randomness: where chance comes from; a seeded one gives the same results again.
        """
        return [randomness.randint(1, self.sides) for _ in range(self.count)]


def parse_dice(notation: str) -> Dice:
    """Return the dice of a notation: 2d6, d20, 3D8 - 2.

    Raises:
        InvalidDiceNotation: it is none, or asks for more dice or sides than there are.
    """
    match = _NOTATION.fullmatch("".join(notation.split()))
    if match is None:
        raise InvalidDiceNotation(f"{notation!r} is no dice notation: write 2d6, d20 or 3d8+1")
    count, sides = int(match[1] or 1), int(match[2])
    if not 1 <= count <= MOST_DICE:
        raise InvalidDiceNotation(f"{notation!r} asks for {count} dice: roll 1 to {MOST_DICE}")
    if not 2 <= sides <= MOST_SIDES:
        raise InvalidDiceNotation(f"{notation!r} asks for dice of {sides} sides: roll dice of 2 to {MOST_SIDES}")
    modifier = int(match[4] or 0)
    return Dice(count, sides, -modifier if match[3] == "-" else modifier)
