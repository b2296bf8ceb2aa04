"""What some batches would cost now, at the lots that would be used first."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.production import IngredientCostDTO, PieceCostDTO, RecipeCostDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.money import adding_up, money, per_piece
from reference_impl.bakery.stock.lots import find_lots, oldest_first
from reference_impl.bakery.stock.recipes import find_recipe, needs_of_batches


def get_recipe_cost(recipe_id: int, batches: int, *, session: Session) -> RecipeCostDTO:
    """Return what some batches would cost: together, by ingredient, and for each piece that they give.

    What is shown adds up: the ingredients to the cost, and so do the pieces, of which some cost a cent more where it
    does not divide. Of an ingredient that there is too little of, the cost is not known; and then neither is the whole.

    Raises:
        InvalidQuantity: so many batches cannot be baked.
        NotFound: there is no such recipe.
        Incomplete: the recipe has no ingredients.
    """
    checked_pieces(batches, "the number of batches")
    recipe = find_recipe(recipe_id, session=session)
    lots = find_lots([line.ingredient_id for line in recipe.lines], session=session)
    needs = needs_of_batches(recipe, batches)
    takes = [oldest_first(lots[ingredient.id], needed) for ingredient, needed in needs]
    missing = [
        needed - sum((take.quantity for take in taken), Decimal(0))
        for (_, needed), taken in zip(needs, takes, strict=True)
    ]
    costs = [sum((take.cost for take in taken), Decimal(0)) for taken in takes]
    known = not any(missing)
    total = sum(costs, Decimal(0)) if known else None
    shown = (
        adding_up(costs)
        if known
        else [money(None if lack else cost) for cost, lack in zip(costs, missing, strict=True)]
    )
    count = recipe.pieces_per_batch * batches
    return RecipeCostDTO(
        recipe_id=recipe.id,
        recipe=recipe.name,
        batches=batches,
        pieces=count,
        cost=money(total),
        ingredients=tuple(
            IngredientCostDTO(
                ingredient_id=ingredient.id,
                ingredient=ingredient.name,
                unit=ingredient.unit,
                needed=plain(needed),
                missing=plain(lack),
                cost=cost,
            )
            for (ingredient, needed), lack, cost in zip(needs, missing, shown, strict=True)
        ),
        per_piece=() if total is None else tuple(PieceCostDTO(n, money(each)) for n, each in per_piece(total, count)),
    )
