"""What is bought: ingredients in lots, and packaging and materials by the piece."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reference_impl.bakery.exact import PRICE, QUANTITY
from reference_impl.bakery.models.base import Base


class Ingredient(Base):
    """Something that recipes are made of, in a unit such as g or ml."""

    __tablename__ = "ingredients"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    unit: Mapped[str] = mapped_column(String(10))
    lots: Mapped[list[IngredientLot]] = relationship(back_populates="ingredient")


class IngredientLot(Base):
    """What was bought of an ingredient at one time, at one price; the oldest is used first."""

    __tablename__ = "ingredient_lots"
    __table_args__ = (CheckConstraint("remaining >= 0 AND remaining <= bought", name="remaining"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ingredient_id: Mapped[int] = mapped_column(ForeignKey("ingredients.id"), index=True)
    received_on: Mapped[date]
    bought: Mapped[Decimal] = mapped_column(QUANTITY)
    remaining: Mapped[Decimal] = mapped_column(QUANTITY)
    unit_price: Mapped[Decimal] = mapped_column(PRICE)
    ingredient: Mapped[Ingredient] = relationship(back_populates="lots")


class Material(Base):
    """Something that goods are packed in or decorated with, counted in pieces."""

    __tablename__ = "materials"
    __table_args__ = (CheckConstraint("in_stock >= 0", name="in_stock"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    is_packaging: Mapped[bool]
    in_stock: Mapped[int] = mapped_column(default=0)
    unit_price: Mapped[Decimal] = mapped_column(PRICE)
