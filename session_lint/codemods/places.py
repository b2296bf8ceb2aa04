"""Where in its function a call stands that needs a scope, and whether a scope can stand around just that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import libcst as cst
from msgspec import Struct

from session_lint.codemods.children import children
from session_lint.codemods.clauses import suites
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk
from session_lint.facts.values import Span

Head = Literal["test", "iter", "subject"]
_NAMED = "give what it answers a name in a statement of its own before"


class Place(Struct, frozen=True, eq=False):
    """Where a call stands: its statement, and the nodes that lead from there down to it, the call last."""

    statement: Statement
    way: tuple[cst.CSTNode, ...]

    @property
    def is_simple(self) -> bool:
        """Whether its statement has no blocks."""
        return isinstance(self.statement, cst.SimpleStatementLine)

    @property
    def head(self) -> Head | None:
        """What of a compound statement holds the call and can be evaluated before; None where nothing can."""
        match self.statement:
            case cst.If(test=head) if head is self.way[0]:
                return "test"
            case cst.For(iter=head, asynchronous=None) if head is self.way[0]:
                return "iter"
            case cst.Match(subject=head) if head is self.way[0]:
                return "subject"
            case _:
                return None

    @property
    def is_repeated(self) -> bool:
        """Whether the call runs later than its expression: for each item, or when a function is called."""
        return any(isinstance(node, (cst.GeneratorExp, cst.Lambda)) for node in self.way)

    @property
    def is_asked(self) -> bool:
        """Whether only a method of what the call answers is called, and it is kept nowhere: ``Manager().count()``."""
        match self.way:
            case [*_, cst.Call(func=function), cst.Attribute() as attribute, _]:
                return function is attribute
            case _:
                return False

    @property
    def blocks(self) -> Iterator[cst.CSTNode]:
        """Everything in the statement's blocks."""
        for suite in suites(self.statement):
            yield from walk(suite)

    @property
    def own(self) -> Iterator[cst.CSTNode]:
        """Everything in the statement but for its blocks, with the lambdas."""
        waiting: list[cst.CSTNode] = [self.statement]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [child for child in children(node) if not isinstance(child, cst.BaseSuite)]


def place_of(body: Sequence[Statement], source: Source, call: Span) -> Place | None:
    """Return where a call stands in a body; None for one in a function or class inside of it.

    Args:
        body: the statements of a function or module.
        source: its file.
        call: the call.
    """
    for statement in body:
        is_definition = isinstance(statement, (cst.FunctionDef, cst.ClassDef))
        span = source.span(statement)
        # The place of a definition begins behind its decorators.
        if span is not None and not is_definition and not span.line <= call.line <= span.end_line:
            continue
        way = _way(statement, source, call)
        if way is not None:
            return Place(statement, way)
        for suite in () if is_definition else suites(statement):
            if (found := place_of(statements(suite), source, call)) is not None:
                return found
    return None


def _way(node: cst.CSTNode, source: Source, call: Span) -> tuple[cst.CSTNode, ...] | None:
    if isinstance(node, cst.Call) and source.span(node) == call:
        return ()
    for child in children(node):
        if not isinstance(child, cst.BaseSuite) and (rest := _way(child, source, call)) is not None:
            return (child, *rest)
    return None


def is_quiet(place: Place) -> bool:
    """Tell whether nothing in an ``if`` or ``for`` rolls a scope around it back, or waits in it."""
    match place.statement:
        case cst.If() | cst.For(asynchronous=None):
            return not any(isinstance(one, (cst.Raise, cst.Yield, cst.Await)) for one in place.blocks)
        case _:
            return False


def refuse_around(place: Place, *, writes: bool, is_test: bool, waits: bool) -> None:
    """Raise where a scope around a simple statement would last too long, undo work, or take in another statement.

    Args:
        place: the call.
        writes: whether what is called may leave something in a transaction.
        is_test: whether it stands in a test, which is over when it fails.
        waits: whether the scope may stay open while a generator waits.

    Raises:
        Uncertain: with what is to be done.
    """
    assert isinstance(place.statement, cst.SimpleStatementLine)
    if len(place.statement.body) > 1:
        raise Uncertain("several statements stand on its line: give each a line of its own")
    statement = place.statement.body[0]
    if not waits and any(isinstance(one, cst.Yield) for one in place.own):
        raise Uncertain(f"the scope would stay open while the generator waits: {_NAMED}")
    if writes and (isinstance(statement, cst.Raise) or (isinstance(statement, cst.Assert) and not is_test)):
        what = "'raise'" if isinstance(statement, cst.Raise) else "'assert'"
        raise Uncertain(f"the {what} would roll back what it did: {_NAMED}")


def immovable(place: Place) -> str:
    """Return why nothing but a scope around the whole statement would do, and what to do instead."""
    match place.statement:
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            return runs_where_defined(name.value)
        case cst.While():
            return "its 'while' asks it again for every turn: call it in the loop, and leave the loop by 'break'"
        case cst.If():
            return "it stands in an 'elif': make that an 'else:' with an 'if' of its own in it"
        case cst.With():
            return f"it stands in the head of a 'with': {_NAMED}"
        case cst.Try() | cst.TryStar():
            return f"it stands behind an 'except': {_NAMED}"
        case cst.Match():
            return f"it stands in a 'case', or runs later than the head of its 'match': {_NAMED}"
        case _:
            return f"the loop would run in its scope, with all that stands in it: {_NAMED}"


def runs_where_defined(name: str) -> str:
    """Return why a call cannot have a scope that stands in a definition and in no function of it."""
    return f"it runs where {name!r} is defined, and no scope can stand there: {_NAMED}"
