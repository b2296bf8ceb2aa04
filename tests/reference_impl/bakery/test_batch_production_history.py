"""The history of productions: pages that neither repeat nor leave out, filters, and one run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from bakery_samples import bake, event, is_json, recipe, stollen
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.batch_production import ProductionPageDTO
from reference_impl.bakery.errors import InvalidQuantity, NotFound
from reference_impl.bakery.models import ProductionRun
from reference_impl.bakery.services.batch_production_service import get_production_history, get_production_run
from reference_impl.database import SessionFactory, session_scope

NOON = datetime(2025, 12, 1, 12)


def baked_at(session: Session, recipe_id: int, moment: datetime, event_id: int | None = None) -> int:
    number = bake(session, recipe_id, good_pieces=1, event_id=event_id).id
    session.get_one(ProductionRun, number).baked_at = moment
    return number


def numbers(page: ProductionPageDTO) -> list[int]:
    return [run.id for run in page.runs]


def test_pages_go_from_the_newest_to_the_oldest_and_hold_each_run_once(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        number = stollen(session, "9000", "9000", "9000").id
        # Several of one moment, and numbers that do not follow the time: as after an import.
        made = [baked_at(session, number, NOON - timedelta(hours=hour)) for hour in (3, 1, 1, 1, 0, 2, 2)]
        expected = [made[index] for index in (4, 3, 2, 1, 6, 5, 0)]
        for limit in range(1, 9):
            seen: list[int] = []
            after = None
            while True:
                page = get_production_history(after=after, limit=limit, session=session)
                assert 0 < len(page.runs) <= limit
                seen += numbers(page)
                after = page.next_after
                if after is None:
                    break
            assert seen == expected


def test_a_run_that_is_added_meanwhile_does_not_shift_the_pages(session: Session) -> None:
    number = stollen(session).id
    made = [baked_at(session, number, NOON + timedelta(hours=hour)) for hour in range(2)]
    first = get_production_history(limit=1, session=session)
    baked_at(session, number, NOON + timedelta(hours=9))
    second = get_production_history(limit=1, after=first.next_after, session=session)
    assert numbers(first) + numbers(second) == made[::-1]


def test_the_history_of_nothing_is_one_empty_page(session: Session) -> None:
    assert get_production_history(session=session) == ProductionPageDTO(runs=(), next_after=None)


def test_filters_are_kept_together(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session, "9000", "9000", "9000")
        other = recipe(session, "Rolls", 10, {baked.lines[0].ingredient: "1"})
        feast = event(session)
        one = baked_at(session, baked.id, NOON, feast.id)
        two = baked_at(session, baked.id, NOON + timedelta(hours=1))
        three = baked_at(session, other.id, NOON + timedelta(hours=2), feast.id)

        def found(**filters: Any) -> list[int]:
            return numbers(get_production_history(**filters, session=session))

        assert found() == [three, two, one]
        assert found(recipe_id=baked.id) == [two, one]
        assert found(event_id=feast.id) == [three, one]
        assert found(recipe_id=baked.id, event_id=feast.id) == [one]
        assert found(since=NOON + timedelta(hours=1)) == [three, two]
        assert found(until=NOON + timedelta(hours=1)) == [one]
        assert found(since=NOON, until=NOON + timedelta(hours=2), recipe_id=other.id) == []
        berlin = timezone(timedelta(hours=1))
        assert found(since=datetime(2025, 12, 1, 14, tzinfo=berlin)) == [three, two]
        assert found(since=datetime(2025, 12, 1, 13, tzinfo=UTC)) == [three, two]


@pytest.mark.parametrize("limit", [0, -1, 501, 1.5, True, "10"])
def test_no_page_has_such_a_limit(session: Session, limit: Any) -> None:
    with pytest.raises(InvalidQuantity, match=r"a page's limit: .* is no number"):
        get_production_history(limit=limit, session=session)


@pytest.mark.parametrize("after", [0, -1, 99, True, "1", 2**40])
def test_there_is_no_such_run_to_begin_behind(session: Session, after: Any) -> None:
    with pytest.raises(NotFound, match="there is no production run"):
        get_production_history(after=after, session=session)


def test_a_page_is_plain_values(session: Session) -> None:
    number = stollen(session).id
    bake(session, number, good_pieces=9, losses={"burnt": 1})
    page = is_json(get_production_history(session=session))
    assert page["runs"][0]["losses"] == [
        {"reason": "burnt", "pieces": 1, "cost": "0.31"}
    ]  # of 0.315; the good pieces have 2.84


def test_one_run_is_what_was_recorded(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        run = bake(session, stollen(session).id, good_pieces=9, losses={"burnt": 1})
    with session_scope(factory) as session:
        assert get_production_run(run.id, session=session) == run
        assert get_production_history(session=session).runs == (run,)
        with pytest.raises(NotFound, match="there is no production run 99"):
            get_production_run(99, session=session)
