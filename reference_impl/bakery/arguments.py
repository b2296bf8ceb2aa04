"""What callers hand in, checked before anything is done with it: numbers of pieces, texts, and numbers of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from reference_impl.bakery.errors import InvalidName, InvalidQuantity, NotFound
from reference_impl.bakery.models import Base

MOST = 1_000_000_000  # pieces in one request; a column holds more than twice that
HIGHEST = 2**31 - 1  # what a column of numbers holds on PostgreSQL
LONGEST = 80  # characters of a name, a reason, a key

Row = TypeVar("Row", bound=Base)


def pieces(value: object, what: str, *, least: int = 1, most: int = MOST) -> int:
    """Return a number of pieces, batches or rows.

    Args:
        value: what was handed in.
        what: what is counted, as the beginning of a sentence.
        least: the smallest number that makes sense.
        most: the greatest.

    Raises:
        InvalidQuantity: it is no whole number between the two. A bool is none, and neither is 3.0.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidQuantity(f"{what} must be a whole number, not {value!r}: write an int")
    if not least <= value <= most:
        raise InvalidQuantity(f"{what} must be between {least} and {most}, not {_sayable(value)}")
    return value


def label(value: object, what: str) -> str:
    """Return a short text that is stored and looked for, such as a reason or a key.

    Args:
        value: what was handed in.
        what: what it names, as the beginning of a sentence.

    Raises:
        InvalidName: it is no text, empty, longer than 80 characters, or not one that a database can store.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidName(f"{what} must be a text that is not empty, not {value!r}")
    if len(value) > LONGEST:
        raise InvalidName(f"{what} has {len(value)} characters: at most {LONGEST} are stored")
    if not storable(value):
        raise InvalidName(f"{what} {value!r} has characters that cannot be stored: leave them out")
    return value


def storable(text: str) -> bool:
    """Return whether every database stores a text: not NUL in PostgreSQL, and half of a surrogate pair has no UTF-8."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def find_row(
    model: type[Row], kind: str, number: object, *, options: Sequence[ORMOption] = (), session: Session
) -> Row:
    """Return a row as the database has it now; what the session held of it and had not flushed is flushed first.

    Args:
        model: of which table.
        kind: what it is, as the user calls it.
        number: its primary key.
        options: what is loaded with it.
        session: the caller's.

    Raises:
        NotFound: there is none of this number.
    """
    known = row_number(number, kind)
    session.flush()
    row = session.get(model, known, options=options, populate_existing=True)
    if row is None:
        raise NotFound(kind, known)
    return row


def row_number(value: object, kind: str) -> int:
    """Return a number that a row may have: True is 1 to a database, and what no column holds is the driver's error.

    Args:
        value: what was handed in.
        kind: what it is the number of, as the user calls it.

    Raises:
        NotFound: no row has such a number.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= HIGHEST:
        raise NotFound(kind, _sayable(value))
    return value


def _sayable(value: object) -> object:
    # Python refuses to write more than 4,300 digits, and an error about a number must not fail on it.
    return f"a number of {value.bit_length()} bits" if isinstance(value, int) and value.bit_length() > 64 else value
