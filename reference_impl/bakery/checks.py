"""What comes in from outside, checked before anything is written.

The limits leave room: a quantity times a price still has fewer than the 28 digits of a Decimal's arithmetic, and pieces
fit into the columns of both databases.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from reference_impl.bakery.errors import InvalidName, InvalidNotes, InvalidPrice, InvalidQuantity
from reference_impl.bakery.exact import price, quantity

LONGEST_NAME = 80  # also of a reason or a key
LONGEST_UNIT = 10
LONGEST_NOTES = 500
MOST = 1_000_000_000  # of pieces, of a quantity, and of a price
HIGHEST = 2**31 - 1  # what a column of whole numbers holds on PostgreSQL


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


def checked_label(value: object, what: str) -> str:
    """Return a text that is stored and compared as it is, such as a reason or a key.

    Args:
        value: the text.
        what: what it is, as the beginning of a sentence.

    Raises:
        InvalidName: it is no text, empty, too long, or not one that a database can store.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidName(f"{what} must be a text that is not empty, not {sayable(value)!r}")
    if len(value) > LONGEST_NAME:
        raise InvalidName(f"{what} has {len(value)} characters: write at most {LONGEST_NAME}")
    if not storable(value):
        raise InvalidName(f"{what} {value!r} has characters that cannot be stored: leave them out")
    return value


def checked_pieces(value: object, what: str, *, least: int = 1, most: int = MOST) -> int:
    """Return a number of pieces, batches or rows.

    Args:
        value: how many.
        what: of what, for the message: "pieces per batch".
        least: the smallest number that makes sense.
        most: the greatest.

    Raises:
        InvalidQuantity: it is no whole number between the two; a bool is none, and neither is 3.0.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidQuantity(
            f"{what}: {sayable(value)!r} is no number of pieces: write a whole number from {least} to {most}"
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


def storable(text: str) -> bool:
    """Return whether every database stores a text: not NUL in PostgreSQL, and half of a surrogate pair has no UTF-8."""
    return "\0" not in text and not _has(text, "Cs")


def _has(text: str, *categories: str) -> bool:
    return any(unicodedata.category(character) in categories for character in text)
