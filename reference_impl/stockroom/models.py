"""The stockroom's tables, and the migrations that lead to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from reference_impl.database import Schema


class Base(DeclarativeBase):
    """What the tables have in common: their metadata."""


class Item(Base):
    """Something that is kept in stock; the quantity is the sum of its movements."""

    __tablename__ = "items"
    __table_args__ = (CheckConstraint("quantity >= 0", name="ck_items_quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    quantity: Mapped[int] = mapped_column(default=0)


class Movement(Base):
    """How many pieces came (positive) or went (negative), and why."""

    __tablename__ = "movements"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    change: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


SCHEMA = Schema(Base.metadata, Path(__file__).parent / "migrations")
