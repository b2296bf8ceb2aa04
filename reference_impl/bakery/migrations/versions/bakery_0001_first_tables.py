"""The tables of the first version."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from alembic import op

# Not just 0001: a file of another program that counts its revisions like this would be taken for a bakery's.
revision = "bakery_0001"
down_revision = None
branch_labels = None
depends_on = None

# Constraints are named by the convention of the models' metadata, indexes too. Amounts are integers of the smallest
# unit that is counted: thousandths of a quantity, ten thousandths of a price.
EXACT = sa.BigInteger

T = TypeVar("T")


def upgrade() -> None:
    """Create the tables, each after those that it refers to."""
    _create_pantry()
    _create_recipes()
    _create_goods()
    _create_plans()
    _create_production()
    _create_assembly()


def _create_pantry() -> None:
    op.create_table("ingredients", _id(), _name(unique=True), _required("unit", sa.String(10)))
    op.create_table(
        "ingredient_lots",
        _id(),
        _to("ingredients", "ingredient_id", index=True),
        _required("received_on", sa.Date),
        _required("bought", EXACT),
        _required("remaining", EXACT),
        _required("unit_price", EXACT),
        sa.CheckConstraint("remaining >= 0 AND remaining <= bought", name="remaining"),
    )
    op.create_table(
        "materials",
        _id(),
        _name(unique=True),
        _required("is_packaging", sa.Boolean),
        _required("in_stock", sa.Integer),
        _required("unit_price", EXACT),
        sa.CheckConstraint("in_stock >= 0", name="in_stock"),
    )


def _create_recipes() -> None:
    op.create_table("recipes", _id(), _name(unique=True), _count("pieces_per_batch"), _positive("pieces_per_batch"))
    op.create_table(
        "recipe_lines",
        _to("recipes", "recipe_id", primary_key=True),
        _to("ingredients", "ingredient_id", primary_key=True),
        _required("quantity", EXACT),
        _positive("quantity"),
    )
    op.create_table("finished_units", _id(), _to("recipes", "recipe_id", unique=True), *_stock())


def _create_goods() -> None:
    op.create_table("finished_goods", _id(), _name(unique=True), *_stock())
    one = {
        "sqlite": "(unit_id IS NOT NULL) + (part_id IS NOT NULL) + (material_id IS NOT NULL) = 1",
        "postgresql": "num_nonnulls(unit_id, part_id, material_id) = 1",
    }
    op.create_table(
        "good_components",
        _id(),
        _to("finished_goods", "good_id", index=True),
        _to("finished_units", "unit_id", nullable=True),
        _to("finished_goods", "part_id", nullable=True),
        _to("materials", "material_id", nullable=True),
        _count("quantity"),
        _positive("quantity"),
        sa.CheckConstraint(one[op.get_context().dialect.name], name="one"),
    )
    op.create_table("packages", _id(), _name(unique=True))
    op.create_table(
        "package_lines",
        _to("packages", "package_id", primary_key=True),
        _to("finished_goods", "good_id", primary_key=True),
        _count("quantity"),
        _positive("quantity"),
    )


def _create_plans() -> None:
    op.create_table(
        "events",
        _id(),
        _name(),
        sa.Column("year", sa.Integer, nullable=False, index=True),
        _required("held_on", sa.Date),
        _required("notes", sa.String(500)),
        sa.UniqueConstraint("name", "year"),
    )
    op.create_table("recipients", _id(), _name(unique=True))
    op.create_table(
        "package_assignments",
        _id(),
        _to("events", "event_id"),
        _to("recipients", "recipient_id", index=True),
        _to("packages", "package_id"),
        _count("quantity"),
        _positive("quantity"),
        sa.UniqueConstraint("event_id", "recipient_id", "package_id"),
    )
    op.create_table(
        "production_targets",
        _to("events", "event_id", primary_key=True),
        _to("recipes", "recipe_id", primary_key=True),
        _count("batches"),
        _positive("batches"),
    )
    op.create_table(
        "assembly_targets",
        _to("events", "event_id", primary_key=True),
        _to("finished_goods", "good_id", primary_key=True),
        _count("quantity"),
        _positive("quantity"),
    )


def _create_production() -> None:
    op.create_table(
        "recipe_snapshots",
        _id(),
        _to("recipes", "recipe_id", index=True),
        _name(),
        _count("pieces_per_batch"),
        _required("lines", sa.JSON),
        _required("taken_at", sa.DateTime),
    )
    op.create_table(
        "production_runs",
        _id(),
        _to("recipes", "recipe_id", index=True),
        _to("recipe_snapshots", "snapshot_id"),
        _to("events", "event_id", nullable=True, index=True),
        _count("batches"),
        _count("good_pieces"),
        _count("lost_pieces"),
        _required("cost", EXACT),
        _required("baked_at", sa.DateTime),
        sa.Column("idempotency_key", sa.String(80), unique=True),
        sa.CheckConstraint("batches > 0 AND good_pieces >= 0 AND lost_pieces >= 0", name="pieces"),
    )
    op.create_table(
        "lot_consumptions",
        _id(),
        _to("production_runs", "run_id", index=True),
        _to("ingredient_lots", "lot_id", nullable=True),
        _name("ingredient"),
        _required("quantity", EXACT),
        _required("cost", EXACT),
    )
    op.create_table(
        "production_losses",
        _id(),
        _to("production_runs", "run_id", index=True),
        _name("reason"),
        _count("pieces"),
        _required("cost", EXACT),
        _positive("pieces"),
    )


def _create_assembly() -> None:
    op.create_table(
        "assembly_runs",
        _id(),
        _to("finished_goods", "good_id", index=True),
        _to("events", "event_id", nullable=True, index=True),
        _count("quantity"),
        _required("cost", EXACT),
        _required("assembled_at", sa.DateTime),
        sa.Column("idempotency_key", sa.String(80), unique=True),
        _positive("quantity"),
    )
    op.create_table(
        "assembly_consumptions",
        _id(),
        _to("assembly_runs", "run_id", index=True),
        _required("kind", sa.String(10)),
        _name(),
        _count("quantity"),
        _required("cost", EXACT),
        sa.CheckConstraint("kind IN ('unit', 'good', 'material')", name="kind"),
    )


def downgrade() -> None:
    """Drop the tables, each before those that it refers to."""
    for table in (
        *("assembly_consumptions", "assembly_runs"),
        *("production_losses", "lot_consumptions", "production_runs", "recipe_snapshots"),
        *("assembly_targets", "production_targets", "package_assignments", "recipients", "events"),
        *("package_lines", "packages", "good_components", "finished_goods"),
        *("finished_units", "recipe_lines", "recipes"),
        *("materials", "ingredient_lots", "ingredients"),
    ):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _name(column: str = "name", *, unique: bool | None = None) -> sa.Column[str]:
    return sa.Column(column, sa.String(80), nullable=False, unique=unique)


def _count(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer, nullable=False)


def _required(column: str, kind: sa.types.TypeEngine[T] | type[sa.types.TypeEngine[T]]) -> sa.Column[T]:
    return sa.Column(column, kind, nullable=False)


def _to(
    table: str,
    column: str,
    *,
    primary_key: bool = False,
    nullable: bool = False,
    unique: bool | None = None,
    index: bool | None = None,
) -> sa.Column[int]:
    return sa.Column(
        column,
        sa.Integer,
        sa.ForeignKey(f"{table}.id"),
        primary_key=primary_key,
        nullable=nullable,
        unique=unique,
        index=index,
    )


def _positive(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} > 0", name=column)


def _stock() -> tuple[sa.schema.SchemaItem, ...]:
    in_stock = sa.CheckConstraint("in_stock >= 0 AND cost_of_stock >= 0", name="in_stock")
    return _count("in_stock"), _required("cost_of_stock", EXACT), in_stock
