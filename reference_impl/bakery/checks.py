"""What comes in from outside, checked before anything is written.

The limits leave room: a quantity times a price still has fewer than the 28 digits of a Decimal's arithmetic, and pieces
fit into the columns of both databases.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from reference_impl.bakery.errors import InvalidName, InvalidNotes, InvalidPrice, InvalidQuantity
from reference_impl.bakery.exact import price, quantity

LONGEST_NAME = 80
LONGEST_UNIT = 10
LONGEST_NOTES = 500
MOST = 1_000_000_000  # of pieces, of a quantity, and of a price


def checked_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """Return a name without white space around it.

    Args:
        text: the name.
        longest: how many characters it may have.

    Raises:
        InvalidName: it is empty or too long, or has control characters.
    """
    name = text.strip()
    if not name:
        raise InvalidName("the name is empty: write at least one character")
    if len(name) > longest:
        raise InvalidName(f"the name has {len(name)} characters: write at most {longest}")
    if _has(name, "Cc", "Cs"):
        raise InvalidName(f"the name {name!r} has control characters: write it on one line, in letters")
    return name


def checked_notes(text: str) -> str:
    """Return notes without white space around them; they may have several lines.

    Raises:
        InvalidNotes: they are too long, or have control characters.
    """
    notes = text.strip()
    if len(notes) > LONGEST_NOTES:
        raise InvalidNotes(f"the notes have {len(notes)} characters: write at most {LONGEST_NOTES}")
    if _has(notes.replace("\r\n", "\n").replace("\n", "").replace("\t", ""), "Cc", "Cs"):
        raise InvalidNotes("the notes have control characters other than line breaks and tabs: take them out")
    return notes


def checked_pieces(value: int, what: str) -> int:
    """Return a number of pieces or batches.

    Args:
        value: how many.
        what: of what, for the message: "pieces per batch".

    Raises:
        InvalidQuantity: it is no whole number, or not from one to a thousand million.
    """
    # The annotation does not keep out what a form, a file or a caller without a type checker sends.
    if type(value) is not int or not 1 <= value <= MOST:
        raise InvalidQuantity(
            f"{what}: {sayable(value)!r} is no number of pieces: write a whole number from 1 to {MOST}"
        )
    return value


def checked_quantity(value: Decimal | int | str, what: str) -> Decimal:
    """Return a quantity of an ingredient, with three places.

    Args:
        value: how much.
        what: of what, for the message.

    Raises:
        InvalidQuantity: it is no number, not above zero, too large, or has more than three places.
    """
    try:
        found = quantity(value)
    except ValueError as error:
        raise InvalidQuantity(f"{what}: {error}") from error
    if not 0 < found <= MOST:
        raise InvalidQuantity(f"{what}: {value} is no quantity: write a number above 0 and up to {MOST}")
    return found


def checked_price(value: Decimal | int | str, what: str) -> Decimal:
    """Return the price of one unit, with four places; what is given away costs nothing.

    Args:
        value: the price.
        what: of what, for the message.

    Raises:
        InvalidPrice: it is no number, negative, too large, or has more than four places.
    """
    try:
        found = price(value)
    except ValueError as error:
        raise InvalidPrice(f"{what}: {error}") from error
    if not 0 <= found <= MOST:
        raise InvalidPrice(f"{what}: {value} is no price: write a number from 0 to {MOST}")
    return abs(found)  # no negative zero


def sayable(value: object) -> object:
    """Return a value for a message: Python refuses to write an integer of more than 4,300 digits."""
    if isinstance(value, int) and value.bit_length() > 256:
        return f"a number of {value.bit_length()} bits"
    return value


def _has(text: str, *categories: str) -> bool:
    return any(unicodedata.category(character) in categories for character in text)
