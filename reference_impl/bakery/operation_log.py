"""One format for what the services do: operation, entities, quantities, costs and outcome, as structured records.

A service stages: its work is in the caller's transaction, and may yet be rolled back. So what it logs is "staged"; a
"success" is logged after the commit of the session that was handed in, and a rollback leaves only the "staged".

    with operation("record_production", session=session, event_id=7) as log:
        ...
        log.add(production_run_id=run.id, cost=run.cost)
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from reference_impl.bakery.errors import BakeryError
from reference_impl.bakery.exact import plain
from reference_impl.json_log import json_logger, write_object

Outcome = Literal["staged", "success", "validation failure", "error"]
Value = str | int | bool | Decimal | None

_log = json_logger("bakery")


@dataclass
class Operation:
    """An operation that is under way, and what is known of it.

    Attributes:
        name: what is done, as the service's function is called.
        values: entity ids, quantities and costs; `event_id`, `production_run_id` and `assembly_run_id` are called so
            everywhere.
    """

    name: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])

    def add(self, **values: Value) -> None:
        """Add what has become known."""
        self.values.update(values)


@contextmanager
def operation(name: str, /, *, session: Session, **values: Value) -> Generator[Operation]:
    """Log how an operation ends.

    Args:
        name: what is done.
        session: the caller's session; after its commit the success is logged.
        values: what is known at the beginning.
    """
    under_way = Operation(name, values)
    try:
        yield under_way
    except BakeryError as error:
        _write(under_way, "validation failure", logging.WARNING, reason=str(error))
        raise
    except Exception as error:
        _write(under_way, "error", logging.ERROR, reason=f"{type(error).__name__}: {error}")
        raise
    _write(under_way, "staged", logging.DEBUG)
    _after_commit(session, under_way)


_STAGED = "bakery.operations"  # the key, in a session's info, of what is logged when it commits


@dataclass
class _Staged:
    """What was done, and the transaction or savepoint that it was done in."""

    operation: Operation
    transaction: SessionTransaction | None


def _after_commit(session: Session, done: Operation) -> None:
    """Log the success when the transaction that the work was done in is committed, nothing when it is rolled back."""
    if _STAGED not in session.info:
        session.info[_STAGED] = []
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_soft_rollback", _rolled_back)
    session.info[_STAGED].append(_Staged(done, session.get_nested_transaction() or session.get_transaction()))


def _committed(session: Session) -> None:
    staged: list[_Staged] = session.info[_STAGED]
    savepoint = session.get_nested_transaction()
    if savepoint is not None:  # released: what was done in it belongs to what is around it
        for each in staged:
            if each.transaction is savepoint:
                each.transaction = savepoint.parent
        return
    session.info[_STAGED] = []
    ended = session.get_transaction()
    for each in staged:
        # What was staged in a transaction that close() ended has no rollback to hear of, and is not committed here.
        if ended is not None and _within(each.transaction, ended):
            _write(each.operation, "success", logging.INFO)


def _rolled_back(session: Session, ended: SessionTransaction) -> None:
    session.info[_STAGED] = [each for each in session.info[_STAGED] if not _within(each.transaction, ended)]


def _within(transaction: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while transaction is not None and transaction is not ended:
        transaction = transaction.parent
    return transaction is ended


def _write(done: Operation, outcome: Outcome, level: int, **more: Value) -> None:
    values = {
        key: plain(value) if isinstance(value, Decimal) else value for key, value in {**done.values, **more}.items()
    }
    write_object(_log, level, {"operation": done.name, "outcome": outcome}, values)
