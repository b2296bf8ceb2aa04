"""A stack that holds the deepest tree that we read: for parsing, storing and following it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from session_lint.garbage import seldom_collected
from session_lint.source.nesting import STACK_BYTES

_RECURSION = 100_000

_T = TypeVar("_T")


def with_deep_stack(work: Callable[[], _T]) -> _T:
    """Run work in a thread whose stack holds the deepest tree that we parse, and return what it returns.

    Raises:
        Exception: whatever the work raises.
    """
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with seldom_collected():
                results.append(work())
        except BaseException as error:
            errors.append(error)

    limit = sys.getrecursionlimit()
    before = threading.stack_size(STACK_BYTES)
    try:
        sys.setrecursionlimit(max(limit, _RECURSION))
        thread = threading.Thread(target=run, name="session-lint", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
