"""Whatever is bought, baked and assembled in whatever order: nothing is negative, and no money is lost or made up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from bakery_samples import assemble, bake, good, ingredient, material, receive, recipe
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from reference_impl.bakery.errors import InsufficientStock
from reference_impl.bakery.models import (
    SCHEMA,
    AssemblyConsumption,
    AssemblyRun,
    FinishedGood,
    FinishedUnit,
    IngredientLot,
    LotConsumption,
    Material,
    ProductionLoss,
    ProductionRun,
)
from reference_impl.bakery.money import worth
from reference_impl.bakery.services import assembly_service, batch_production_service, production_service
from reference_impl.database import DatabaseConfig, SessionFactory, guarded, init_sqlite_database

PRICES = st.decimals("0", "9.9999", places=4)
AMOUNTS = st.decimals("0.001", "50", places=3)
RECEIPT = st.tuples(st.just("receive"), st.integers(0, 1), AMOUNTS, PRICES, st.integers(1, 28))
PRODUCTION = st.tuples(
    st.just("bake"), st.integers(0, 1), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)
)
ASSEMBLY = st.tuples(st.just("assemble"), st.integers(0, 1), st.integers(1, 3))


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionFactory]:
    """A file of which each example uses a transaction that is rolled back."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path_factory.mktemp("bakery") / "bakery.db"), SCHEMA)
    yield factory
    factory.dispose()


class Bakery:
    """Two ingredients, two recipes, and a good within a good."""

    def __init__(self, session: Session, ribbon_price: Decimal) -> None:
        self.session = session
        self.ingredients = [ingredient(session, "Flour"), ingredient(session, "Butter")]
        flour, butter = self.ingredients
        self.recipes = [
            recipe(session, "Buns", 7, {flour: "3.333", butter: "0.777"}),
            recipe(session, "Rolls", 5, {flour: "2.5"}),
        ]
        ribbon = material(session, "Ribbon", 40, str(ribbon_price))
        bag = good(session, "Bag", {self.recipes[0]: 2, ribbon: 1})
        self.goods = [bag, good(session, "Box", {bag: 1, self.recipes[1]: 3, ribbon: 2})]
        self.bought = 40 * ribbon_price

    def receive(self, which: int, amount: Decimal, price: Decimal, day: int) -> None:
        receive(self.session, self.ingredients[which], str(amount), str(price), day=day)
        self.bought += worth(amount, price)

    def bake(self, which: int, batches: int, burnt: int, dropped: int, short: int) -> None:
        losses = {reason: count for reason, count in (("burnt", burnt), ("dropped", dropped)) if count}
        number = self.recipes[which].id
        good_pieces = self.recipes[which].pieces_per_batch * batches - burnt - dropped - short
        check = batch_production_service.check_availability(number, batches, session=self.session)
        expected = production_service.get_recipe_cost(number, batches, session=self.session).cost
        try:
            run = bake(self.session, number, batches, good_pieces, losses)
        except InsufficientStock:
            assert not check.enough
            assert expected is None
        else:
            assert check.enough
            assert run.cost == expected
            shown = [run.cost_of_good_pieces, *(loss.cost for loss in run.losses)]
            assert sum(map(Decimal, shown)) == Decimal(run.cost)

    def assemble(self, which: int, quantity: int) -> None:
        number = self.goods[which].id
        available = production_service.get_available_to_assemble(number, session=self.session).available
        enough = assembly_service.check_assembly(number, quantity, session=self.session).enough
        try:
            assemble(self.session, number, quantity)
        except InsufficientStock:
            assert not enough
            assert quantity > available
        else:
            assert enough
            assert quantity <= available

    def check(self) -> None:
        """Compare what was bought with what was consumed and with what is there."""
        self.session.flush()
        self.session.expire_all()
        lots = self.session.scalars(select(IngredientLot)).all()
        materials = self.session.scalars(select(Material)).all()
        stocks = [*self.session.scalars(select(FinishedUnit)), *self.session.scalars(select(FinishedGood))]
        assert all(lot.remaining >= 0 for lot in lots)
        assert all(each.in_stock >= 0 for each in (*materials, *stocks))
        assert all(each.cost_of_stock >= 0 for each in stocks)
        assert all(each.in_stock or not each.cost_of_stock for each in stocks)

        unused = sum((worth(lot.remaining, lot.unit_price) for lot in lots), Decimal(0))
        unused += sum(each.in_stock * each.unit_price for each in materials)
        of_materials = self.total(AssemblyConsumption.cost, AssemblyConsumption.kind == "material")
        assert unused + self.total(LotConsumption.cost) + of_materials == self.bought
        kept = sum((each.cost_of_stock for each in stocks), Decimal(0))
        assert unused + kept + self.total(ProductionLoss.cost) == self.bought
        assert self.total(LotConsumption.cost) == self.total(ProductionRun.cost)
        assert self.total(AssemblyConsumption.cost) == self.total(AssemblyRun.cost)

    def total(self, column: InstrumentedAttribute[Decimal], *where: ColumnElement[bool]) -> Decimal:
        return self.session.scalar(select(func.sum(column)).where(*where)) or Decimal(0)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(PRICES, st.lists(st.one_of(RECEIPT, PRODUCTION, ASSEMBLY), min_size=8, max_size=20))
def test_nothing_is_negative_and_all_that_was_bought_is_accounted_for(
    bakery: SessionFactory, ribbon_price: Decimal, steps: list[tuple[str, int]]
) -> None:
    with bakery.create_session() as session:
        with guarded(session):
            at_work = Bakery(session, ribbon_price)
            for which in (0, 1):  # enough to begin with, at a price that no part of it divides
                at_work.receive(which, Decimal("30.001"), Decimal("0.3333"), day=15)
                at_work.bake(which, 2, burnt=1, dropped=1, short=0)
            for step, *values in steps:
                getattr(at_work, step)(*values)
                at_work.check()
        session.rollback()
