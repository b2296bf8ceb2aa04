"""What follows on a commit of a manager: handlers that catch its failure, and exceptions that come after it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import always_raises
from session_lint.codemods.savepoints import Savepoint
from session_lint.codemods.standing import Standing
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk, writes

_FAILURES = frozenset({
    "Exception", "BaseException", "SQLAlchemyError", "StatementError", "DBAPIError", "DatabaseError", "IntegrityError",
    "DataError", "OperationalError", "ProgrammingError", "InternalError", "InterfaceError", "NotSupportedError",
    "InvalidRequestError", "FlushError", "StaleDataError", "PendingRollbackError", "ObjectDeletedError",
})  # fmt: skip
"""What a commit or a flush may raise."""

_ENDS = frozenset({"rollback", "close"})


def caught(statement: cst.Try) -> list[cst.ExceptHandler]:
    """Return the handlers that catch the failure of a commit and do more than to roll back and raise it on."""
    return [one for one in statement.handlers if _catches(one) and not _only_raises_on(one)]


def is_caught(commit: Standing) -> bool:
    """Tell whether a handler around a commit looks at its failure, so that it has to happen there."""
    return any(isinstance(one.statement, cst.Try) and caught(one.statement) for one in commit.tries)


def savepoint(
    statement: cst.Try, commit: cst.Call, found: Standing, above: Sequence[Statement], sessions: set[str]
) -> Savepoint | None:
    """Return the savepoint that a ``try`` needs when the commit in its block goes; None when a flush is enough.

    Whoever raises something else means callers to go on, with a session that is as it was before.

    Args:
        statement: the ``try``; some handler of it catches what the commit raises.
        commit: the commit.
        found: where it stands.
        above: the statements before the ``try``.
        sessions: what the session is called.

    Raises:
        Uncertain: when the handlers go on, or a savepoint cannot take the place of the commit.
    """
    handlers = caught(statement)
    if not all(always_raises(one.body) for one in handlers):
        raise Uncertain("it goes on where its commit fails: with the caller's session that has to be a savepoint")
    if all(_raises_the_same(one) for one in handlers):
        return None
    if not any(one is found.statement for one in statements(statement.body)):
        raise Uncertain("what its commit raises is caught: put what it writes into a savepoint, by begin_nested()")
    if any(isinstance(part, cst.Yield) for part in walk(statement.body)):
        raise Uncertain("its try hands out values in between, and a savepoint would stay open meanwhile")
    if writes(above, sessions):
        raise Uncertain("what is added above the try would be flushed outside of a savepoint: move it into the try")
    is_async = any(isinstance(part, cst.Await) and part.expression is commit for part in walk(found.statement))
    return Savepoint(dotted(commit.func).rpartition(".")[0], is_async=is_async)


def refuse_followed(found: Standing) -> None:
    """Raise when what a commit saved would be undone without it, by an exception that comes later.

    Raises:
        Uncertain: with the reason.
    """
    if raises_something(found.after):
        raise Uncertain("an exception may follow on its commit, with which the owner would undo the work")
    for one in found.around:
        items = one.statement.items if isinstance(one.statement, cst.With) else ()
        if any(isinstance(item.item, cst.Call) and dotted(item.item.func).endswith("suppress") for item in items):
            raise Uncertain("it goes on where its commit fails: with the caller's session that has to be a savepoint")


def raises_something(after: Sequence[Statement]) -> bool:
    """Tell whether statements raise an exception of their own."""
    return any(
        isinstance(part, cst.Raise) and part.exc is not None
        for one in after
        for part in walk(one, into_functions=False)
    )


def _catches(handler: cst.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = handler.type.elements if isinstance(handler.type, cst.Tuple) else ()
    kinds = [one.value for one in named] or [handler.type]
    names = [dotted(one).rpartition(".")[2] for one in kinds]
    return any(name in _FAILURES or name.isupper() or not name for name in names)


def _only_raises_on(handler: cst.ExceptHandler) -> bool:
    left = [one for one in statements(handler.body) if not _ends(one)]
    return len(left) == 1 and _is_bare_raise(left[0])


def _raises_the_same(handler: cst.ExceptHandler) -> bool:
    return (
        _is_bare_raise(statements(handler.body)[-1])
        and sum(isinstance(part, cst.Raise) for part in walk(handler.body)) == 1
    )


def _is_bare_raise(statement: Statement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(small, cst.Raise) and small.exc is None for small in statement.body
    )


def _ends(statement: Statement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Await(expression=value) | value)]):
            return isinstance(value, cst.Call) and dotted(value.func).rpartition(".")[2] in _ENDS
        case _:
            return False
