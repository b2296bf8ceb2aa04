"""Two producers at once, each on a connection of its own: no lot is consumed twice, and no key is carried out twice."""

from __future__ import annotations

from decimal import Decimal

from bakery_samples import bake, committed, everything_committed, ingredient, receive, recipe, stollen
from sqlalchemy import select
from sqlalchemy.orm import Session
from together import at_once, while_waiting

from reference_impl.bakery.errors import InsufficientStock, KeyReused
from reference_impl.bakery.models import FinishedUnit, IngredientLot, LotConsumption, Recipe
from reference_impl.database import SessionFactory, session_scope


def just_enough(session: Session) -> Recipe:
    """Buy what one batch needs."""
    return stollen(session, flour="300", butter="200", sugar="100")


def test_two_producers_do_not_consume_the_same_lot(factory: SessionFactory) -> None:
    recipe_id = committed(factory, just_enough)
    _, second = while_waiting(factory, lambda s: bake(s, recipe_id), lambda s: bake(s, recipe_id))
    assert isinstance(second.exception(), InsufficientStock)
    left = everything_committed(factory)
    assert len(left["production_runs"]) == 1
    assert len(left["lot_consumptions"]) == 3


def test_the_second_producer_has_what_the_first_left(factory: SessionFactory) -> None:
    recipe_id = committed(factory, lambda s: stollen(s, flour="600", butter="400", sugar="200"))
    first, second = while_waiting(factory, lambda s: bake(s, recipe_id), lambda s: bake(s, recipe_id))
    assert first.cost == second.result().cost == "3.15"
    with session_scope(factory) as session:
        assert set(session.scalars(select(IngredientLot.remaining))) == {0}
        unit = session.scalars(select(FinishedUnit)).one()
        assert (unit.in_stock, unit.cost_of_stock) == (20, Decimal("6.30"))


def test_the_second_producer_has_all_when_the_first_gives_up(factory: SessionFactory) -> None:
    recipe_id = committed(factory, just_enough)
    _, second = while_waiting(factory, lambda s: bake(s, recipe_id), lambda s: bake(s, recipe_id), give_up=True)
    assert second.result().cost == "3.15"
    assert len(everything_committed(factory)["production_runs"]) == 1


def test_what_was_read_before_the_lock_is_read_again(postgresql_factory: SessionFactory) -> None:
    recipe_id = committed(postgresql_factory, lambda s: stollen(s, flour="600", butter="400", sugar="200"))

    def having_looked(session: Session) -> list[Decimal]:
        kept = list(
            session.scalars(select(IngredientLot).order_by(IngredientLot.id))
        )  # they stay in the session, as they were
        assert kept[0].remaining == 600
        bake(session, recipe_id)
        return [lot.remaining for lot in kept]

    _, second = while_waiting(postgresql_factory, lambda s: bake(s, recipe_id), having_looked)
    assert second.result() == [0, 0, 0]


def test_the_same_key_at_once_is_carried_out_once(factory: SessionFactory) -> None:
    recipe_id = committed(factory, stollen)
    first, second = while_waiting(
        factory, lambda s: bake(s, recipe_id, key="order 7"), lambda s: bake(s, recipe_id, key="order 7")
    )
    assert second.result() == first
    assert len(everything_committed(factory)["production_runs"]) == 1


def test_the_same_key_at_once_needs_no_stock_for_a_second_run(factory: SessionFactory) -> None:
    recipe_id = committed(factory, just_enough)
    first, second = while_waiting(
        factory, lambda s: bake(s, recipe_id, key="order 7"), lambda s: bake(s, recipe_id, key="order 7")
    )
    assert second.result() == first


def test_the_same_key_at_once_for_something_else_is_refused(factory: SessionFactory) -> None:
    recipe_id = committed(factory, stollen)
    _, second = while_waiting(
        factory, lambda s: bake(s, recipe_id, key="order 7"), lambda s: bake(s, recipe_id, 2, key="order 7")
    )
    assert isinstance(second.exception(), KeyReused)
    assert len(everything_committed(factory)["production_runs"]) == 1


def test_the_same_key_is_carried_out_by_the_second_when_the_first_gives_up(factory: SessionFactory) -> None:
    recipe_id = committed(factory, just_enough)
    _, second = while_waiting(
        factory,
        lambda s: bake(s, recipe_id, key="order 7"),
        lambda s: bake(s, recipe_id, key="order 7"),
        give_up=True,
    )
    assert second.result().idempotency_key == "order 7"
    assert len(everything_committed(factory)["production_runs"]) == 1


def test_who_finds_the_key_taken_keeps_what_it_did_before(factory: SessionFactory) -> None:
    recipe_id = committed(factory, stollen)

    def with_work_before(session: Session) -> None:
        ingredient(session, "Saffron")
        bake(session, recipe_id, key="order 7")

    _, second = while_waiting(factory, lambda s: bake(s, recipe_id, key="order 7"), with_work_before)
    assert second.exception() is None
    assert "Saffron" in [row[1] for row in everything_committed(factory)["ingredients"]]


def test_recipes_that_share_their_ingredients_never_cross(factory: SessionFactory) -> None:
    def buy(session: Session) -> tuple[int, int]:
        flour, butter = ingredient(session, "Flour"), ingredient(session, "Butter")
        for day in range(1, 11):
            receive(session, (flour, butter)[day % 2], "10", "0.01", day=day)
            receive(session, (butter, flour)[day % 2], "10", "0.02", day=day)
        one = recipe(session, "Bread", 1, {flour: "3", butter: "2"})
        return one.id, recipe(session, "Brioche", 1, {butter: "3", flour: "2"}).id

    with session_scope(factory) as session:
        recipes = buy(session)

    def three_times(number: int, session: Session) -> None:
        for _ in range(3):
            bake(session, number, good_pieces=1)

    works = [lambda s, n=number: three_times(n, s) for number in recipes * 3]
    assert at_once(factory, *works) == [None] * 6
    with session_scope(factory) as session:
        taken = sum(session.scalars(select(LotConsumption.quantity)))
        assert taken == 18 * 5 == 200 - sum(session.scalars(select(IngredientLot.remaining)))
        units = session.scalars(select(FinishedUnit)).all()
        assert sum(unit.cost_of_stock for unit in units) == sum(session.scalars(select(LotConsumption.cost)))
