"""Structured records in the log: the message is a JSON object, and its values stand below one key of the record."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping


def json_logger(name: str) -> logging.Logger:
    """Return a logger for JSON objects; where nobody asks for the log, warnings do not go to standard error."""
    log = logging.getLogger(name)
    log.addHandler(logging.NullHandler())
    return log


def write_object(
    log: logging.Logger, level: int, first: Mapping[str, object], values: Mapping[str, object] | None = None
) -> None:
    """Write one object.

    Args:
        log: the logger, by whose name handlers find the values: `record.bakery` on the logger `bakery`.
        level: as `logging` has it.
        first: what stands first, and is replaced by no value of the same name.
        values: whatever else JSON can hold.
    """
    if not log.isEnabledFor(level):
        return
    record = {**first, **(values or {}), **first}
    # Under one key of its own: names such as "name", "args" or "message" belong to LogRecord, and raise KeyError there.
    log.log(level, "%s", json.dumps(record, ensure_ascii=False), extra={log.name: record})
