"""What is to be done with one rollback of a service: decided by its ``try``."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst
from msgspec import Struct

from session_lint.codemods.commits import Commits
from session_lint.codemods.ending_edits import FLUSH, Action
from session_lint.codemods.folding import dotted
from session_lint.codemods.refusals import refuse_begun
from session_lint.codemods.savepoint_extent import savepoint_of
from session_lint.codemods.savepoints import Savepoint
from session_lint.codemods.session_calls import is_call_of, rolls_back
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Standing
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import is_read, walk
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction
from session_lint.project.lifetimes import Ending

_CONNECTION = frozenset({
    "OperationalError", "DBAPIError", "InterfaceError", "DisconnectionError", "PendingRollbackError", "TimeoutError",
    "InvalidRequestError", "StaleDataError", "InternalError",
})  # fmt: skip
"""Failures after which a transaction may be lost as a whole, so that a savepoint cannot be returned to."""

_CLOSES = frozenset({"close", "reset", "invalidate"})
_HARMLESS = frozenset({"refresh", "commit", "flush", "expire", "expire_all", "expunge"})


class SavepointChange(Struct, frozen=True):
    """A ``try`` that gets a savepoint: where it stands, how, and the commits and rollbacks in it that change.

    ``rollbacks`` is how many of these are rollbacks.
    """

    statement: Span
    savepoint: Savepoint
    calls: dict[Span, Action]
    rollbacks: int


class Rollbacks:
    """Decides on rollbacks.

    Args:
        commits: decides on the commits beside them.
        sources: the project's files.
    """

    def __init__(self, commits: Commits, sources: Sources) -> None:
        self._commits = commits
        self._sources = sources

    def change(self, function: ProjectFunction, ending: Ending, gone: Collection[Span] = ()) -> SavepointChange:
        """Return the change of the ``try`` in whose handler a rollback stands.

        Args:
            function: whose rollback it is.
            ending: the rollback.
            gone: the rollbacks that go already, such as those of a ``try`` inside this one.

        Raises:
            Uncertain: when it cannot be said for certain.
        """
        session = self._commits.session(function, ending.sessions, ending.words)
        refuse_begun(self._commits.tree(self._commits.owner(function, session)), session)
        found = self._commits.standing(function, ending.span)
        inner = found.around[-1] if found.around else None
        if inner is not None and isinstance(inner.statement, cst.TryStar):
            raise Uncertain("except* handles parts of what failed: put what may fail into begin_nested()")
        if inner is None or inner.handler is None:
            raise Uncertain("it stands in no handler of its own: whether all is undone, the owner decides")
        assert isinstance(inner.statement, cst.Try)
        span = self._sources.of(function.path).span(inner.statement)
        assert span is not None
        calls: dict[Span, Action] = {}
        for handler in inner.statement.handlers:
            calls |= self._of_handler(function, handler, session)
        rollbacks = len(calls)
        if ending.span not in calls:
            raise Uncertain("it is part of something larger")
        self._refuse_block(function, inner.statement, session, gone)
        calls |= self._commits_in(function, inner.statement, session)
        is_async = function.symbol.function.is_async and any(
            isinstance(part, cst.Await) and _is_rollback(part.expression, session) for part in walk(inner.statement)
        )
        savepoint = savepoint_of(self._commits.tree(function), inner.statement, session, is_async=is_async)
        return SavepointChange(span, savepoint, calls, rollbacks)

    def _of_handler(self, function: ProjectFunction, handler: cst.ExceptHandler, session: str) -> dict[Span, Action]:
        source = self._sources.of(function.path)
        body = statements(handler.body)
        ends = bool(body) and isinstance(body[-1], cst.SimpleStatementLine) and isinstance(body[-1].body[-1], cst.Raise)
        names = (
            {part.value for part in walk(handler.type) if isinstance(part, cst.Name)}
            if handler.type is not None
            else set[str]()
        )
        if not rolls_back(handler, session):
            if not ends:
                raise Uncertain(
                    "another handler of the same try goes on without a rollback: a savepoint would undo its work too"
                )
            return {}
        if names & _CONNECTION:
            raise Uncertain(
                f"{sorted(names & _CONNECTION)[0]} may have ended the whole transaction, and with it any savepoint"
            )
        calls: dict[Span, Action] = {}
        for statement in body:
            for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
                call = _rollback(small, session)
                span = source.span(call) if call is not None else None
                if span is not None:
                    calls[span] = ()
            if calls:
                break
            if is_read(statement, session):
                raise Uncertain("what the handler does before it would not be undone any more")
        if sum(_is_rollback(part, session) for part in walk(handler)) > len(calls):
            raise Uncertain("the handler rolls back here or there")
        if ends and any(is_call_of(part, session, frozenset({"commit"})) for part in walk(handler)):
            raise Uncertain("the handler commits before it raises, and would commit half of its caller's work")
        return calls

    def _commits_in(self, function: ProjectFunction, statement: cst.Try, session: str) -> dict[Span, Action]:
        calls: dict[Span, Action] = {}
        body = statements(statement.body)
        for commit in function.foreign_commits:
            found = (
                self._commits.standing(function, commit.span) if self._is_in(function, statement, commit.span) else None
            )
            if found is None or (found.around[-1].statement is not statement and not self._around(found, statement)):
                continue
            if commit.receiver != session:
                raise Uncertain(f"{commit.receiver} is committed in the same try")
            decision = self._commits.decision(function, commit, undone=statement)
            last = found.statement is body[-1] or found.around[-1].part == "else"
            if found.around[-1].statement is not statement:
                raise Uncertain("a commit in the same try depends on something")
            if found.around[-1].part == "body" and any(_works(one, session) for one in body[len(found.before) + 1 :]):
                raise Uncertain("it commits in the midst of its try, and that work stays whatever fails after it")
            # The end of a savepoint flushes, but lets the session forget nothing.
            calls[commit.span] = () if last and decision.action == FLUSH else decision.action
        return calls

    def _is_in(self, function: ProjectFunction, statement: cst.Try, span: Span) -> bool:
        source = self._sources.of(function.path)
        suites = [statement.body, *([statement.orelse.body] if statement.orelse is not None else [])]
        return any(
            isinstance(part, (cst.Call, cst.Name)) and source.span(part) == span for one in suites for part in walk(one)
        )

    def _refuse_block(
        self, function: ProjectFunction, statement: cst.Try, session: str, gone: Collection[Span]
    ) -> None:
        source = self._sources.of(function.path)
        for part in walk(statement.body):
            if isinstance(part, cst.Yield):
                raise Uncertain("its try hands out values in between, and the savepoint would stay open meanwhile")
            if _is_rollback(part, session) and source.span(part) not in gone:
                raise Uncertain("its try rolls back itself")
            if is_call_of(part, session, _CLOSES):
                raise Uncertain("its try closes the session, and with it any savepoint")

    def _around(self, found: Standing, statement: cst.Try) -> bool:
        return any(one.statement is statement for one in found.around)


def _works(statement: Statement, session: str) -> bool:
    for part in walk(statement):
        match part:
            case cst.Call(func=cst.Attribute(value=receiver, attr=method)) if dotted(receiver) == session:
                if method.value not in _HARMLESS:
                    return True
            case cst.Arg(value=cst.Name(value=name)) if name == session:
                return True
            case cst.AssignTarget(target=cst.Attribute()) | cst.AugAssign(target=cst.Attribute()):
                return True
            case _:
                pass
    return False


def _rollback(small: cst.BaseSmallStatement, session: str) -> cst.Call | None:
    value = small.value if isinstance(small, cst.Expr) else None
    call = value.expression if isinstance(value, cst.Await) else value
    return call if isinstance(call, cst.Call) and _is_rollback(call, session) else None


def _is_rollback(part: cst.CSTNode, session: str) -> bool:
    return is_call_of(part, session, frozenset({"rollback"}))
