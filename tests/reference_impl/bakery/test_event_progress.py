"""How far events have come, in three queries that see one state of the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from winter_market import TODAY, Market, assemble, bake, finished_between_the_queries, open_market, statements

from reference_impl.bakery.dtos.event_progress import GoodProgressDTO, RecipeProgressDTO
from reference_impl.bakery.models import SCHEMA
from reference_impl.bakery.services import event_service as events
from reference_impl.database import (
    DatabaseConfig,
    SessionFactory,
    init_sqlite_database,
    reader_scope,
    session_scope,
)


def test_progress_is_what_was_baked_and_assembled_of_what_is_wanted(market: Market, session: Session) -> None:
    progress = events.get_event_progress(market.market, session=session)
    assert progress.event == events.get_event(market.market, session=session)
    assert progress.production == [RecipeProgressDTO(market.cookie, "cookie", 4, 2, 50)]
    assert progress.assembly == [GoodProgressDTO(market.bag, "bag", 6, 3, 50)]
    assert (progress.production_percent, progress.assembly_percent, progress.overall_percent) == (50, 50, 50)


def test_the_runs_of_other_events_recipes_and_goods_do_not_count(market: Market, session: Session) -> None:
    for event_id in (market.harvest, None):
        bake(event_id, market.cookie, 2, session=session)
        assemble(event_id, market.bag, 3, session=session)
    bake(market.market, market.biscotti, 9, session=session)
    assemble(market.market, market.hamper, 9, session=session)
    assert events.get_event_progress(market.market, session=session).overall_percent == 50


def test_percentages_are_rounded_down_so_that_only_all_is_a_hundred(market: Market, session: Session) -> None:
    events.set_production_target(market.market, market.cookie, 3, session=session)
    assert events.get_event_progress(market.market, session=session).production_percent == 66
    events.set_assembly_target(market.market, market.bag, 400, session=session)
    assemble(market.market, market.bag, 396, session=session)
    (bags,) = events.get_event_assembly_progress(market.market, session=session)
    assert (bags.assembled, bags.percent) == (399, 99)


def test_too_much_of_one_does_not_make_up_for_too_little_of_another(market: Market, session: Session) -> None:
    bake(market.market, market.cookie, 10, session=session)
    events.set_production_target(market.market, market.biscotti, 1, session=session)
    assert events.get_event_production_progress(market.market, session=session) == [
        RecipeProgressDTO(market.biscotti, "biscotti", 1, 0, 0),
        RecipeProgressDTO(market.cookie, "cookie", 4, 12, 100),
    ]
    progress = events.get_event_progress(market.market, session=session)
    assert (progress.production_percent, progress.assembly_percent, progress.overall_percent) == (50, 50, 50)


def test_where_nothing_is_planned_there_is_no_percentage(market: Market, session: Session) -> None:
    progress = events.get_event_progress(market.harvest, session=session)
    assert (progress.production_percent, progress.assembly_percent, progress.overall_percent) == (None, None, None)
    events.set_assembly_target(market.harvest, market.bag, 1, session=session)
    progress = events.get_event_progress(market.harvest, session=session)
    assert (progress.production_percent, progress.assembly_percent, progress.overall_percent) == (None, 0, 0)


def test_all_events_have_the_progress_that_each_has_alone(market: Market, session: Session) -> None:
    assert events.get_events_with_progress(session=session) == [
        events.get_event_progress(market.harvest, session=session),
        events.get_event_progress(market.market, session=session),
    ]


def test_all_events_are_read_in_three_queries_however_many_there_are(
    sqlite_factory: SessionFactory, market: Market, session: Session
) -> None:
    for number in range(20):
        clone = events.clone_event(market.market, f"Market {number}", TODAY, today=TODAY, session=session).id
        bake(clone, market.cookie, 1, session=session)
        assemble(clone, market.bag, 1, session=session)
    session.expire_all()
    with statements(sqlite_factory) as sent:
        assert len(events.get_events_with_progress(session=session)) == 22
    assert len(sent) == 3


def half_way(session: Session) -> tuple[int | None, int | None]:
    """Return how far the market has come in baking and in assembling."""
    progress = events.get_events_with_progress(session=session)[-1]
    return progress.production_percent, progress.assembly_percent


@pytest.fixture
def postgresql_writer(postgresql_url: str) -> Iterator[SessionFactory]:
    """Connections of its own for whoever writes in between."""
    factory = SessionFactory(create_engine(postgresql_url))
    yield factory
    factory.dispose()


def test_under_repeatable_read_the_answer_is_of_one_moment(
    postgresql_factory: SessionFactory, postgresql_writer: SessionFactory
) -> None:
    with session_scope(postgresql_factory) as session:
        market = open_market(session)
    with session_scope(postgresql_factory) as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        with finished_between_the_queries(postgresql_factory, postgresql_writer, market):
            assert half_way(session) == (50, 50)
        assert half_way(session) == (50, 50)
    with session_scope(postgresql_factory) as session:
        assert half_way(session) == (100, 100)


def test_a_reader_scope_is_of_one_moment_by_itself(
    postgresql_factory: SessionFactory, postgresql_writer: SessionFactory
) -> None:
    with session_scope(postgresql_factory) as session:
        market = open_market(session)
    with (
        reader_scope(postgresql_factory) as session,
        finished_between_the_queries(postgresql_factory, postgresql_writer, market),
    ):
        assert half_way(session) == (50, 50)


def test_under_read_committed_the_answer_is_of_two_moments(
    postgresql_factory: SessionFactory, postgresql_writer: SessionFactory
) -> None:
    with session_scope(postgresql_factory) as session:
        market = open_market(session)
    with (
        session_scope(postgresql_factory) as session,
        finished_between_the_queries(postgresql_factory, postgresql_writer, market),
    ):
        assert half_way(session) == (50, 100)  # all is assembled, of what was not baked


def test_on_sqlite_any_transaction_sees_one_moment(sqlite_factory: SessionFactory, tmp_path: Path) -> None:
    with session_scope(sqlite_factory) as session:
        market = open_market(session)
    writer = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "bakery.db"), SCHEMA)
    # A reader, because a writer's transaction holds the lock, and nobody can write in between at all.
    with reader_scope(sqlite_factory) as session, finished_between_the_queries(sqlite_factory, writer, market):
        assert half_way(session) == (50, 50)
    with reader_scope(sqlite_factory) as session:
        assert half_way(session) == (100, 100)
    writer.dispose()
