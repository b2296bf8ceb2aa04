"""The log of operations: staged, and a success only when the caller has committed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import Recipient
from reference_impl.bakery.operation_log import operation
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.database import SessionFactory, session_scope


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[str, str]]]:
    """Return the operations and outcomes that were logged, in order."""
    caplog.set_level(logging.DEBUG, logger="bakery")

    def records() -> list[tuple[str, str]]:
        found: list[dict[str, Any]] = [vars(record)["bakery"] for record in caplog.records]
        return [(each["operation"], each["outcome"]) for each in found]

    return records


Logged = Callable[[], list[tuple[str, str]]]


def record(name: str, session: Session) -> None:
    """A service that records something."""
    with operation(name, session=session) as log:
        recipient = Recipient(name=name)
        session.add(recipient)
        session.flush()
        log.add(recipient_id=recipient.id)


def test_a_success_is_logged_after_the_callers_commit(sqlite_factory: SessionFactory, logged: Logged) -> None:
    with session_scope(sqlite_factory) as session:
        record("first", session)
        record("second", session)
        assert logged() == [("first", "staged"), ("second", "staged")]
    assert logged()[2:] == [("first", "success"), ("second", "success")]


def test_a_commit_is_visible_to_others_when_the_success_is_logged(sqlite_factory: SessionFactory) -> None:
    seen: list[tuple[str, list[str]]] = []

    class Looking(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            with sqlite_factory.create_reader() as other:
                names = [each.name for each in catalogue.list_recipients(session=other)]
            seen.append((vars(record)["bakery"]["outcome"], names))

    log, handler = logging.getLogger("bakery"), Looking(logging.INFO)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        with session_scope(sqlite_factory) as session:
            record("first", session)
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    assert seen == [("success", ["first"])]


def test_nothing_more_is_logged_after_a_rollback(sqlite_factory: SessionFactory, logged: Logged) -> None:
    with pytest.raises(ValueError, match="by the caller"), session_scope(sqlite_factory) as session:
        record("lost", session)
        raise ValueError("by the caller")
    assert logged() == [("lost", "staged")]


def test_a_later_commit_of_the_same_session_logs_only_what_it_commits(
    sqlite_factory: SessionFactory, logged: Logged
) -> None:
    session = sqlite_factory.create_session()
    record("rolled back", session)
    session.rollback()
    record("closed", session)
    session.close()
    record("kept", session)
    session.commit()
    session.add(Recipient(name="not logged"))
    session.commit()
    session.close()
    assert [name for name, outcome in logged() if outcome == "success"] == ["kept"]


def test_a_commit_that_fails_is_no_success(sqlite_factory: SessionFactory, logged: Logged) -> None:
    session = sqlite_factory.create_session()
    record("lost", session)
    session.add(Recipient(name="lost"))
    with pytest.raises(Exception, match="UNIQUE constraint failed"):
        session.commit()
    session.rollback()
    session.commit()
    session.close()
    assert logged() == [("lost", "staged")]


def test_a_savepoint_that_is_released_waits_for_the_commit(sqlite_factory: SessionFactory, logged: Logged) -> None:
    with session_scope(sqlite_factory) as session:
        with session.begin_nested():
            with session.begin_nested():
                record("inner", session)
            record("outer", session)
        assert logged() == [("inner", "staged"), ("outer", "staged")]
    assert logged()[2:] == [("inner", "success"), ("outer", "success")]


def test_what_a_savepoint_undoes_is_no_success(sqlite_factory: SessionFactory, logged: Logged) -> None:
    with session_scope(sqlite_factory) as session:
        record("before", session)
        with pytest.raises(ValueError, match="undone"), session.begin_nested():
            with session.begin_nested():
                record("released", session)
            record("direct", session)
            raise ValueError("undone")
        record("after", session)
    assert [name for name, outcome in logged() if outcome == "success"] == ["before", "after"]


def test_a_rollback_of_all_undoes_what_a_savepoint_released(sqlite_factory: SessionFactory, logged: Logged) -> None:
    session = sqlite_factory.create_session()
    with session.begin_nested():
        record("released", session)
    session.rollback()
    session.commit()
    session.close()
    assert logged() == [("released", "staged")]


def test_sessions_do_not_log_for_one_another(sqlite_factory: SessionFactory, logged: Logged) -> None:
    first = sqlite_factory.create_session()
    record("first", first)
    first.commit()
    with sqlite_factory.create_reader() as reader:
        with operation("reading", session=reader):
            catalogue.list_recipients(session=reader)
        first.commit()
    first.close()
    assert logged() == [("first", "staged"), ("first", "success"), ("reading", "staged")]


def last(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    return vars(caplog.records[-1])["bakery"]


def test_what_a_service_refuses_is_a_validation_failure(
    sqlite_factory: SessionFactory, logged: Logged, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        session_scope(sqlite_factory) as session,
        pytest.raises(NotFound),
        operation("find", session=session, event_id=7),
    ):
        raise NotFound("event", 7)
    assert logged() == [("find", "validation failure")]
    assert last(caplog)["reason"] == "there is no event 7"
    assert last(caplog)["event_id"] == 7
    assert caplog.records[-1].levelno == logging.WARNING


def test_any_other_exception_is_an_error(
    sqlite_factory: SessionFactory, logged: Logged, caplog: pytest.LogCaptureFixture
) -> None:
    with session_scope(sqlite_factory) as session, pytest.raises(KeyError), operation("find", session=session):
        raise KeyError("oven")
    assert logged() == [("find", "error")]
    assert last(caplog)["reason"] == "KeyError: 'oven'"
    assert caplog.records[-1].levelno == logging.ERROR


def test_an_operation_in_a_failed_one_fails_with_it_only_when_it_is_undone(
    sqlite_factory: SessionFactory, logged: Logged
) -> None:
    with session_scope(sqlite_factory) as session, pytest.raises(NotFound), operation("outer", session=session):
        record("inner", session)
        raise NotFound("event", 7)
    assert logged() == [("inner", "staged"), ("outer", "validation failure"), ("inner", "success")]


def test_the_message_is_the_record_as_json_and_amounts_are_text(
    sqlite_factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bakery")
    with session_scope(sqlite_factory) as session, operation("bake", session=session, production_run_id=3) as log:
        log.add(cost=Decimal("1.2000"), quantity=Decimal("1E+3"), note="ünïcode\n{}%s", event_id=None, done=True)
    assert json.loads(caplog.messages[-1]) == last(caplog)
    assert last(caplog) == {
        "operation": "bake",
        "outcome": "staged",
        "production_run_id": 3,
        "cost": "1.2",
        "quantity": "1000",
        "note": "ünïcode\n{}%s",
        "event_id": None,
        "done": True,
    }
    assert "\n" not in caplog.messages[-1]


RESERVED = [*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "extra", "exc_info", "stack_info"]


def test_names_that_belong_to_the_log_record_break_nothing(
    sqlite_factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bakery")
    values = {name: f"my {name}" for name in RESERVED}
    with session_scope(sqlite_factory) as session, operation("bake", session=session, **values) as log:
        log.add(**values)
    found = caplog.records[-1]
    assert (found.name, found.levelname, found.args) == ("bakery", "DEBUG", (found.getMessage(),))
    assert last(caplog) == {"operation": "bake", "outcome": "staged", **values}
    line = io.StringIO()
    handler = logging.StreamHandler(line)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.handle(found)
    assert line.getvalue().rstrip().endswith(found.getMessage())


def test_no_value_takes_the_place_of_operation_and_outcome(
    sqlite_factory: SessionFactory, logged: Logged, caplog: pytest.LogCaptureFixture
) -> None:
    with session_scope(sqlite_factory) as session, operation("bake", session=session, outcome="success") as log:
        log.add(operation="other")
    assert logged() == [("bake", "staged")]
    assert list(last(caplog)) == ["operation", "outcome"]


def test_a_session_that_was_never_used_has_nothing_to_log(sqlite_factory: SessionFactory, logged: Logged) -> None:
    with session_scope(sqlite_factory) as session, operation("idle", session=session):
        pass
    assert logged() == [("idle", "staged")]
