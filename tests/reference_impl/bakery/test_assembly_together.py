"""Two who assemble at once, and one who bakes beside them: no piece is used twice, and nobody waits in a circle."""

from __future__ import annotations

from decimal import Decimal

from bakery_samples import assemble, bake, committed, everything_committed, good, material, stocked, stollen
from sqlalchemy import select
from sqlalchemy.orm import Session
from together import at_once, while_waiting

from reference_impl.bakery.errors import InsufficientStock, KeyReused
from reference_impl.bakery.models import AssemblyRun, FinishedGood, FinishedUnit, Material
from reference_impl.database import SessionFactory, session_scope


def bow(session: Session, ribbons: int = 2) -> FinishedGood:
    """Say that a bow takes two ribbons, and buy so many."""
    return good(session, "Bow", {material(session, "Ribbon", ribbons, "0.25"): 2})


def test_two_do_not_use_the_same_piece(factory: SessionFactory) -> None:
    good_id = committed(factory, bow)
    _, second = while_waiting(factory, lambda s: assemble(s, good_id), lambda s: assemble(s, good_id))
    assert isinstance(second.exception(), InsufficientStock)
    assert len(everything_committed(factory)["assembly_runs"]) == 1


def test_the_second_has_what_the_first_left(factory: SessionFactory) -> None:
    good_id = committed(factory, lambda s: bow(s, 4))
    _, second = while_waiting(factory, lambda s: assemble(s, good_id), lambda s: assemble(s, good_id))
    assert second.result().cost == "0.50"
    with session_scope(factory) as session:
        assert session.scalars(select(Material.in_stock)).one() == 0
        made = session.scalars(select(FinishedGood)).one()
        assert (made.in_stock, made.cost_of_stock) == (2, 1)


def test_what_was_read_before_the_lock_is_read_again(postgresql_factory: SessionFactory) -> None:
    good_id = committed(postgresql_factory, lambda s: bow(s, 5))

    def having_looked(session: Session) -> tuple[int, int]:
        ribbon, made = session.scalars(select(Material)).one(), session.scalars(select(FinishedGood)).one()
        assert (ribbon.in_stock, made.in_stock) == (5, 0)
        assemble(session, good_id)
        return ribbon.in_stock, made.in_stock

    _, second = while_waiting(postgresql_factory, lambda s: assemble(s, good_id), having_looked)
    assert second.result() == (1, 2)


def test_the_same_key_at_once_is_carried_out_once(factory: SessionFactory) -> None:
    good_id = committed(factory, bow)
    first, second = while_waiting(
        factory, lambda s: assemble(s, good_id, key="order 7"), lambda s: assemble(s, good_id, key="order 7")
    )
    assert second.result() == first
    assert len(everything_committed(factory)["assembly_runs"]) == 1


def test_the_same_key_at_once_for_something_else_is_refused(factory: SessionFactory) -> None:
    good_id = committed(factory, lambda s: bow(s, 9))
    _, second = while_waiting(
        factory, lambda s: assemble(s, good_id, key="order 7"), lambda s: assemble(s, good_id, 2, key="order 7")
    )
    assert isinstance(second.exception(), KeyReused)


def test_an_assembly_uses_what_a_production_has_just_given(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session)
        stocked(baked, 1, "0.30")
        recipe_id, good_id = baked.id, good(session, "Box", {baked: 5}).id
    _, second = while_waiting(factory, lambda s: bake(s, recipe_id), lambda s: assemble(s, good_id))
    assert second.result().cost == "1.57"  # five of eleven at 3.45
    with session_scope(factory) as session:
        unit = session.scalars(select(FinishedUnit)).one()
        assert (unit.in_stock, unit.cost_of_stock) == (6, Decimal("3.45") - Decimal("1.5682"))


def test_bakers_and_assemblers_of_goods_in_goods_never_wait_in_a_circle(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session, "9000", "9000", "9000")
        stocked(baked, 100, "30")
        ribbon = material(session, "Ribbon", 1000, "0.25")
        small = good(session, "Small", {baked: 1, ribbon: 1})
        large = good(session, "Large", {small: 2, ribbon: 2, baked: 1})
        stocked(small, 100, "50")
        recipe_id, small_id, large_id = baked.id, small.id, large.id

    def again(work: int, session: Session) -> None:
        for _ in range(4):
            if work == 0:
                bake(session, recipe_id)
            else:
                assemble(session, (large_id, small_id)[work % 2])

    # One operation in a transaction is the rule; several of the same kind still ask for their rows in one order.
    works = [lambda s, n=work: again(n, s) for work in (0, 2, 0, 2)]
    assert at_once(factory, *works) == [None] * 4
    works = [lambda s, n=number: assemble(s, n) for number in (small_id, large_id) * 4]
    assert at_once(factory, *works) == [None] * 8
    with session_scope(factory) as session:
        assert len(session.scalars(select(AssemblyRun)).all()) == 16
        stock = sum(
            each.cost_of_stock for table in (FinishedUnit, FinishedGood) for each in session.scalars(select(table))
        )
        used_ribbons = 1000 - session.scalars(select(Material.in_stock)).one()
        assert stock == 30 + 50 + 8 * Decimal("3.15") + used_ribbons * Decimal("0.25")
