"""Units of work that are tried again: whole ones, for what passes, with jitter, until their deadline.

A COMMIT that got no answer may have happened. Whoever tries again has to find that out: a change leaves its token in
the row that it writes, and the next attempt, when it has locked the row, looks for the token first.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from reference_impl.database.errors import DatabaseUnavailable, SchemaUnversioned
from reference_impl.documentation.deadlines import Deadline
from reference_impl.documentation.errors import CallCancelled, DeadlineExceeded, OutcomeUnknown
from reference_impl.documentation.values import DocumentationSession

Result = TypeVar("Result")

# Serialisation, deadlock, lock timeout, the server shutting down, crashing or starting, too many connections. 08: the
# connection failed, as it did where the driver has no SQLSTATE.
TRANSIENT = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"})
_NOT_MIGRATED = frozenset({"42P01", "42703"})  # no such table, no such column
_log = logging.getLogger(__name__)


class Change:
    """One change, however often it is tried.

    Attributes:
        token: what it leaves in the row.
        written: what the last attempt wrote; None as long as none has.
        committing: whether the last attempt had begun to commit, and nobody knows how that ended.
    """

    def __init__(self) -> None:
        self.token = secrets.randbits(63)  # as a bigint has them
        self.written: DocumentationSession | None = None
        self.committing = False

    def commit(self, written: DocumentationSession | None) -> None:
        """Remember what is going to be committed now."""
        self.written, self.committing = written, True


def complete(unit: Callable[[], Result], deadline: Deadline, change: Change | None = None) -> Result:
    """Return what a unit of work returns, when it has got through.

    Args:
        unit: does all of it, from BEGIN to COMMIT; called again from the beginning.
        deadline: until when.
        change: what it changes; None for what only reads, or may be done twice.

    Raises:
        DeadlineExceeded: it had not got through by then; the cause is the last failure.
        OutcomeUnknown: the same, and its last COMMIT got no answer.
        CallCancelled: it was cancelled.
        DatabaseUnavailable: the server refuses it for a reason that does not pass.
        SchemaUnversioned: the tables are not there.
    """
    try:
        return _attempt_until(unit, deadline)
    except (DeadlineExceeded, CallCancelled) as error:
        if change is None or not change.committing:
            raise
        raise _unknown(error) from error
    except (psycopg.Error, DBAPIError) as error:
        raise _told(error) from error


def _attempt_until(unit: Callable[[], Result], deadline: Deadline) -> Result:
    try:
        return unit()  # nearly always; tenacity would cost as much as a cached read
    except Exception as error:
        if not is_transient(error):
            raise
        _log.debug("trying again: %s", error)
        deadline.sleep(0.001)
    retrying = Retrying(
        retry=retry_if_exception(is_transient),
        wait=wait_random_exponential(multiplier=0.005, max=0.25),
        sleep=deadline.sleep,
        before_sleep=_log_failure,
    )
    return retrying(unit)


def is_transient(error: BaseException) -> bool:
    """Whether what failed may get through when it is tried again."""
    driver_error = _driver_error(error)
    if not isinstance(driver_error, psycopg.Error):
        return False
    state = driver_error.sqlstate
    if state is None:
        return isinstance(driver_error, psycopg.OperationalError)
    return state in TRANSIENT or state.startswith("08")


def _unknown(error: DeadlineExceeded | CallCancelled) -> OutcomeUnknown:
    place = error.path if isinstance(error, DeadlineExceeded) else f"documentation session {error.id}"
    what = "the change was being committed when the call ended: read the session to see whether it was"
    return OutcomeUnknown(what, path=place)


def _told(error: Exception) -> Exception:
    """Return what the caller is told of a failure that does not pass."""
    cause = _driver_error(error)
    state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
    if state in _NOT_MIGRATED:
        return SchemaUnversioned(f"the tables are not there: migrate the database ({_line(cause)})")
    return DatabaseUnavailable(f"the database refuses: {_line(cause)} (SQLSTATE {state})")


def _driver_error(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _log_failure(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.debug("attempt %d failed, trying again: %s", state.attempt_number + 1, error)
