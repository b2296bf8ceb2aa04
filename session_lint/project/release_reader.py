"""Which of a function's own sessions are ended by it, or given to somebody who may end them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, Function, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Call,
    Comprehension,
    Display,
    Expression,
    Lambda,
    Mapping,
    Name,
    Span,
    Subscript,
)
from session_lint.project.held import Holding, State
from session_lint.project.lifetimes import Handing, Lifetimes
from session_lint.project.modules import bindings
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope
from session_lint.project.usage import reads, taken_by
from session_lint.project.values import Values

_ENDS_BY_NAME = re.compile(r"clos|clean|teardown|tear_down|dispose|finali[sz]e|shutdown|release|remove", re.IGNORECASE)
_ENDS = frozenset({"close", "aclose"})


class ReleaseReader:
    """Reads where sessions that the function made leave its hands.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        found: where it is written down.
    """

    def __init__(self, values: Values, scope: Scope, found: Lifetimes) -> None:
        self._values = values
        self._scope = scope
        self._found = found

    def statement(self, statement: Statement, state: State) -> None:
        """Read a statement that may give a session away: a return, a store, a nested function that uses it."""
        match statement:
            case Return() if statement.value is not None:
                self._released(statement.value, state)
            case Bind() if statement.value is not None:
                if any(isinstance(target, (Attribute, Subscript)) for target in statement.targets) or isinstance(
                    statement.value, (Display, Mapping, Comprehension)
                ):
                    self._released(statement.value, state)
            case Define():
                for parameter in statement.function.parameters:
                    if parameter.default is not None:
                        self._released(parameter.default, state)
                for name, holding in state.held.items():
                    if captures(statement.function, name):
                        self._found.released |= _sites(holding)
            case _:
                pass

    def expression(self, expression: Expression, state: State) -> None:
        """Read an expression that may give a session away: an argument, a lambda, ``session.close`` as a value."""
        match expression:
            case Call():
                for argument in expression.arguments:
                    if isinstance(argument.value, Attribute) and argument.value.name in _ENDS:
                        self._found.released |= _sites(self._values.of(argument.value.value, self._scope, state))
                    if isinstance(argument.value, (Display, Mapping)) and self._may_end(expression):
                        self._released(argument.value, state)
                    for site in self._handed(argument.value, state):
                        if self._may_end(expression):
                            self._found.released.add(site)
                        else:
                            self._hand_on(expression, site)
            case Lambda():
                self._found.released |= {site for part in walk.expressions(expression.body) for site in
                                         self._handed(part, state)}  # fmt: skip
            case _:
                pass

    def _released(self, value: Expression, state: State) -> None:
        waiting = [value]
        while waiting:
            part = waiting.pop()
            sites = set(self._handed(part, state))
            self._found.released |= sites
            if not sites and not isinstance(part, (Attribute, Call)):
                waiting += walk.children(part)

    def _handed(self, value: Expression, state: State) -> Iterator[Span]:
        if isinstance(value, (Name, Attribute, Call)):
            yield from _sites(self._values.of(value, self._scope, state))

    def _may_end(self, call: Call) -> bool:
        meant = self._values.meant(call.function, self._scope)
        if isinstance(meant, FunctionSymbol):
            return False
        name = walk.dotted(call.function).rpartition(".")[2]
        if isinstance(meant, ClassSymbol) or name[:1].isupper() or _ENDS_BY_NAME.search(name):
            return True
        return isinstance(call.function, Attribute) and meant is None  # stack.push(session), sessions.append(session)

    def _hand_on(self, call: Call, site: Span) -> None:
        meant = self._values.meant(call.function, self._scope)
        if not isinstance(meant, FunctionSymbol):
            return
        for argument in call.arguments:
            taken = taken_by(meant, call, argument)
            if taken is not None:
                self._found.handings.append(Handing(site, meant, taken.name))


def captures(function: Function, name: str) -> bool:
    """Tell whether a nested function reads a name of the function around it."""
    if any(parameter.name == name for parameter in function.parameters) or not reads(function.body, name):
        return False
    table, _ = bindings(function.body, "", False)
    return name not in table


def _sites(holding: Holding) -> set[Span]:
    return {held.site for held in holding if held.kind == "session" and held.origin == "own" and held.site is not None}
