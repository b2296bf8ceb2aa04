"""The bakery's tables, and the migrations that lead to them."""

from pathlib import Path

from reference_impl.bakery.models.base import Base
from reference_impl.bakery.models.events import (
    AssemblyTarget,
    Event,
    PackageAssignment,
    ProductionTarget,
    Recipient,
)
from reference_impl.bakery.models.goods import FinishedGood, GoodComponent, Package, PackageLine
from reference_impl.bakery.models.pantry import Ingredient, IngredientLot, Material
from reference_impl.bakery.models.recipes import FinishedUnit, Recipe, RecipeLine
from reference_impl.bakery.models.runs import (
    AssemblyConsumption,
    AssemblyRun,
    LotConsumption,
    ProductionLoss,
    ProductionRun,
    RecipeSnapshot,
)
from reference_impl.database import Schema

SCHEMA = Schema(Base.metadata, Path(__file__).parents[1] / "migrations")

__all__ = [
    "SCHEMA",
    "AssemblyConsumption",
    "AssemblyRun",
    "AssemblyTarget",
    "Base",
    "Event",
    "FinishedGood",
    "FinishedUnit",
    "GoodComponent",
    "Ingredient",
    "IngredientLot",
    "LotConsumption",
    "Material",
    "Package",
    "PackageAssignment",
    "PackageLine",
    "ProductionLoss",
    "ProductionRun",
    "ProductionTarget",
    "Recipe",
    "RecipeLine",
    "RecipeSnapshot",
    "Recipient",
]
