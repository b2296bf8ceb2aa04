"""What an event needs, what is to be bought for it, and what that is as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from winter_market import Market, refused, statements

from reference_impl.bakery.calculation.bill import Bill, Pieces, resolve
from reference_impl.bakery.checks import MOST
from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.dtos.event_needs import (
    GoodNeedDTO,
    IngredientNeedDTO,
    MaterialNeedDTO,
    RecipeNeedDTO,
    ShoppingLineDTO,
)
from reference_impl.bakery.errors import ComponentCycle
from reference_impl.bakery.models import FinishedGood, FinishedUnit, GoodComponent, IngredientLot, Material
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events
from reference_impl.database import SessionFactory


def test_goods_are_counted_in_packages_and_inside_other_goods(market: Market, session: Session) -> None:
    assert events.get_good_needs(market.market, session=session) == [
        GoodNeedDTO(market.bag, "bag", 6),
        GoodNeedDTO(market.hamper, "hamper", 1),
    ]


def test_pieces_are_baked_in_whole_batches(market: Market, session: Session) -> None:
    assert events.get_recipe_needs(market.market, session=session) == [
        RecipeNeedDTO(market.biscotti, "biscotti", 3, 1, 7),
        RecipeNeedDTO(market.cookie, "cookie", 24, 3, 6),
    ]


def test_ingredients_are_counted_for_whole_batches_exactly(market: Market, session: Session) -> None:
    assert events.get_ingredient_needs(market.market, session=session) == [
        IngredientNeedDTO(market.flour, "flour", "g", "1100"),
        IngredientNeedDTO(market.sugar, "sugar", "g", "361.5"),
        IngredientNeedDTO(market.vanilla, "vanilla", "ml", "5"),
    ]


def test_packaging_is_a_part_of_the_materials(market: Market, session: Session) -> None:
    box = MaterialNeedDTO(market.box, "box", True, 1)
    assert events.get_packaging_needs(market.market, session=session) == [box]
    ribbon = MaterialNeedDTO(market.ribbon, "ribbon", False, 6)
    assert events.get_material_needs(market.market, session=session) == [box, ribbon]


def test_an_event_without_assignments_needs_nothing(market: Market, session: Session) -> None:
    for each in events.list_assignments(market.harvest, session=session):
        events.remove_assignment(each.id, session=session)
    assert events.get_good_needs(market.harvest, session=session) == []
    assert events.get_ingredient_needs(market.harvest, session=session) == []
    assert events.get_material_needs(market.harvest, session=session) == []
    assert events.get_shopping_list(market.harvest, session=session).lines == []


def test_more_than_any_column_holds_is_counted_exactly(market: Market, session: Session) -> None:
    crate = catalogue.create_good("crate", [Part("good", market.hamper, MOST)], session=session).id
    events.add_assignment(
        market.market, market.cy, catalogue.create_package("crate", {crate: MOST}, session=session).id, MOST,
        session=session,
    )  # fmt: skip
    bags = 2 * MOST**3 + 6
    assert events.get_good_needs(market.market, session=session)[0].quantity == bags
    flour = -(-4 * bags // 10) * 300 + -(-(3 * MOST**3 + 3) // 10) * 200
    assert events.get_ingredient_needs(market.market, session=session)[0].quantity == str(flour)


def test_what_is_there_is_used_before_anything_is_made() -> None:
    parts = {1: [Part("good", 2, 2), Part("material", 9, 1)], 2: [Part("unit", 5, 4), Part("material", 8, 1)]}
    bill = Bill(parts=parts, order=(1, 2))
    there = Pieces()
    there.goods.update({1: 1, 2: 3})
    there.units.update({5: 6})
    there.materials.update({8: 100})
    needed = resolve({1: 3, 2: 4}, bill, there)
    assert needed.goods == {1: 2, 2: 5}  # two of the first, with four of the second in them and four beside
    assert needed.units == {5: 14}
    assert needed.materials == {9: 2}
    assert there.goods == {1: 1, 2: 3}


def test_a_cycle_in_the_database_is_told_and_not_followed(market: Market, session: Session) -> None:
    session.add(GoodComponent(good_id=market.bag, part_id=market.hamper, quantity=1))
    for ask in (events.get_recipe_needs, events.estimate_event_cost, events.get_shopping_list):
        with refused(ComponentCycle, "a good would contain itself: '(bag|hamper)' in '(bag|hamper)'", session):
            ask(market.market, session=session)


def test_the_shopping_list_is_what_is_needed_minus_what_is_there(market: Market, session: Session) -> None:
    shopping_list = events.get_shopping_list(market.market, session=session)
    assert shopping_list.lines == [
        ShoppingLineDTO("ingredient", market.flour, "flour", "g", "1100", "400", "700", "0.84"),
        ShoppingLineDTO("ingredient", market.sugar, "sugar", "g", "361.5", "300", "61.5", "0.12"),
        ShoppingLineDTO("ingredient", market.vanilla, "vanilla", "ml", "5", "0", "5", None),
        ShoppingLineDTO("material", market.ribbon, "ribbon", "pieces", "6", "0", "6", "0.60"),
    ]
    assert shopping_list.cost == "1.56"
    assert shopping_list.without_price == ["vanilla"]


def test_what_is_baked_and_assembled_already_is_not_bought_again(market: Market, session: Session) -> None:
    session.get_one(FinishedGood, market.hamper).in_stock = 1
    session.get_one(FinishedGood, market.bag).in_stock = 2  # of four, because two are in the hamper
    session.get_one(FinishedUnit, market.cookie_unit).in_stock = 5  # of eight
    assert events.get_shopping_list(market.market, session=session).lines == [
        ShoppingLineDTO("material", market.ribbon, "ribbon", "pieces", "2", "0", "2", "0.20"),
    ]
    session.get_one(FinishedUnit, market.cookie_unit).in_stock = 8
    session.get_one(Material, market.ribbon).in_stock = 2
    assert events.get_shopping_list(market.market, session=session).lines == []


def test_the_newest_lot_gives_the_price_whenever_it_was_entered(market: Market, session: Session) -> None:
    lots = catalogue.list_lots(market.flour, session=session)
    newest = session.get_one(IngredientLot, lots[-1].id)
    catalogue.receive_lot(market.flour, 1, "9", newest.received_on.replace(year=2024), session=session)
    assert events.get_shopping_list(market.market, session=session).lines[0].cost == "0.84"
    catalogue.receive_lot(market.flour, 1, "9", newest.received_on, session=session)  # of two of a day, the last
    assert events.get_shopping_list(market.market, session=session).lines[0].cost == "6282.00"


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_shopping_list_is_exported_with_a_header(market: Market, session: Session) -> None:
    assert read_csv(events.export_shopping_list(market.market, session=session)) == [
        ["kind", "id", "name", "unit", "needed", "there", "to_buy", "cost"],
        ["ingredient", str(market.flour), "flour", "g", "1100", "400", "700", "0.84"],
        ["ingredient", str(market.sugar), "sugar", "g", "361.5", "300", "61.5", "0.12"],
        ["ingredient", str(market.vanilla), "vanilla", "ml", "5", "0", "5", ""],
        ["material", str(market.ribbon), "ribbon", "pieces", "6", "0", "6", "0.60"],
    ]


def exported_name(name: str, market: Market, session: Session) -> str:
    session.execute(update(Material).where(Material.id == market.ribbon).values(name=name))
    return read_csv(events.export_shopping_list(market.market, session=session))[-1][2]


@pytest.mark.parametrize("name", ['ribbon, 5" wide', "'quoted'", "a;b", "two\r\nlines", "Zoë 🎄", "a=b", "half-price"])
def test_any_name_comes_out_of_the_csv_as_it_went_in(market: Market, session: Session, name: str) -> None:
    assert exported_name(name, market, session) == name


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_name_is_a_formula(market: Market, session: Session, first: str) -> None:
    name = f'{first}HYPERLINK("http://example.org","ribbon")'
    assert exported_name(name, market, session) == f"'{name}"


def test_no_unit_is_a_formula(market: Market, session: Session) -> None:
    nuts = catalogue.create_ingredient("nuts", "=1+1", session=session).id
    unit = catalogue.create_recipe("nut cake", 1, {nuts: 1}, session=session).unit_id
    good = catalogue.create_good("cake", [Part("unit", unit, 1)], session=session).id
    package = catalogue.create_package("cake", {good: 1}, session=session).id
    events.add_assignment(market.market, market.cy, package, 1, session=session)
    rows = {row[2]: row for row in read_csv(events.export_shopping_list(market.market, session=session))}
    assert rows["nuts"][3] == "'=1+1"


def test_needs_and_shopping_ask_no_question_for_each_row(
    sqlite_factory: SessionFactory, market: Market, session: Session
) -> None:
    def count() -> int:
        session.expire_all()
        with statements(sqlite_factory) as sent:
            events.get_shopping_list(market.market, session=session)
            events.estimate_costs_by_recipient(market.market, session=session)
        return len(sent)

    before = count()
    for number in range(10):
        recipe = catalogue.create_recipe(f"recipe {number}", 3, {market.flour: Decimal("0.5")}, session=session)
        parts = [Part("unit", recipe.unit_id, 1), Part("good", market.hamper, 1)]
        good = catalogue.create_good(f"good {number}", parts, session=session).id
        package = catalogue.create_package(f"package {number}", {good: 1}, session=session).id
        events.add_assignment(market.market, market.cy, package, 1, session=session)
    assert count() == before
