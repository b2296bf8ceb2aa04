"""How long an object that is made with a session lives in its function: as long as its scope has to last."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.source import Source
from session_lint.codemods.standing import standing
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import binds, read_names, walk
from session_lint.facts.values import Span


def lifetime(function: cst.FunctionDef, source: Source, call: Span, *, is_fixture: bool) -> list[Statement]:
    """Return the neighbouring statements in which an object is made and used.

    Args:
        function: the function that it is made in.
        source: the file.
        call: the call that makes it.
        is_fixture: whether what the function yields is used while the function waits.

    Raises:
        Uncertain: when the object may live longer than its function or block.
    """
    found = standing(function, source, call)
    if found is None:
        raise Uncertain("it stands in a function inside, or in a clause: open a scope there")
    block = found.around[-1].block if found.around else statements(function.body)
    rest = [*block[len(found.before) + 1 :]]
    held = _Holding(source, call, is_fixture=is_fixture)
    held.see(found.statement)
    last = 0
    for index, statement in enumerate(rest, start=1):
        if held.names & read_names(statement):
            held.see(statement)
            last = index
    near = {id(one) for one in (found.statement, *rest, *(around.statement for around in found.around))}
    if any(held.names & read_names(one) for one in found.after if id(one) not in near):
        raise Uncertain("what is made lives longer than its block: open a scope around all that uses it")
    return [found.statement, *rest[:last]]


class _Holding:
    # The names that hold what was made, and what holds that.
    def __init__(self, source: Source, call: Span, *, is_fixture: bool) -> None:
        self.names: set[str] = set()
        self._source = source
        self._call = call
        self._is_fixture = is_fixture

    def see(self, statement: Statement) -> None:
        for part in walk(statement):
            match part:
                case cst.Assign(value=value) if self._holds(value):
                    for target in part.targets:
                        self._bind(target)
                case cst.AnnAssign(value=value) | cst.NamedExpr(value=value) if value is not None:
                    if self._holds(value):
                        self._bind(part)
                case cst.Return(value=value) if value is not None and self._holds(value):
                    raise Uncertain("it is returned, and used where its session would be closed: hand a session in")
                case cst.Yield() if self._holds(part) and not self._is_fixture:
                    raise Uncertain("it is handed out by a generator: hand a session in")
                case cst.FunctionDef() | cst.Lambda() | cst.ClassDef() if self.names & read_names(part):
                    raise Uncertain("a function inside uses it, perhaps later: open a scope where it does")
                case _:
                    pass

    def _bind(self, target: cst.CSTNode) -> None:
        names = [*binds(target)]
        if not names:
            raise Uncertain("it is kept on an object that outlives the statement: open a scope where it is used")
        self.names.update(names)

    def _holds(self, value: cst.CSTNode) -> bool:
        """Tell whether a value is what was made, or an object that was given it."""
        for part, called in _values(value):
            span = self._source.span(part)
            held = isinstance(part, cst.Name) and part.value in self.names
            if not called and (held or (span is not None and span == self._call)):
                return True
        return False


def _values(value: cst.CSTNode, called: bool = False) -> Iterator[tuple[cst.CSTNode, bool]]:
    """Yield the expressions of which a value is made, each with whether only what it answers is meant.

    A class keeps what it is given; a function is thought to answer with something else.
    """
    yield value, called
    match value:
        case cst.Attribute(value=inner):
            yield from _values(inner, True)
        case cst.Call(func=function, args=arguments):
            keeps = dotted(function).rpartition(".")[2][:1].isupper()
            for argument in arguments:
                yield from _values(argument.value, called or not keeps)
            yield from _values(function, True)
        case cst.Subscript(value=inner):
            yield from _values(inner, called)
        case cst.Comparison() | cst.Lambda() | cst.FormattedString():
            pass
        case _:
            for child in value.children:
                yield from _values(child, called)
