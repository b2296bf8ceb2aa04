from dataclasses import dataclass
from decimal import Decimal


@dataclass
class Imported:
    cost: Decimal  # error: SES501


@dataclass
class Unrelated:
    cost: Decimal


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount, self.currency)


class Plain:
    cost: Decimal
