"""What the bakery works with: ingredients and lots, materials, recipes, goods, packages, recipients."""

from __future__ import annotations

from fastapi import APIRouter

from reference_impl.bakery.app.refusals import may_refuse
from reference_impl.bakery.app.requests import (
    NewGood,
    NewIngredient,
    NewLot,
    NewMaterial,
    NewMaterialPieces,
    NewPackage,
    NewPart,
    NewRecipe,
    NewRecipient,
)
from reference_impl.bakery.dtos.catalogue import (
    GoodDTO,
    IngredientDTO,
    LotDTO,
    MaterialDTO,
    PackageDTO,
    RecipeDTO,
    RecipientDTO,
)
from reference_impl.bakery.dtos.events import GiftDTO
from reference_impl.bakery.services import catalogue_service, event_service
from reference_impl.database.fastapi import ReaderOfRequest, SessionOfRequest, in_worker_thread

router = APIRouter(tags=["catalogue"])


@router.get("/ingredients")
@in_worker_thread
def list_ingredients(session: ReaderOfRequest) -> list[IngredientDTO]:
    """Return all ingredients by name."""
    return catalogue_service.list_ingredients(session=session)


@router.post("/ingredients", status_code=201, responses=may_refuse(409, 422))
@in_worker_thread
def create_ingredient(ingredient: NewIngredient, session: SessionOfRequest) -> IngredientDTO:
    """Add an ingredient of which nothing is there yet."""
    return catalogue_service.create_ingredient(ingredient.name, ingredient.unit, session=session)


@router.get("/ingredients/{ingredient_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_ingredient(ingredient_id: int, session: ReaderOfRequest) -> IngredientDTO:
    """Return an ingredient, and how much of it is there."""
    return catalogue_service.get_ingredient(ingredient_id, session=session)


@router.get("/ingredients/{ingredient_id}/lots", responses=may_refuse(404, 422))
@in_worker_thread
def list_lots(ingredient_id: int, session: ReaderOfRequest) -> list[LotDTO]:
    """Return the lots of an ingredient, the oldest first."""
    return catalogue_service.list_lots(ingredient_id, session=session)


@router.post("/ingredients/{ingredient_id}/lots", status_code=201, responses=may_refuse(404, 422))
@in_worker_thread
def receive_lot(ingredient_id: int, lot: NewLot, session: SessionOfRequest) -> LotDTO:
    """Take in what was bought of an ingredient."""
    return catalogue_service.receive_lot(ingredient_id, lot.bought, lot.unit_price, lot.received_on, session=session)


@router.get("/materials")
@in_worker_thread
def list_materials(session: ReaderOfRequest) -> list[MaterialDTO]:
    """Return all materials by name."""
    return catalogue_service.list_materials(session=session)


@router.post("/materials", status_code=201, responses=may_refuse(409, 422))
@in_worker_thread
def create_material(material: NewMaterial, session: SessionOfRequest) -> MaterialDTO:
    """Add a material of which nothing is there yet."""
    return catalogue_service.create_material(
        material.name, material.unit_price, is_packaging=material.is_packaging, session=session
    )


@router.get("/materials/{material_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_material(material_id: int, session: ReaderOfRequest) -> MaterialDTO:
    """Return a material."""
    return catalogue_service.get_material(material_id, session=session)


@router.post("/materials/{material_id}/pieces", status_code=201, responses=may_refuse(404, 422))
@in_worker_thread
def receive_material(material_id: int, bought: NewMaterialPieces, session: SessionOfRequest) -> MaterialDTO:
    """Take in pieces of a material, and return how many are there now."""
    return catalogue_service.receive_material(material_id, bought.pieces, bought.unit_price, session=session)


@router.get("/recipes")
@in_worker_thread
def list_recipes(session: ReaderOfRequest) -> list[RecipeDTO]:
    """Return all recipes by name."""
    return catalogue_service.list_recipes(session=session)


@router.post("/recipes", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def create_recipe(recipe: NewRecipe, session: SessionOfRequest) -> RecipeDTO:
    """Add a recipe, and the unit that it makes."""
    quantities = {line.ingredient_id: line.quantity for line in recipe.lines}
    return catalogue_service.create_recipe(recipe.name, recipe.pieces_per_batch, quantities, session=session)


@router.get("/recipes/{recipe_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_recipe(recipe_id: int, session: ReaderOfRequest) -> RecipeDTO:
    """Return a recipe with its ingredients."""
    return catalogue_service.get_recipe(recipe_id, session=session)


@router.get("/goods")
@in_worker_thread
def list_goods(session: ReaderOfRequest) -> list[GoodDTO]:
    """Return all goods by name."""
    return catalogue_service.list_goods(session=session)


@router.post("/goods", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def create_good(good: NewGood, session: SessionOfRequest) -> GoodDTO:
    """Add a good of which nothing is there yet."""
    return catalogue_service.create_good(good.name, [part.as_part() for part in good.parts], session=session)


@router.get("/goods/{good_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_good(good_id: int, session: ReaderOfRequest) -> GoodDTO:
    """Return a good with its parts."""
    return catalogue_service.get_good(good_id, session=session)


@router.put("/goods/{good_id}/parts", responses=may_refuse(404, 409, 422))
@in_worker_thread
def change_parts(good_id: int, parts: list[NewPart], session: SessionOfRequest) -> GoodDTO:
    """Make a good of something else from now on."""
    return catalogue_service.change_parts(good_id, [part.as_part() for part in parts], session=session)


@router.get("/packages")
@in_worker_thread
def list_packages(session: ReaderOfRequest) -> list[PackageDTO]:
    """Return all packages by name."""
    return catalogue_service.list_packages(session=session)


@router.post("/packages", status_code=201, responses=may_refuse(404, 409, 422))
@in_worker_thread
def create_package(package: NewPackage, session: SessionOfRequest) -> PackageDTO:
    """Add a package."""
    quantities = {line.good_id: line.quantity for line in package.lines}
    return catalogue_service.create_package(package.name, quantities, session=session)


@router.get("/packages/{package_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_package(package_id: int, session: ReaderOfRequest) -> PackageDTO:
    """Return a package with what is in it."""
    return catalogue_service.get_package(package_id, session=session)


@router.get("/recipients")
@in_worker_thread
def list_recipients(session: ReaderOfRequest) -> list[RecipientDTO]:
    """Return all recipients by name."""
    return catalogue_service.list_recipients(session=session)


@router.post("/recipients", status_code=201, responses=may_refuse(409, 422))
@in_worker_thread
def create_recipient(recipient: NewRecipient, session: SessionOfRequest) -> RecipientDTO:
    """Add somebody who can be given packages."""
    return catalogue_service.create_recipient(recipient.name, session=session)


@router.get("/recipients/{recipient_id}", responses=may_refuse(404, 422))
@in_worker_thread
def get_recipient(recipient_id: int, session: ReaderOfRequest) -> RecipientDTO:
    """Return a recipient."""
    return catalogue_service.get_recipient(recipient_id, session=session)


@router.get("/recipients/{recipient_id}/gifts", responses=may_refuse(404, 422))
@in_worker_thread
def get_recipient_history(recipient_id: int, session: ReaderOfRequest) -> list[GiftDTO]:
    """Return what somebody was and will be given, the latest event first."""
    return event_service.get_recipient_history(recipient_id, session=session)
