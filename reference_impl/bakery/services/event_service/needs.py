"""What an event needs, as its assignments say; what is there already is not looked at here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.demand import batches_for, pieces_for, quantities_for
from reference_impl.bakery.dtos.event_needs import GoodNeedDTO, IngredientNeedDTO, MaterialNeedDTO, RecipeNeedDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Event, FinishedGood, Ingredient, Material
from reference_impl.bakery.rows import find


def get_good_needs(event_id: int, *, session: Session) -> list[GoodNeedDTO]:
    """Return how many of which good are to be assembled, those inside other goods too, by name.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    find(Event, event_id, session=session)
    goods = pieces_for(event_id, session=session).goods
    rows = session.execute(
        select(FinishedGood.id, FinishedGood.name).where(FinishedGood.id.in_(goods)).order_by(FinishedGood.name)
    )
    return [GoodNeedDTO(good_id, name, goods[good_id]) for good_id, name in rows]


def get_recipe_needs(event_id: int, *, session: Session) -> list[RecipeNeedDTO]:
    """Return how many pieces and whole batches of which recipe are needed, by name.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    find(Event, event_id, session=session)
    return batches_for(pieces_for(event_id, session=session).units, session=session)


def get_ingredient_needs(event_id: int, *, session: Session) -> list[IngredientNeedDTO]:
    """Return how much of which ingredient goes into the batches that are needed, by name.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    quantities = quantities_for(get_recipe_needs(event_id, session=session), session=session)
    ingredients = session.scalars(select(Ingredient).where(Ingredient.id.in_(quantities)).order_by(Ingredient.name))
    return [
        IngredientNeedDTO(ingredient.id, ingredient.name, ingredient.unit, plain(quantities[ingredient.id]))
        for ingredient in ingredients
    ]


def get_packaging_needs(event_id: int, *, session: Session) -> list[MaterialNeedDTO]:
    """Return how much packaging is needed, by name.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    return [need for need in get_material_needs(event_id, session=session) if need.is_packaging]


def get_material_needs(event_id: int, *, session: Session) -> list[MaterialNeedDTO]:
    """Return how many pieces of which material are needed, packaging too, by name.

    Raises:
        NotFound: there is no such event.
        ComponentCycle: a good contains itself.
    """
    find(Event, event_id, session=session)
    needed = pieces_for(event_id, session=session).materials
    materials = session.scalars(select(Material).where(Material.id.in_(needed)).order_by(Material.name))
    return [
        MaterialNeedDTO(material.id, material.name, material.is_packaging, needed[material.id])
        for material in materials
    ]
