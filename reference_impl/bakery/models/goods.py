"""What is assembled: goods of units, other goods and materials; and the packages that people are given."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reference_impl.bakery.exact import PRICE
from reference_impl.bakery.models.base import Base
from reference_impl.bakery.models.pantry import Material
from reference_impl.bakery.models.recipes import FinishedUnit


class FinishedGood(Base):
    """Something that is assembled, how many of it are there, and what they have cost together."""

    __tablename__ = "finished_goods"
    __table_args__ = (CheckConstraint("in_stock >= 0 AND cost_of_stock >= 0", name="in_stock"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    in_stock: Mapped[int] = mapped_column(default=0)
    cost_of_stock: Mapped[Decimal] = mapped_column(PRICE, default=Decimal(0))
    components: Mapped[list[GoodComponent]] = relationship(
        cascade="all, delete-orphan",
        foreign_keys=lambda: GoodComponent.good_id,
        order_by=lambda: GoodComponent.id,
    )


class GoodComponent(Base):
    """So many pieces of exactly one of these: a unit, another good, a material."""

    __tablename__ = "good_components"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "(unit_id IS NOT NULL) + (part_id IS NOT NULL) + (material_id IS NOT NULL) = 1", name="one"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("num_nonnulls(unit_id, part_id, material_id) = 1", name="one").ddl_if(dialect="postgresql"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    good_id: Mapped[int] = mapped_column(ForeignKey("finished_goods.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("finished_units.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("finished_goods.id"))
    material_id: Mapped[int | None] = mapped_column(ForeignKey("materials.id"))
    quantity: Mapped[int]
    unit: Mapped[FinishedUnit | None] = relationship()
    part: Mapped[FinishedGood | None] = relationship(foreign_keys=[part_id])
    material: Mapped[Material | None] = relationship()


class Package(Base):
    """What one recipient is given: so many of each good."""

    __tablename__ = "packages"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    lines: Mapped[list[PackageLine]] = relationship(cascade="all, delete-orphan", order_by=lambda: PackageLine.good_id)


class PackageLine(Base):
    """How many of a good are in a package."""

    __tablename__ = "package_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    package_id: Mapped[int] = mapped_column(ForeignKey("packages.id"), primary_key=True)
    good_id: Mapped[int] = mapped_column(ForeignKey("finished_goods.id"), primary_key=True)
    quantity: Mapped[int]
    good: Mapped[FinishedGood] = relationship()
