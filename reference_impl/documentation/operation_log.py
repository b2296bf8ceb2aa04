"""What is logged of changes: operation, session and outcome, as JSON on the logger `documentation`."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from reference_impl.database import DatabaseError
from reference_impl.documentation.errors import DocumentationError
from reference_impl.json_log import json_logger, write_object

Outcome = Literal["success", "refused", "error"]

_log = json_logger("documentation")


@contextmanager
def operation(name: str, id: UUID) -> Generator[None]:
    """Log how a change ends; a success is logged when it is committed.

    Args:
        name: what is done, as the manager's method is called.
        id: of the session.
    """
    try:
        yield
    except DocumentationError as error:
        _write(logging.WARNING, name, "refused", session_id=str(id), reason=str(error))
        raise
    except DatabaseError as error:
        _write(logging.ERROR, name, "error", session_id=str(id), reason=str(error))
        raise
    _write(logging.INFO, name, "success", session_id=str(id))


def log_expired(count: int) -> None:
    """Log that sessions were expired; nothing where there were none."""
    if count:
        _write(logging.INFO, "expire_sessions", "success", sessions=count)


def log_failure(name: str, error: Exception) -> None:
    """Log that something failed in the background, which will be tried again."""
    _write(logging.WARNING, name, "error", reason=str(error))


def _write(level: int, name: str, outcome: Outcome, **values: str | int) -> None:
    write_object(_log, level, {"operation": name, "outcome": outcome}, values)
