"""One file's bytes to its facts: the only door between LibCST and the rest of the house."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from session_lint.facts.values import FileFacts
from session_lint.source.nesting import STACK_BYTES
from session_lint.source.text import Unreadable, decode

_RECURSION = 100_000

_T = TypeVar("_T")


def extract(data: bytes) -> FileFacts:
    """Return what a file's bytes say; a file that cannot be parsed gives facts that say why, never an exception.

    To be called through :func:`with_deep_stack`.
    """
    from session_lint.facts.expressions import Expressions
    from session_lint.facts.parse import parse
    from session_lint.facts.statements import Statements

    try:
        module, places = parse(decode(data).text)
        return FileFacts(Statements(Expressions(places)).block(module))
    except Unreadable as error:
        return FileFacts(unreadable=(error.reason, error.line, error.column))
    except RecursionError:
        return FileFacts(unreadable=("nests too deeply", 1, 1))


def with_deep_stack(work: Callable[[], _T]) -> _T:
    """Run work in a thread whose stack holds the deepest tree that we parse, and return what it returns.

    Raises:
        Exception: whatever the work raises.
    """
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    limit = sys.getrecursionlimit()
    before = threading.stack_size(STACK_BYTES)
    try:
        sys.setrecursionlimit(max(limit, _RECURSION))
        thread = threading.Thread(target=run, name="session-lint parser")
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
