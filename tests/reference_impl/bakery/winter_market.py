"""A small bakery before its winter market, with figures that a reader can check, and the verbs to look at it with."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.errors import BakeryError
from reference_impl.bakery.models import (
    AssemblyConsumption,
    AssemblyRun,
    Base,
    FinishedUnit,
    IngredientLot,
    ProductionLoss,
    ProductionRun,
    RecipeSnapshot,
)
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events
from reference_impl.database import SessionFactory, reader_scope, session_scope

TODAY = date(2026, 3, 1)
MARKET_DAY = date(2026, 12, 12)
NOWHERE = 4711  # a number that no row has


@dataclass(frozen=True)
class Market:
    """The numbers of what is there."""

    flour: int
    sugar: int
    vanilla: int
    ribbon: int
    box: int
    cookie: int
    biscotti: int
    cookie_unit: int
    biscotti_unit: int
    bag: int
    hamper: int
    small: int
    large: int
    ann: int
    ben: int
    cy: int
    harvest: int
    market: int
    anns_large: int
    bens_small: int


def open_market(session: Session) -> Market:
    """Build the bakery in a session.

    A bag is 4 cookies and a ribbon; a hamper is 2 bags, 3 biscotti and a box. A small package is a bag, a large one a
    hamper and a bag. Ann is given a large and a small one, Ben two small ones: 6 bags and a hamper, 24 cookies in 3
    batches of 10, and 3 biscotti in one. Of 1000 g of flour nothing is left, of 2000 g 400; vanilla was never bought.
    """
    flour = catalogue.create_ingredient("flour", "g", session=session).id
    sugar = catalogue.create_ingredient("sugar", "g", session=session).id
    vanilla = catalogue.create_ingredient("vanilla", "ml", session=session).id
    first = catalogue.receive_lot(flour, 1000, "0.0010", date(2026, 1, 5), session=session).id
    second = catalogue.receive_lot(flour, 2000, "0.0012", date(2026, 2, 5), session=session).id
    catalogue.receive_lot(sugar, "300", "0.0020", date(2026, 2, 5), session=session)
    session.get_one(IngredientLot, first).remaining = Decimal(0)
    session.get_one(IngredientLot, second).remaining = Decimal(400)
    ribbon = catalogue.create_material("ribbon", "0.10", is_packaging=False, session=session).id
    box = catalogue.create_material("box", "0.35", is_packaging=True, session=session).id
    catalogue.receive_material(box, 4, session=session)
    cookie = catalogue.create_recipe("cookie", 10, {flour: 300, sugar: "120.5"}, session=session)
    biscotti = catalogue.create_recipe("biscotti", 10, {flour: 200, vanilla: 5}, session=session)
    bag_of = [Part("unit", cookie.unit_id, 4), Part("material", ribbon, 1)]
    bag = catalogue.create_good("bag", bag_of, session=session).id
    hamper_of = [Part("good", bag, 2), Part("unit", biscotti.unit_id, 3), Part("material", box, 1)]
    hamper = catalogue.create_good("hamper", hamper_of, session=session).id
    small = catalogue.create_package("small", {bag: 1}, session=session).id
    large = catalogue.create_package("large", {hamper: 1, bag: 1}, session=session).id
    ann, ben, cy = (catalogue.create_recipient(name, session=session).id for name in ("Ann", "Ben", "Cy"))
    then = date(2025, 10, 4)
    harvest = events.create_event("Harvest", then, today=then, session=session).id
    market = events.create_event("Market", MARKET_DAY, today=TODAY, notes="bring lights", session=session).id
    events.add_assignment(harvest, ann, small, 5, session=session)
    anns_large = events.add_assignment(market, ann, large, 1, session=session).id
    events.add_assignment(market, ann, small, 1, session=session)
    bens_small = events.add_assignment(market, ben, small, 2, session=session).id
    events.set_production_target(market, cookie.id, 4, session=session)
    events.set_assembly_target(market, bag, 6, session=session)
    bake(market, cookie.id, 2, session=session)
    assemble(market, bag, 3, session=session)
    return Market(
        *(flour, sugar, vanilla, ribbon, box, cookie.id, biscotti.id, cookie.unit_id, biscotti.unit_id, bag, hamper),
        *(small, large, ann, ben, cy, harvest, market, anns_large, bens_small),
    )


@dataclass(frozen=True)
class Shop:
    """A database with a committed market, and what can be assembled at once."""

    factory: SessionFactory
    market: Market

    def committed(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all rows of all tables, as somebody else sees them."""
        with reader_scope(self.factory) as session:
            return rows(session)


def open_shop(factory: SessionFactory) -> Market:
    """Commit the bakery before its winter market, with 20 cookies that cost 1.20, and 10 ribbons: enough for 5 bags.

    One batch of cookies can be baked, for which there is 400 g of flour, and not two.
    """
    with session_scope(factory) as session:
        market = open_market(session)
        unit = session.get_one(FinishedUnit, market.cookie_unit)
        unit.in_stock, unit.cost_of_stock = 20, Decimal("1.20")
        catalogue.receive_material(market.ribbon, 10, session=session)
        return market


def bake(event_id: int | None, recipe_id: int, batches: int, *, session: Session) -> ProductionRun:
    """Add a run that cost 0.60 a batch, of which one piece was lost."""
    recipe = catalogue.get_recipe(recipe_id, session=session)
    run = ProductionRun(
        recipe_id=recipe_id,
        snapshot=RecipeSnapshot(
            recipe_id=recipe_id, name=recipe.name, pieces_per_batch=recipe.pieces_per_batch, lines=[]
        ),
        event_id=event_id,
        batches=batches,
        good_pieces=batches * recipe.pieces_per_batch - 1,
        lost_pieces=1,
        cost=Decimal("0.6") * batches,
        losses=[ProductionLoss(reason="burnt", pieces=1, cost=Decimal("0.0602"))],
    )
    session.add(run)
    session.flush()
    return run


def assemble(event_id: int | None, good_id: int, quantity: int, *, session: Session) -> AssemblyRun:
    """Add a run that cost 0.24 and a material of 0.10 a piece."""
    consumed = [
        AssemblyConsumption(kind="unit", name="cookie", quantity=4 * quantity, cost=Decimal("0.24") * quantity),
        AssemblyConsumption(kind="material", name="ribbon", quantity=quantity, cost=Decimal("0.1") * quantity),
    ]
    run = AssemblyRun(
        good_id=good_id, event_id=event_id, quantity=quantity, cost=Decimal("0.34") * quantity, consumed=consumed
    )
    session.add(run)
    session.flush()
    return run


def as_json(result: object) -> str:
    """Return what a service returned as JSON text; a `TypeError` where that cannot be."""
    if isinstance(result, Sequence) and not isinstance(result, str):
        return json.dumps([asdict(each) for each in result])
    return json.dumps(asdict(result) if is_dataclass(result) and not isinstance(result, type) else result)


def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, as the database has them."""
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


@contextmanager
def refused(kind: type[BakeryError], match: str, session: Session) -> Generator[None]:
    """Expect an error of just this kind, and that all stays as it was, what is not committed too."""
    before = rows(session)
    with pytest.raises(kind, match=match) as raised:
        yield
    assert raised.type is kind
    assert rows(session) == before


@contextmanager
def statements(factory: SessionFactory) -> Generator[list[str]]:
    """Collect what is sent to the database in a block, savepoints included."""
    sent: list[str] = []

    def collect(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(factory.engine, "before_cursor_execute", collect)
    try:
        yield sent
    finally:
        event.remove(factory.engine, "before_cursor_execute", collect)


@contextmanager
def finished_between_the_queries(reader: SessionFactory, writer: SessionFactory, market: Market) -> Generator[None]:
    """Bake and assemble what the market lacks, in one transaction, after the reader's query of production."""
    written: list[str] = []

    def write(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "FROM production_targets" in statement and not written:
            written.append(statement)
            with session_scope(writer) as session:
                bake(market.market, market.cookie, 2, session=session)
                assemble(market.market, market.bag, 3, session=session)

    event.listen(reader.engine, "after_cursor_execute", write)
    try:
        yield
    finally:
        event.remove(reader.engine, "after_cursor_execute", write)
    assert written
