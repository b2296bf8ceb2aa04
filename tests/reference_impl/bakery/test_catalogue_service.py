"""The catalogue: what is kept, what is refused, and that a refusal leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from winter_market import NOWHERE, Market, bake, refused, statements

from reference_impl.bakery.checks import MOST
from reference_impl.bakery.dtos.catalogue import GoodDTO, LotDTO, Part, PartDTO, RecipeLineDTO
from reference_impl.bakery.errors import (
    BakeryError,
    ComponentCycle,
    InvalidName,
    InvalidPrice,
    InvalidQuantity,
    NameTaken,
    NotFound,
    StillInUse,
)
from reference_impl.bakery.models import GoodComponent, Ingredient, IngredientLot
from reference_impl.bakery.rows import named
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.database import SessionFactory, session_scope

DAY = date(2026, 2, 5)


def create(kind: str, name: str, market: Market, session: Session) -> object:
    """Create something of a kind, with this name."""
    match kind:
        case "ingredient":
            return catalogue.create_ingredient(name, "g", session=session)
        case "material":
            return catalogue.create_material(name, 1, is_packaging=False, session=session)
        case "recipe":
            return catalogue.create_recipe(name, 1, {market.flour: 1}, session=session)
        case "good":
            return catalogue.create_good(name, [Part("unit", market.cookie_unit, 1)], session=session)
        case "package":
            return catalogue.create_package(name, {market.bag: 1}, session=session)
        case _:
            return catalogue.create_recipient(name, session=session)


TAKEN = {
    "ingredient": "flour",
    "material": "box",
    "recipe": "cookie",
    "good": "bag",
    "package": "small",
    "recipient": "Ann",
}
every_kind = pytest.mark.parametrize("kind", sorted(TAKEN))


@every_kind
def test_a_name_that_is_taken_is_refused(market: Market, session: Session, kind: str) -> None:
    with refused(NameTaken, f"another {kind} is called '{TAKEN[kind]}' already", session):
        create(kind, f" {TAKEN[kind]} ", market, session)


@every_kind
@pytest.mark.parametrize("name", ["", " \t\n ", "a" * 81, "two\nlines", "a\0b", "half \ud83d", "\x1b[2J"])
def test_a_name_that_is_none_is_refused(market: Market, session: Session, kind: str, name: str) -> None:
    with refused(InvalidName, "write", session):
        create(kind, name, market, session)


@every_kind
@pytest.mark.parametrize("name", ["a" * 80, "Zoë's Lebkuchen 🎄", "=1+1", "'; DROP TABLE recipes; --"])
def test_any_line_of_text_is_a_name(market: Market, session: Session, kind: str, name: str) -> None:
    created = create(kind, f"  {name} ", market, session)
    assert getattr(created, "name") == name  # noqa: B009  (six classes)


@every_kind
@pytest.mark.parametrize("number", [NOWHERE, 0, -1, 2**31, 2**63, 10**30, True])
def test_what_is_not_there_is_not_found(market: Market, session: Session, kind: str, number: int) -> None:
    for verb in ("get", "delete"):
        with refused(NotFound, f"there is no {kind} {number}", session):
            getattr(catalogue, f"{verb}_{kind}")(number, session=session)


def test_a_number_too_long_to_be_written_is_refused_like_any_other(market: Market, session: Session) -> None:
    endless = 10**5000
    with refused(NotFound, "there is no good 'a number of 16610 bits'", session):
        catalogue.get_good(endless, session=session)
    with refused(InvalidQuantity, "box: 'a number of 16610 bits' is no number of pieces", session):
        catalogue.receive_material(market.box, endless, session=session)
    with refused(InvalidQuantity, "flour: ", session):
        catalogue.receive_lot(market.flour, endless, 1, DAY, session=session)


@every_kind
def test_what_is_in_use_is_not_deleted(market: Market, session: Session, kind: str) -> None:
    bake(None, market.cookie, 1, session=session)
    used = {
        "ingredient": market.vanilla,
        "material": market.ribbon,
        "recipe": market.cookie,
        "good": market.bag,
        "package": market.small,
        "recipient": market.ann,
    }
    with refused(StillInUse, f"the {kind} '.*' cannot be deleted, because something refers to it", session):
        getattr(catalogue, f"delete_{kind}")(used[kind], session=session)


@every_kind
def test_what_nobody_needs_is_deleted(market: Market, session: Session, kind: str) -> None:
    number: int = getattr(create(kind, "new", market, session), "id")  # noqa: B009  (six classes)
    getattr(catalogue, f"delete_{kind}")(number, session=session)
    with refused(NotFound, f"there is no {kind}", session):
        getattr(catalogue, f"get_{kind}")(number, session=session)


def test_an_ingredient_that_was_bought_is_not_deleted(market: Market, session: Session) -> None:
    bought = catalogue.create_ingredient("nuts", "g", session=session).id
    catalogue.receive_lot(bought, 1, 1, DAY, session=session)
    with refused(StillInUse, "the ingredient 'nuts' cannot be deleted", session):
        catalogue.delete_ingredient(bought, session=session)


def test_lots_are_listed_from_the_oldest_with_their_exact_price(market: Market, session: Session) -> None:
    catalogue.receive_lot(market.flour, "12.5", "0.0009", date(2025, 12, 31), session=session)
    lots = catalogue.list_lots(market.flour, session=session)
    assert [replace(lot, id=0) for lot in lots] == [
        LotDTO(0, market.flour, "flour", "2025-12-31", "12.5", "12.5", "0.0009", "0.01"),
        LotDTO(0, market.flour, "flour", "2026-01-05", "1000", "0", "0.001", "1.00"),
        LotDTO(0, market.flour, "flour", "2026-02-05", "2000", "400", "0.0012", "2.40"),
    ]
    assert catalogue.get_ingredient(market.flour, session=session).remaining == "412.5"
    remaining = {each.name: each.remaining for each in catalogue.list_ingredients(session=session)}
    assert remaining == {"flour": "412.5", "sugar": "300", "vanilla": "0"}


BAD_QUANTITIES: list[Any] = [  # what a caller without a type checker sends
    0, "0", -1, "-0.5", "0.0001", "NaN", "-Infinity", "1e400", "1e30", MOST + 1, "much", "", 0.5, True, None, b"1",
]  # fmt: skip


@pytest.mark.parametrize("quantity", BAD_QUANTITIES, ids=repr)
def test_a_quantity_that_is_none_is_refused(market: Market, session: Session, quantity: Any) -> None:
    with refused(InvalidQuantity, "flour: ", session):
        catalogue.receive_lot(market.flour, quantity, 1, DAY, session=session)
    with refused(InvalidQuantity, "flour: ", session):
        catalogue.create_recipe("new", 1, {market.flour: quantity}, session=session)


@pytest.mark.parametrize("price", [each for each in BAD_QUANTITIES if each not in (0, "0", "0.0001")], ids=repr)
def test_a_price_that_is_none_is_refused(market: Market, session: Session, price: Any) -> None:
    with refused(InvalidPrice, ": ", session):
        catalogue.receive_lot(market.flour, 1, price, DAY, session=session)
    with refused(InvalidPrice, ": ", session):
        catalogue.create_material("new", price, is_packaging=True, session=session)
    if price is not None:  # there it says that the price is as it was
        with refused(InvalidPrice, "box: ", session):
            catalogue.receive_material(market.box, 1, price, session=session)


def test_a_gift_costs_nothing(market: Market, session: Session) -> None:
    assert catalogue.receive_lot(market.flour, 1, "-0", DAY, session=session).unit_price == "0"


BAD_PIECES: list[Any] = [0, -1, 1.0, 0.5, True, Decimal(1), "1", None, MOST + 1, 10**40]


@pytest.mark.parametrize("pieces", BAD_PIECES, ids=repr)
def test_pieces_that_are_none_are_refused(market: Market, session: Session, pieces: Any) -> None:
    with refused(InvalidQuantity, "write a whole number", session):
        catalogue.receive_material(market.box, pieces, session=session)
    with refused(InvalidQuantity, "pieces per batch: .* write a whole number", session):
        catalogue.create_recipe("new", pieces, {market.flour: 1}, session=session)
    with refused(InvalidQuantity, "write a whole number", session):
        catalogue.create_package("new", {market.bag: pieces}, session=session)
    with refused(InvalidQuantity, "write a whole number", session):
        catalogue.create_good("new", [Part("unit", market.cookie_unit, pieces)], session=session)


def test_more_of_a_material_than_can_be_counted_is_refused(market: Market, session: Session) -> None:
    with refused(InvalidQuantity, "box, with the 4 that are there", session):
        catalogue.receive_material(market.box, MOST - 3, session=session)
    assert catalogue.receive_material(market.box, MOST - 4, session=session).in_stock == MOST


def test_materials_that_come_are_added_and_a_new_price_is_kept(market: Market, session: Session) -> None:
    received = catalogue.receive_material(market.box, 3, session=session)
    assert (received.in_stock, received.unit_price) == (7, "0.35")
    received = catalogue.receive_material(market.box, 1, "0.4025", session=session)
    assert (received.in_stock, received.unit_price) == (8, "0.4025")
    assert catalogue.get_material(market.box, session=session) == received
    assert [each.name for each in catalogue.list_materials(session=session)] == ["box", "ribbon"]


def test_a_lot_and_a_material_of_nothing_are_not_found(market: Market, session: Session) -> None:
    with refused(NotFound, "there is no ingredient 4711", session):
        catalogue.receive_lot(NOWHERE, 1, 1, DAY, session=session)
    with refused(NotFound, "there is no ingredient 4711", session):
        catalogue.list_lots(NOWHERE, session=session)
    with refused(NotFound, "there is no material 4711", session):
        catalogue.receive_material(NOWHERE, 1, session=session)


def test_a_recipe_has_its_lines_and_makes_a_unit(market: Market, session: Session) -> None:
    recipe = catalogue.get_recipe(market.cookie, session=session)
    assert (recipe.pieces_per_batch, recipe.unit_id, recipe.units_in_stock) == (10, market.cookie_unit, 0)
    assert recipe.lines == [
        RecipeLineDTO(market.flour, "flour", "g", "300"),
        RecipeLineDTO(market.sugar, "sugar", "g", "120.5"),
    ]
    assert [each.name for each in catalogue.list_recipes(session=session)] == ["biscotti", "cookie"]


def test_a_good_has_units_goods_and_materials(market: Market, session: Session) -> None:
    assert catalogue.get_good(market.hamper, session=session) == GoodDTO(
        market.hamper,
        "hamper",
        0,
        [
            PartDTO("good", market.bag, "bag", 2),
            PartDTO("unit", market.biscotti_unit, "biscotti", 3),
            PartDTO("material", market.box, "box", 1),
        ],
    )
    assert [each.name for each in catalogue.list_goods(session=session)] == ["bag", "hamper"]


def test_a_package_has_goods(market: Market, session: Session) -> None:
    large, small = catalogue.list_packages(session=session)
    assert [(line.good, line.quantity) for line in large.lines] == [("bag", 1), ("hamper", 1)]
    assert small == catalogue.get_package(market.small, session=session)
    assert [each.name for each in catalogue.list_recipients(session=session)] == ["Ann", "Ben", "Cy"]


def test_nothing_is_made_of_nothing_or_of_what_is_not_there(market: Market, session: Session) -> None:
    with refused(InvalidQuantity, "the recipe 'new' has no ingredients", session):
        catalogue.create_recipe("new", 1, {}, session=session)
    with refused(InvalidQuantity, "the good 'new' has no parts", session):
        catalogue.create_good("new", [], session=session)
    with refused(InvalidQuantity, "the package 'new' is empty", session):
        catalogue.create_package("new", {}, session=session)
    with refused(NotFound, "there is no ingredient 4711", session):
        catalogue.create_recipe("new", 1, {market.flour: 1, NOWHERE: 1}, session=session)
    with refused(NotFound, "there is no good 4711", session):
        catalogue.create_package("new", {market.bag: 1, NOWHERE: 1}, session=session)
    smell: Any = "smell"  # what a caller without a type checker sends
    parts = [Part(kind, NOWHERE, 1) for kind in ("unit", "good", "material", smell)]
    for part in parts:
        with refused(NotFound, f"there is no {part.kind} 4711", session):
            catalogue.create_good("new", [Part("unit", market.cookie_unit, 1), part], session=session)


def test_a_good_is_made_of_something_else_from_now_on(market: Market, session: Session) -> None:
    changed = catalogue.change_parts(market.hamper, [Part("unit", market.cookie_unit, 7)], session=session)
    assert changed.parts == [PartDTO("unit", market.cookie_unit, "cookie", 7)]
    assert catalogue.get_good(market.hamper, session=session) == changed
    left = session.scalars(select(GoodComponent).where(GoodComponent.good_id == market.hamper)).all()
    assert len(left) == 1


def test_a_good_does_not_contain_itself(market: Market, session: Session) -> None:
    chest = catalogue.create_good("chest", [Part("good", market.hamper, 1)], session=session).id
    with refused(ComponentCycle, "a good would contain itself: 'bag' in 'bag'", session):
        catalogue.change_parts(market.bag, [Part("good", market.bag, 1)], session=session)
    with refused(ComponentCycle, "contain itself: '(bag|hamper|chest)'( in '(bag|hamper|chest)'){3};", session):
        catalogue.change_parts(
            market.bag, [Part("unit", market.cookie_unit, 1), Part("good", chest, 1)], session=session
        )
    assert [part.name for part in catalogue.get_good(market.bag, session=session).parts] == ["cookie", "ribbon"]


def test_two_ways_to_the_same_good_are_no_cycle(market: Market, session: Session) -> None:
    both = [Part("good", market.hamper, 1), Part("good", market.bag, 1)]
    assert len(catalogue.create_good("both", both, session=session).parts) == 2


def test_a_violation_that_is_not_of_a_name_is_not_called_one(market: Market, session: Session) -> None:
    lot = IngredientLot(
        ingredient_id=NOWHERE, received_on=DAY, bought=Decimal(1), remaining=Decimal(1), unit_price=Decimal(1)
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), named(Ingredient, "flour", session=session):
        session.add(lot)
    assert catalogue.get_ingredient(market.flour, session=session).name == "flour"


def test_the_caller_goes_on_after_a_refusal_and_commits(sqlite_factory: SessionFactory) -> None:
    with session_scope(sqlite_factory) as session:
        catalogue.create_recipient("Ann", session=session)
        with pytest.raises(BakeryError, match="already"):
            catalogue.create_recipient("Ann", session=session)
        catalogue.create_recipient("Ben", session=session)
    with session_scope(sqlite_factory) as session:
        assert [each.name for each in catalogue.list_recipients(session=session)] == ["Ann", "Ben"]


LISTS = ("list_goods", "list_ingredients", "list_materials", "list_packages", "list_recipes", "list_recipients")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_question_for_each_row(sqlite_factory: SessionFactory, name: str) -> None:
    counts: list[int] = []
    for _ in range(2):
        with session_scope(sqlite_factory) as session:
            flour = catalogue.create_ingredient(f"flour {len(counts)}", "g", session=session).id
            for number in range(10 * len(counts) + 1):
                make_one_of_each(f"{len(counts)}.{number}", flour, session)
        with session_scope(sqlite_factory) as session, statements(sqlite_factory) as sent:
            getattr(catalogue, name)(session=session)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def make_one_of_each(name: str, flour: int, session: Session) -> None:
    catalogue.create_recipient(name, session=session)
    material = catalogue.create_material(name, 1, is_packaging=True, session=session).id
    unit = catalogue.create_recipe(name, 1, {flour: 1}, session=session).unit_id
    inner = catalogue.create_good(f"inner {name}", [Part("unit", unit, 1)], session=session).id
    parts = [Part("good", inner, 1), Part("unit", unit, 1), Part("material", material, 1)]
    good = catalogue.create_good(name, parts, session=session).id
    catalogue.create_package(name, {good: 1, inner: 1}, session=session)
