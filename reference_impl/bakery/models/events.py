"""What is planned: events, who is given which package, and how much is to be baked and assembled."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reference_impl.bakery.models.base import Base
from reference_impl.bakery.models.goods import FinishedGood, Package
from reference_impl.bakery.models.recipes import Recipe


class Event(Base):
    """A day for which the bakery works; its name is unique in its year."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("name", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    year: Mapped[int] = mapped_column(index=True)
    held_on: Mapped[date]
    notes: Mapped[str] = mapped_column(String(500), default="")
    assignments: Mapped[list[PackageAssignment]] = relationship(
        cascade="all, delete-orphan", back_populates="event", order_by=lambda: PackageAssignment.id
    )
    production_targets: Mapped[list[ProductionTarget]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: ProductionTarget.recipe_id
    )
    assembly_targets: Mapped[list[AssemblyTarget]] = relationship(
        cascade="all, delete-orphan", order_by=lambda: AssemblyTarget.good_id
    )


class Recipient(Base):
    """Somebody who is given packages."""

    __tablename__ = "recipients"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class PackageAssignment(Base):
    """How many of a package somebody is given at an event."""

    __tablename__ = "package_assignments"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_id", "package_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipients.id"), index=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("packages.id"))
    quantity: Mapped[int]
    event: Mapped[Event] = relationship(back_populates="assignments")
    recipient: Mapped[Recipient] = relationship()
    package: Mapped[Package] = relationship()


class ProductionTarget(Base):
    """How many batches of a recipe an event needs."""

    __tablename__ = "production_targets"
    __table_args__ = (CheckConstraint("batches > 0", name="batches"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    batches: Mapped[int]
    recipe: Mapped[Recipe] = relationship()


class AssemblyTarget(Base):
    """How many of a good an event needs."""

    __tablename__ = "assembly_targets"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    good_id: Mapped[int] = mapped_column(ForeignKey("finished_goods.id"), primary_key=True)
    quantity: Mapped[int]
    good: Mapped[FinishedGood] = relationship()
