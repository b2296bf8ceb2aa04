"""Amounts of money inside the bakery, and the one formatter for those that leave it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def format_money(amount: Decimal) -> str:
    return str(amount.quantize(CENT, ROUND_HALF_UP))


@dataclass(frozen=True)
class Money:
    """An amount that can be added and multiplied: a value object, no DTO."""

    amount: Decimal = Decimal(0)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times)

    def __str__(self) -> str:
        return format_money(self.amount)
