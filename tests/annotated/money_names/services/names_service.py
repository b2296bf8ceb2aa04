from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from models import Ingredient, Stock


@dataclass
class StockDTO:
    quantity: Decimal
    price: Decimal  # error: SES501


class LineDTO(TypedDict):
    quantity: str
    price: str


def plain(ingredient: Ingredient, factor: Decimal) -> dict[str, object]:
    return {
        "quantity": ingredient.quantity,
        "share": float(ingredient.quantity),
        "factor": factor,
        "unit_price": ingredient.unit_price,  # error: SES503
        "per_kilo": ingredient.unit_price,  # error: SES503
        "cost": ingredient.unit_price * ingredient.quantity,  # error: SES502
        "total": float(factor),  # error: SES504
    }


def constructed(ingredient: Ingredient) -> LineDTO:
    return LineDTO(quantity=ingredient.quantity, price=ingredient.unit_price)  # error: SES503


def quantities(ingredients: list[Ingredient]) -> dict[str, object]:
    return {
        "quantities": {ingredient.id: ingredient.quantity for ingredient in ingredients},
        "prices": {ingredient.id: ingredient.unit_price for ingredient in ingredients},  # error: SES503
        "costs": {ingredient.id: ingredient.quantity * 2 for ingredient in ingredients},  # error: SES502
    }


def by_name(ingredients: list[Ingredient]) -> dict[str, object]:
    return {ingredient.id: ingredient.quantity for ingredient in ingredients}


def prices_by_name(ingredients: list[Ingredient]) -> dict[str, object]:
    return {ingredient.id: ingredient.unit_price for ingredient in ingredients}  # error: SES503


def copied(ingredient: Ingredient) -> dict[str, object]:
    return ingredient.to_dict()  # error: SES503


def copied_stock(stock: Stock) -> dict[str, object]:
    return stock.to_dict()
