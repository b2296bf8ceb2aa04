"""Two who work at once on a real PostgreSQL: the second waits, and sees what the first left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from winter_market import Market, open_market

from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.errors import AlreadyAssigned, BakeryError, ComponentCycle, NameTaken, NotFound
from reference_impl.bakery.models import Material, ProductionTarget
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events
from reference_impl.database import SessionFactory, session_scope
from reference_impl.embedded_postgresql import libpq_dsn


@pytest.fixture
def market(postgresql_factory: SessionFactory) -> Market:
    """The bakery before its winter market, committed."""
    with session_scope(postgresql_factory) as session:
        return open_market(session)


class Second:
    """Somebody who works in a thread, in a session of their own, and commits."""

    def __init__(self, factory: SessionFactory, work: Callable[[Session], object]) -> None:
        self.error: BakeryError | None = None
        self.result: object = None
        self._known = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(factory, work))

    def start(self, url: str) -> None:
        """Start, and return when they wait for a lock."""
        self._thread.start()
        self._known.wait()
        waits = "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted"
        with psycopg.connect(libpq_dsn(url), autocommit=True) as connection:
            while connection.execute(waits, [self._backend]).fetchone() != (1,):
                assert self._thread.is_alive(), "the second did not wait"

    def finish(self) -> None:
        """Return when they are done."""
        self._thread.join()

    def _run(self, factory: SessionFactory, work: Callable[[Session], object]) -> None:
        try:
            with session_scope(factory) as session:
                self._backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
                self._known.set()
                self.result = work(session)
        except BakeryError as error:
            self.error = error


@contextmanager
def beside(factory: SessionFactory, url: str, work: Callable[[Session], object]) -> Generator[tuple[Session, Second]]:
    """Hand out a session; when the block has used it, the second begins and waits, and the first commits."""
    second = Second(factory, work)
    with session_scope(factory) as session:
        yield session, second
        second.start(url)
    second.finish()


def test_materials_that_two_receive_at_once_are_all_there(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def receive(session: Session) -> int:
        box = session.get_one(
            Material, market.box
        )  # read before the lock, and held: a session forgets what nobody holds
        assert box.in_stock == 4
        received = catalogue.receive_material(market.box, 10, session=session)
        assert box.in_stock == received.in_stock
        return received.in_stock

    with beside(postgresql_factory, postgresql_url, receive) as (session, second):
        assert receive(session) == 14
    assert second.result == 24


def test_two_who_choose_a_name_at_once_do_not_both_have_it(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def create(session: Session) -> object:
        return catalogue.create_recipient("Dora", session=session)

    with beside(postgresql_factory, postgresql_url, create) as (session, second):
        create(session)
    assert isinstance(second.error, NameTaken)


def test_two_who_assign_the_same_at_once_do_not_both_do_it(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def assign(session: Session) -> object:
        return events.add_assignment(market.market, market.cy, market.small, 1, session=session)

    with beside(postgresql_factory, postgresql_url, assign) as (session, second):
        assign(session)
    assert isinstance(second.error, AlreadyAssigned)


def test_two_who_set_the_same_target_at_once_leave_the_seconds(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def set_to(batches: int) -> Callable[[Session], object]:
        return lambda session: events.set_production_target(market.market, market.biscotti, batches, session=session)

    with beside(postgresql_factory, postgresql_url, set_to(2)) as (session, _):
        set_to(1)(session)
    with session_scope(postgresql_factory) as session:
        targets = events.list_production_targets(market.market, session=session)
    assert [(each.recipe, each.batches) for each in targets] == [("biscotti", 2), ("cookie", 4)]


def test_a_target_is_set_to_what_it_was_before_somebody_else_changed_it(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def set_again(session: Session) -> int:
        target = session.get_one(ProductionTarget, (market.market, market.cookie))
        assert target.batches == 4  # so that nothing seems to change, unless it is read again
        events.set_production_target(market.market, market.cookie, 4, session=session)
        return target.batches

    with beside(postgresql_factory, postgresql_url, set_again) as (session, _):
        events.set_production_target(market.market, market.cookie, 7, session=session)
    with session_scope(postgresql_factory) as session:
        (target,) = events.list_production_targets(market.market, session=session)
    assert target.batches == 4


def test_two_changes_at_once_do_not_close_a_cycle_that_neither_sees(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    with session_scope(postgresql_factory) as session:
        crate = catalogue.create_good("crate", [Part("unit", market.cookie_unit, 1)], session=session).id

    def put(inner: int, outer: int) -> Callable[[Session], object]:
        return lambda session: catalogue.change_parts(outer, [Part("good", inner, 1)], session=session)

    with beside(postgresql_factory, postgresql_url, put(market.hamper, crate)) as (session, second):
        put(crate, market.bag)(session)
    assert isinstance(second.error, ComponentCycle)


def test_what_is_being_referred_to_is_not_deleted_beneath(
    postgresql_factory: SessionFactory, postgresql_url: str, market: Market
) -> None:
    def assign(session: Session) -> object:
        return events.add_assignment(market.market, market.cy, market.small, 1, session=session)

    with beside(postgresql_factory, postgresql_url, assign) as (session, second):
        catalogue.delete_recipient(market.cy, session=session)
    assert isinstance(second.error, NotFound)


def test_what_is_baked_for_an_event_does_not_wait_for_who_plans_it(
    postgresql_factory: SessionFactory, market: Market
) -> None:
    with session_scope(postgresql_factory) as planner:
        events.write_notes(market.market, "planned", session=planner)
        with session_scope(postgresql_factory) as baker:
            baker.execute(text("SET LOCAL lock_timeout = '1ms'"))
            baker.execute(text("SELECT 1 FROM events FOR KEY SHARE"))  # as the foreign key of a run does


def test_two_who_give_the_same_package_at_two_events_do_not_wait_for_one_another(
    postgresql_factory: SessionFactory, market: Market
) -> None:
    with session_scope(postgresql_factory) as first, session_scope(postgresql_factory) as second:
        events.add_assignment(market.market, market.cy, market.small, 1, session=first)
        second.execute(text("SET LOCAL lock_timeout = '1ms'"))
        events.add_assignment(market.harvest, market.cy, market.small, 1, session=second)
