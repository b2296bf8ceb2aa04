from decimal import Decimal
from typing import NewType, Optional

Price = NewType("Price", Decimal)


def unit_price(name: str) -> Decimal:
    return Decimal(len(name))


def known_price(name: str) -> Decimal | None:
    return Decimal(1) if name else None


def optional_price(name: str) -> Optional[Price]:
    return Price(Decimal(1)) if name else None


def price_text(name: str) -> str:
    return f"{unit_price(name):.2f}"


def money(value: Decimal) -> str:
    return f"{value:.2f}"


class Recipe:
    def __init__(self, amounts: list[Decimal]) -> None:
        self.amounts = amounts

    def get_total_cost(self) -> Decimal:
        return sum(self.amounts, Decimal(0))

    @property
    def cost_each(self) -> Decimal:
        return self.get_total_cost() / 2

    def name(self) -> str:
        return "recipe"


def price_and_count(name: str) -> tuple[Decimal, int]:
    return unit_price(name), 1


def all_prices() -> dict[str, Decimal]:
    return {"flour": Decimal(1)}


def listed_prices() -> list[Decimal]:
    return [Decimal(1)]


class Priced:
    def cost(self) -> Decimal:
        return Decimal(1)
