"""What was done: batches that were baked and goods that were assembled, with what they used and cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reference_impl.bakery.exact import PRICE, QUANTITY
from reference_impl.bakery.models.base import Base, now
from reference_impl.bakery.models.events import Event
from reference_impl.bakery.models.goods import FinishedGood
from reference_impl.bakery.models.pantry import IngredientLot
from reference_impl.bakery.models.recipes import Recipe


class RecipeSnapshot(Base):
    """A recipe as it was when it was baked: recipes change, history does not."""

    __tablename__ = "recipe_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    pieces_per_batch: Mapped[int]
    lines: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # ingredient, unit and quantity, as text
    taken_at: Mapped[datetime] = mapped_column(default=now)


class ProductionRun(Base):
    """Some batches of a recipe: what came out, what was lost, and what it cost."""

    __tablename__ = "production_runs"
    __table_args__ = (CheckConstraint("batches > 0 AND good_pieces >= 0 AND lost_pieces >= 0", name="pieces"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("recipe_snapshots.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    batches: Mapped[int]
    good_pieces: Mapped[int]
    lost_pieces: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(PRICE)
    baked_at: Mapped[datetime] = mapped_column(default=now)
    idempotency_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    recipe: Mapped[Recipe] = relationship()
    snapshot: Mapped[RecipeSnapshot] = relationship()
    event: Mapped[Event | None] = relationship()
    consumed: Mapped[list[LotConsumption]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: LotConsumption.id
    )
    losses: Mapped[list[ProductionLoss]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: ProductionLoss.id
    )


class LotConsumption(Base):
    """What a production run took out of a lot."""

    __tablename__ = "lot_consumptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("production_runs.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("ingredient_lots.id"))  # None for imported history
    ingredient: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    cost: Mapped[Decimal] = mapped_column(PRICE)
    lot: Mapped[IngredientLot | None] = relationship()


class ProductionLoss(Base):
    """Pieces of a run that could not be used, and why."""

    __tablename__ = "production_losses"
    __table_args__ = (CheckConstraint("pieces > 0", name="pieces"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("production_runs.id"), index=True)
    reason: Mapped[str] = mapped_column(String(80))
    pieces: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(PRICE)


class AssemblyRun(Base):
    """Some pieces of a good that were assembled, and what they cost."""

    __tablename__ = "assembly_runs"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    good_id: Mapped[int] = mapped_column(ForeignKey("finished_goods.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    quantity: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(PRICE)
    assembled_at: Mapped[datetime] = mapped_column(default=now)
    idempotency_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    good: Mapped[FinishedGood] = relationship()
    event: Mapped[Event | None] = relationship()
    consumed: Mapped[list[AssemblyConsumption]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: AssemblyConsumption.id
    )


class AssemblyConsumption(Base):
    """What an assembly run used: pieces of a unit, a good or a material."""

    __tablename__ = "assembly_consumptions"
    __table_args__ = (CheckConstraint("kind IN ('unit', 'good', 'material')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("assembly_runs.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(PRICE)
