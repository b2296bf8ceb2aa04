"""The verbs in which the tests of production and assembly speak: what is bought, written down, and there."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.assembly import AssemblyRunDTO
from reference_impl.bakery.dtos.batch_production import ProductionRunDTO
from reference_impl.bakery.models import (
    Base,
    Event,
    FinishedGood,
    FinishedUnit,
    GoodComponent,
    Ingredient,
    IngredientLot,
    Material,
    ProductionTarget,
    Recipe,
    RecipeLine,
)
from reference_impl.bakery.services import assembly_service, batch_production_service
from reference_impl.database import SessionFactory, session_scope


def ingredient(session: Session, name: str, unit: str = "g") -> Ingredient:
    """Keep an ingredient of which nothing is there."""
    added = Ingredient(name=name, unit=unit)
    session.add(added)
    session.flush()
    return added


def receive(session: Session, of: Ingredient, quantity: str, price: str, day: int = 1) -> IngredientLot:
    """Buy a lot, on a day of December."""
    lot = IngredientLot(
        ingredient=of,
        received_on=date(2025, 12, day),
        bought=Decimal(quantity),
        remaining=Decimal(quantity),
        unit_price=Decimal(price),
    )
    session.add(lot)
    session.flush()
    return lot


def recipe(session: Session, name: str, gives: int, lines: Mapping[Ingredient, str]) -> Recipe:
    """Write a recipe down."""
    added = Recipe(
        name=name,
        pieces_per_batch=gives,
        lines=[RecipeLine(ingredient=of, quantity=Decimal(quantity)) for of, quantity in lines.items()],
        unit=FinishedUnit(),
    )
    session.add(added)
    session.flush()
    return added


def stollen(session: Session, flour: str = "1000", butter: str = "1000", sugar: str = "1000") -> Recipe:
    """Write a recipe of three ingredients down, and buy them: a batch of 10 pieces takes 300 g, 200 g and 100 g."""
    stocks = {"Flour": (flour, "0.002"), "Butter": (butter, "0.012"), "Sugar": (sugar, "0.0015")}
    bought: dict[str, Ingredient] = {}
    for name, (quantity, price) in stocks.items():
        bought[name] = ingredient(session, name)
        receive(session, bought[name], quantity, price)
    return recipe(session, "Stollen", 10, dict(zip(bought.values(), ("300", "200", "100"), strict=True)))


def material(session: Session, name: str, there: int, price: str, packaging: bool = True) -> Material:
    """Buy something to pack or decorate with."""
    added = Material(name=name, is_packaging=packaging, in_stock=there, unit_price=Decimal(price))
    session.add(added)
    session.flush()
    return added


def good(session: Session, name: str, parts: Mapping[Recipe | FinishedGood | Material, int]) -> FinishedGood:
    """Say what a good is put together from."""
    added = FinishedGood(name=name, components=[_component(of, count) for of, count in parts.items()])
    session.add(added)
    session.flush()
    return added


def _component(of: Recipe | FinishedGood | Material, count: int) -> GoodComponent:
    if isinstance(of, Recipe):
        return GoodComponent(unit=of.unit, quantity=count)
    return (
        GoodComponent(part=of, quantity=count)
        if isinstance(of, FinishedGood)
        else GoodComponent(material=of, quantity=count)
    )


def event(session: Session, name: str = "Christmas", targets: Mapping[Recipe, int] | None = None) -> Event:
    """Plan an event."""
    added = Event(name=name, year=2025, held_on=date(2025, 12, 24))
    for of, batches in (targets or {}).items():
        added.production_targets.append(ProductionTarget(recipe=of, batches=batches))
    session.add(added)
    session.flush()
    return added


def stocked(of: Recipe | FinishedGood, count: int, cost: str) -> None:
    """Say how many pieces are there, and what they have cost together."""
    stock = of.unit if isinstance(of, Recipe) else of
    stock.in_stock, stock.cost_of_stock = count, Decimal(cost)


def bake(
    session: Session,
    recipe_id: int,
    batches: int = 1,
    good_pieces: int = 10,
    losses: Mapping[str, int] | None = None,
    *,
    event_id: int | None = None,
    key: str | None = None,
) -> ProductionRunDTO:
    """Record a production."""
    return batch_production_service.record_production(
        recipe_id, batches, good_pieces, losses or {}, event_id=event_id, idempotency_key=key, session=session
    )


def assemble(
    session: Session, good_id: int, quantity: int = 1, *, event_id: int | None = None, key: str | None = None
) -> AssemblyRunDTO:
    """Record an assembly."""
    return assembly_service.record_assembly(good_id, quantity, event_id=event_id, idempotency_key=key, session=session)


def committed(factory: SessionFactory, make: Callable[[Session], Any]) -> int:
    """Make a row in a scope of its own, and return its number."""
    with session_scope(factory) as session:
        return make(session).id


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, to be compared with what is there later."""
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def everything_committed(factory: SessionFactory) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, as another session sees them."""
    with session_scope(factory) as session:
        return everything(session)


def is_json(dto: Any) -> dict[str, Any]:
    """Return what JSON makes of a DTO, which has no floats in it."""

    def no_float(text: str) -> float:
        raise AssertionError(f"{text} is a float")

    return json.loads(json.dumps(asdict(dto), allow_nan=False), parse_float=no_float)


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return what the operations have logged."""
    return [vars(record)["bakery"] for record in caplog.records if "bakery" in vars(record)]


def listening(caplog: pytest.LogCaptureFixture) -> None:
    """Log what is staged too."""
    caplog.set_level(logging.DEBUG, logger="bakery")
