"""Which sessions failed, whose exception was swallowed, and that are used on all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from session_lint.facts import walk
from session_lint.facts.program import Branch, Enter, Handler, Jump, Raise, Return, Statement
from session_lint.facts.values import Attribute, Call, Expression, Span
from session_lint.facts.words import written
from session_lint.project.held import Held, State
from session_lint.project.lifetimes import Failure, Lifetimes, Reuse, Use

ERRORS = frozenset({
    "IntegrityError", "SQLAlchemyError", "DBAPIError", "OperationalError", "DatabaseError", "DataError",
    "InterfaceError", "InternalError", "ProgrammingError", "NotSupportedError", "StatementError",
    "PendingRollbackError", "FlushError", "StaleDataError", "UniqueViolation", "ForeignKeyViolation",
})  # fmt: skip
"""The exceptions that leave a session failed, by their last name."""

_BROAD = frozenset({"", "Exception", "BaseException"})
WRITES = frozenset({
    "flush", "commit", "execute", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "merge",
})  # fmt: skip
"""What sends statements, so that a broad handler stands for a failed one."""

_HARMLESS = frozenset({
    "add", "add_all", "expunge", "expunge_all", "close", "aclose", "rollback", "reset", "invalidate", "remove",
    "expire", "expire_all", "in_transaction", "in_nested_transaction", "get_bind", "is_modified", "begin",
    "begin_nested", "query", "get_transaction", "get_nested_transaction", "configure",
})  # fmt: skip
_MENDS = re.compile(
    r"roll_?back|recover|restore|clean|undo|reset|close|abort|invalidate|remove|dispose|exit|fail\b", re.IGNORECASE
)


class FailureReader:
    """Follows failed sessions through a function's states.

    Args:
        found: where the uses are, and where it is written down.
    """

    def __init__(self, found: Lifetimes) -> None:
        self._found = found
        self._reported: set[Span] = set()

    def caught(self, handler: Handler, tried: list[Use], depth: int, state: State) -> None:
        """Mark what failed in a ``try`` as failed in the state in which its handler begins.

        Args:
            handler: the handler.
            tried: the uses in the block that was tried.
            depth: how many savepoints and scopes are around the ``try``.
            state: the state in which the handler begins.
        """
        if mends(handler.body):
            return
        names, raises = errors(handler.type), _always_raises(handler.body)
        if raises:  # what is done in the handler fails where the session has failed; another exception tells nothing
            names = [name for name in names if name in ERRORS]
        self._failed(names, handler.span, tried, depth, state, swallowed=not raises)

    def suppressed(self, call: Call, span: Span, tried: list[Use], depth: int, state: State) -> None:
        """Mark what failed in ``with suppress(…):`` as failed in the state after it."""
        names = [name for argument in call.arguments for name in errors(argument.value)]
        self._failed(names, span, tried, depth, state)

    def _failed(
        self, names: list[str], span: Span, tried: list[Use], depth: int, state: State, swallowed: bool = True
    ) -> None:
        caught = [name for name in names if name in ERRORS or name in _BROAD]
        if not caught:
            return
        risky = failing(any(name in ERRORS for name in caught), [use for use in tried if use.depth <= depth])
        if risky:
            error = caught[0] or "every exception"
            causes = tuple(sorted(risky, key=lambda use: use.span))
            state.failed |= {Failure(span, error, causes[0], causes, swallowed)}

    def used(self, use: Use, state: State) -> None:
        """Read a use: an end mends, everything else is done with a failed session."""
        if not state.failed:
            return
        for failure in list(state.failed):
            if not same(failure.cause, use):
                continue
            state.failed -= {failure}
            if not use.method or use.method not in _HARMLESS or use.method in ("query", "begin_nested"):
                self._reuse(failure, use)
            elif use.method in ("add", "add_all", "expunge", "in_transaction", "is_modified", "get_bind"):
                state.failed |= {failure}  # nothing is sent yet

    def made_anew(self, site: Span, state: State) -> None:
        """Forget failures of a session that is made anew at the same place, in the next turn of a loop."""
        state.failed = frozenset(
            failure for failure in state.failed if all(held.site != site for held in failure.cause.sessions)
        )

    def _reuse(self, failure: Failure, use: Use) -> None:
        if failure.span not in self._reported:
            self._reported.add(failure.span)
            self._found.reuses.append(Reuse(failure, use))


def mends(body: tuple[Statement, ...]) -> bool:
    """Tell whether a block may mend a failed session: rolls something back, closes it, or calls what is named so."""
    return any(
        isinstance(part, Call) and _MENDS.search(_called(part.function)) is not None
        for part in walk.own_expressions(body)
    )


def failing(known: bool, tried: list[Use]) -> list[Use]:
    """Return which uses may have left their session failed.

    Args:
        known: whether an exception of SQLAlchemy's was caught; otherwise only what sends statements may.
        tried: the uses in the block that was tried.
    """
    risky = [use for use in tried if use.method in WRITES]
    risky += [use for use in tried if use.callee is not None]
    if known:
        risky += [use for use in tried if use.method and use.method not in _HARMLESS]
    return risky


def _always_raises(body: tuple[Statement, ...]) -> bool:
    if any(isinstance(statement, (Return, Jump)) for statement in walk.statements(body)):
        return False
    match body[-1] if body else None:
        case Raise():
            return True
        case Branch() as last:
            return _always_raises(last.body) and _always_raises(last.orelse)
        case Enter() as last:
            return _always_raises(last.body)
        case _:
            return False


def errors(kind: Expression | None) -> list[str]:
    """Return the last names of the exceptions that a handler takes; an empty one for ``except:``."""
    words = written(kind).strip("()")
    return (
        [word.strip().rpartition(".")[2] for word in words.split(",")]
        if kind is not None and words
        else ([""] if kind is None else [])
    )


def same(first: Use, second: Use) -> bool:
    """Tell whether two uses are of the same session."""
    shared = _keys(first.sessions) & _keys(second.sessions)
    if not shared:
        return False
    return first.words == second.words or any(origin in ("parameter", "own") for origin, *_ in shared)


def _keys(sessions: Iterable[Held]) -> set[tuple[str, str, Span | None]]:
    return {(held.origin, held.parameter, held.site) for held in sessions}


def _called(function: Expression) -> str:
    return function.name if isinstance(function, Attribute) else walk.dotted(function)
