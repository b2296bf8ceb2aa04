"""The tables: ingredients and their lots, recipes, goods, events, and what was baked and assembled."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

PRICE = Numeric(12, 4)


class Base(DeclarativeBase):
    pass


class Ingredient(Base):
    __tablename__ = "ingredients"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    price_per_kg: Mapped[Decimal] = mapped_column(PRICE)
    lots: Mapped[list[IngredientLot]] = relationship(back_populates="ingredient")


class IngredientLot(Base):
    __tablename__ = "ingredient_lots"

    id: Mapped[int] = mapped_column(primary_key=True)
    ingredient_id: Mapped[int] = mapped_column(ForeignKey("ingredients.id"))
    received_on: Mapped[date]
    grams_left: Mapped[int]
    price_per_kg: Mapped[Decimal] = mapped_column(PRICE)
    ingredient: Mapped[Ingredient] = relationship(back_populates="lots")


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    pieces_per_batch: Mapped[int]
    lines: Mapped[list[RecipeLine]] = relationship(cascade="all, delete-orphan")


class RecipeLine(Base):
    __tablename__ = "recipe_lines"

    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    ingredient_id: Mapped[int] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    grams: Mapped[int]
    ingredient: Mapped[Ingredient] = relationship()


class Good(Base):
    """What is sold: so many pieces of each recipe in one package."""

    __tablename__ = "goods"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    package: Mapped[str]
    parts: Mapped[list[GoodPart]] = relationship(cascade="all, delete-orphan")


class GoodPart(Base):
    __tablename__ = "good_parts"

    good_id: Mapped[int] = mapped_column(ForeignKey("goods.id"), primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    pieces: Mapped[int]
    recipe: Mapped[Recipe] = relationship()


class Event(Base):
    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    held_on: Mapped[date]
    targets: Mapped[list[EventTarget]] = relationship(cascade="all, delete-orphan")


class EventTarget(Base):
    __tablename__ = "event_targets"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    good_id: Mapped[int] = mapped_column(ForeignKey("goods.id"), primary_key=True)
    quantity: Mapped[int]
    good: Mapped[Good] = relationship()


class TastingSession(Base):
    """Guests tasting at an event. Not a database session, whatever its name says."""

    __tablename__ = "tasting_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    starts_at: Mapped[datetime]
    guests: Mapped[int]


class BatchRun(Base):
    __tablename__ = "batch_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"))
    pieces: Mapped[int]
    lost_pieces: Mapped[int] = mapped_column(default=0)
    cost: Mapped[Decimal] = mapped_column(PRICE)
    recipe: Mapped[Recipe] = relationship()


class AssemblyRun(Base):
    __tablename__ = "assembly_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    good_id: Mapped[int] = mapped_column(ForeignKey("goods.id"))
    quantity: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(PRICE)
    good: Mapped[Good] = relationship()


class JournalEntry(Base):
    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    written_at: Mapped[datetime] = mapped_column(server_default=func.now())
    operation: Mapped[str]
    text: Mapped[str]
