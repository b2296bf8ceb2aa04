"""What is baked: recipes, and the units that come out of them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reference_impl.bakery.exact import PRICE, QUANTITY
from reference_impl.bakery.models.base import Base
from reference_impl.bakery.models.pantry import Ingredient


class Recipe(Base):
    """What goes into one batch, and how many pieces come out of it."""

    __tablename__ = "recipes"
    __table_args__ = (CheckConstraint("pieces_per_batch > 0", name="pieces_per_batch"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    pieces_per_batch: Mapped[int]
    lines: Mapped[list[RecipeLine]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: RecipeLine.ingredient_id
    )
    unit: Mapped[FinishedUnit] = relationship(back_populates="recipe", cascade="all, delete-orphan")


class RecipeLine(Base):
    """How much of an ingredient goes into one batch."""

    __tablename__ = "recipe_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    ingredient_id: Mapped[int] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    ingredient: Mapped[Ingredient] = relationship()


class FinishedUnit(Base):
    """The pieces of a recipe that are there, and what they have cost together."""

    __tablename__ = "finished_units"
    __table_args__ = (CheckConstraint("in_stock >= 0 AND cost_of_stock >= 0", name="in_stock"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), unique=True)
    in_stock: Mapped[int] = mapped_column(default=0)
    cost_of_stock: Mapped[Decimal] = mapped_column(PRICE, default=Decimal(0))
    recipe: Mapped[Recipe] = relationship(back_populates="unit")
