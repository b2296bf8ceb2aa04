"""The history of assemblies: pages, filters, and one run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bakery_samples import assemble, event, good, is_json, material
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import InvalidQuantity, NotFound
from reference_impl.bakery.models import AssemblyRun
from reference_impl.bakery.services.assembly_service import get_assembly_history, get_assembly_run
from reference_impl.database import SessionFactory, session_scope

NOON = datetime(2025, 12, 1, 12)


def test_pages_and_filters(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        ribbon = material(session, "Ribbon", 100, "1")
        bow, wreath = good(session, "Bow", {ribbon: 1}), good(session, "Wreath", {ribbon: 5})
        feast = event(session)
        runs = [
            assemble(session, bow.id, event_id=feast.id).id,
            assemble(session, bow.id).id,
            assemble(session, wreath.id, event_id=feast.id).id,
        ]
        for hours, number in enumerate(runs):
            session.get_one(AssemblyRun, number).assembled_at = NOON + timedelta(hours=hours)

        def found(**filters: Any) -> list[int]:
            return [run.id for run in get_assembly_history(**filters, session=session).runs]

        assert found() == runs[::-1]
        assert found(good_id=bow.id) == [runs[1], runs[0]]
        assert found(event_id=feast.id) == [runs[2], runs[0]]
        assert found(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2)) == [runs[1]]
        first = get_assembly_history(limit=2, session=session)
        assert first.next_after == runs[1]
        last = get_assembly_history(limit=2, after=first.next_after, session=session)
        assert ([run.id for run in last.runs], last.next_after) == ([runs[0]], None)


def test_what_is_no_page_is_refused(session: Session) -> None:
    with pytest.raises(InvalidQuantity):
        get_assembly_history(limit=0, session=session)
    with pytest.raises(NotFound):
        get_assembly_history(after=7, session=session)


def test_one_run_is_what_was_recorded(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        run = assemble(session, good(session, "Bow", {material(session, "Ribbon", 3, "1"): 1}).id, 3)
    with session_scope(factory) as session:
        assert get_assembly_run(run.id, session=session) == run
        page = get_assembly_history(session=session)
        assert page.runs == (run,)
        assert is_json(page)["next_after"] is None
        with pytest.raises(NotFound, match="there is no assembly run 99"):
            get_assembly_run(99, session=session)
