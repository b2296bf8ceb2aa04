"""Money: one formatter for all that leaves the services, and shares that add up to the cent.

Inside the services money is a Decimal with four places; outside it is text with two. None stays None, because "not
known" is not "nothing".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import overload

CENT = Decimal("0.01")
_TENTH_OF_A_MILL = Decimal("0.0001")
# The default context has 28 digits, and quantize() refuses what has more: 1e27 with two places has 30.
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


class NotMoney(ValueError):
    """A value that no amount can have: NaN, an infinity, or more than thirty digits."""


@overload
def money(amount: Decimal) -> str: ...
@overload
def money(amount: None) -> None: ...
@overload
def money(amount: Decimal | None) -> str | None: ...
def money(amount: Decimal | None) -> str | None:
    """Return an amount as text: two places, half up, no exponent, and no negative zero.

    Args:
        amount: what is spent; None where it is not known.

    Raises:
        NotMoney: the amount is not finite, or has more than thirty digits before the point.
    """
    if amount is None:
        return None
    _check(amount)
    rounded = amount.quantize(CENT, context=_WIDE)
    return f"{abs(rounded) if rounded.is_zero() else rounded:f}"


def spent(amount: Decimal) -> Decimal:
    """Return an amount as the services calculate with it and the database stores it: four places, half up.

    Raises:
        NotMoney: the amount is not finite, or has more than thirty digits before the point.
    """
    _check(amount)
    return amount.quantize(_TENTH_OF_A_MILL, context=_WIDE)


def worth(amount: Decimal | int, unit_price: Decimal) -> Decimal:
    """Return what so much of something has cost, as the services calculate with it: four places, half up.

    Raises:
        NotMoney: the product is not finite, or has more than thirty digits before the point.
    """
    return spent(_WIDE.multiply(Decimal(amount), unit_price))


def allocate(total: Decimal, weights: Sequence[Decimal | int], *, places: int = 2) -> list[Decimal]:
    """Share an amount so that the shares add up to it: in cents, or in what the services calculate with.

    Each gets its share rounded down; the cents that remain go to those that lost most, the first of equals first
    (the method of the largest remainder).

    Args:
        total: what is shared; rounded to these places first.
        weights: in which proportion; all finite, none negative, and one above zero.
        places: how many a share has after the point: two for what is shown, four for what is stored.

    Raises:
        ValueError: there are no such weights.
        NotMoney: the amount is not finite, or has more than thirty digits before the point.
    """
    if not all(Decimal(weight).is_finite() and weight >= 0 for weight in weights) or not any(weights):
        raise ValueError("an amount is shared among finite weights of which none is negative and one is above zero")
    _check(total)
    smallest = Decimal(1).scaleb(-places)
    cents = int(total.quantize(smallest, context=_WIDE).scaleb(places, context=_WIDE))
    sign, cents = (-1, -cents) if cents < 0 else (1, cents)
    # In integers: the shares of 1e27 among three have more digits than any context.
    scale = 10 ** max(_places(weight) for weight in weights)
    parts = [int(Fraction(weight) * scale) for weight in weights]
    shares = [divmod(cents * part, sum(parts)) for part in parts]
    left = cents - sum(whole for whole, _ in shares)
    first = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))[:left]
    return [
        Decimal(sign * (whole + (index in first))).scaleb(-places, context=_WIDE)
        for index, (whole, _) in enumerate(shares)
    ]


def adding_up(parts: Sequence[Decimal]) -> list[str]:
    """Return the parts of a sum as text, so that the texts add up to the text of the sum.

    Each is rounded down; the cents that remain go to those that lost most, the first of equals first. Three parts of
    0.3333 are 0.34, 0.33 and 0.33, because their sum, 0.9999, is shown as 1.00. Whole cents stay as they are.

    Args:
        parts: amounts; none are no texts.

    Raises:
        NotMoney: an amount is not finite, or has more than thirty digits before the point.
    """
    for part in parts:
        _check(part)
    rounded_down = [part.quantize(CENT, rounding=ROUND_FLOOR, context=_WIDE) for part in parts]
    total = sum(parts, Decimal(0)).quantize(CENT, context=_WIDE)
    left = int((total - sum(rounded_down, Decimal(0))) / CENT)
    first = sorted(range(len(parts)), key=lambda index: (rounded_down[index] - parts[index], index))[:left]
    return [money(amount + CENT if index in first else amount) for index, amount in enumerate(rounded_down)]


def per_piece(total: Decimal, pieces: int) -> list[tuple[int, Decimal]]:
    """Share an amount among equal pieces, as `allocate()` does, without a list as long as there are pieces.

    Args:
        total: what is shared; rounded to cents first, not negative.
        pieces: how many there are; at least one.

    Returns:
        so many pieces at so much; where it does not divide, the dearer ones come first.

    Raises:
        NotMoney: the amount is not finite, or has more than thirty digits before the point.
    """
    _check(total)
    cents = total.quantize(CENT, context=_WIDE).scaleb(2, context=_WIDE)
    whole, dearer = divmod(int(cents), pieces)
    amount = Decimal(whole).scaleb(-2, context=_WIDE)
    return [(count, each) for count, each in ((dearer, amount + CENT), (pieces - dearer, amount)) if count]


def _places(weight: Decimal | int) -> int:
    exponent = Decimal(weight).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _check(amount: Decimal) -> None:
    if not amount.is_finite() or (amount and amount.adjusted() >= 30):  # 0E+30 is nothing, whatever its exponent
        raise NotMoney(f"{amount} is no amount of money")
