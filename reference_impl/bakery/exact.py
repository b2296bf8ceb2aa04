"""Exact decimals in the database: integers of the smallest unit, on SQLite and PostgreSQL alike.

SQLite has no decimal type; SQLAlchemy's `Numeric` goes through float there, and `100 * 0.29` is 28.999999999999996.
"""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

# Refuses what it would have to round: the default context rounds to 28 digits without a word.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])


class Exact(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places, stored as an integer; sums in SQL are exact too.

    Args:
        places: how many digits after the point.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the integer that is stored.

        Raises:
            ValueError: the value has more places than the column, or is not finite.
        """
        if value is None:
            return None
        try:
            return int(_rounded(Decimal(value), self.places).scaleb(self.places, context=_EXACT))
        except ArithmeticError:
            raise ValueError(f"{value} is no decimal with {self.places} places: round it before it is stored") from None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the decimal that was stored, or summed: PostgreSQL sums to a Decimal."""
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


QUANTITY_PLACES = 3
PRICE_PLACES = 4
QUANTITY = Exact(QUANTITY_PLACES)  # grams, millilitres, pieces
PRICE = Exact(PRICE_PLACES)  # of one unit, and what is spent


def quantity(value: Decimal | int | str) -> Decimal:
    """Return a quantity as it is stored.

    Args:
        value: a number, or its text; floats are refused, because what was meant is lost already.

    Raises:
        ValueError: it is no finite number, or has more than three places.
    """
    return _exact(value, QUANTITY_PLACES, "quantity")


def price(value: Decimal | int | str) -> Decimal:
    """Return the price of one unit as it is stored.

    Args:
        value: a number, or its text; floats are refused, as in `quantity()`.

    Raises:
        ValueError: it is no finite number, or has more than four places.
    """
    return _exact(value, PRICE_PLACES, "price")


def _exact(value: Decimal | int | str, places: int, what: str) -> Decimal:
    if isinstance(value, float | bool):
        raise ValueError(f"{value!r} is a {type(value).__name__}: write a Decimal or a text")
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise ValueError(f"{value!r} is no number") from None
    try:
        return _rounded(number, places)
    except ArithmeticError:
        raise ValueError(f"{value} is no {what}: at most {places} places are counted") from None


def _rounded(number: Decimal, places: int) -> Decimal:
    """Return the number with so many places; raise an ArithmeticError where digits would be lost."""
    if not number.is_finite():
        raise InvalidOperation(number)
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def plain(value: Decimal) -> str:
    """Return a quantity as text, without zeros at its end and without an exponent: "29", "0.5"."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
