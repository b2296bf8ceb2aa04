"""Every call of the project by the name that it calls, and which untyped parameters are handed on to which."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Class, Define, DefineClass, Function, Statement
from session_lint.facts.values import Attribute, Call, Comprehension, Expression, Lambda, Name, Parameter
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope, Symbol
from session_lint.project.usage import is_static, taken_by

Key = tuple[str, str, int]
Slot = tuple[Key, str]
"""A parameter: its function's key, and its name."""


class Handing(Struct, frozen=True):
    """A parameter that is handed on as it is: ``giver`` to ``taker``, in a call (by its identity) of ``words``."""

    giver: Slot
    taker: Slot
    words: str
    call: int


class Handings:
    """Reads all calls, once.

    Args:
        names: resolves what is called.
        untyped: every parameter that no type tells anything about; only these are followed.
    """

    def __init__(self, names: Names, untyped: dict[Slot, Parameter]) -> None:
        self._names = names
        self._untyped = untyped
        self._calls: dict[str, list[tuple[Scope, Call]]] = {}
        self._sites: dict[str, dict[Key, list[tuple[Scope, Call]]]] = {}
        self.all: list[Handing] = []
        self.rebound: set[Slot] = set()
        """The parameters whose name means something else in a part of the function, or whose type is asked for."""
        for module in names.modules:
            self._read(module.facts.body, Scope(module), {})

    def calls_of(self, symbol: FunctionSymbol) -> list[tuple[Scope, Call]]:
        """Return the calls that certainly call a function, with the scopes that they stand in."""
        owner = symbol.owner
        name = owner.definition.name if owner and symbol.function.name == "__init__" else symbol.function.name
        sites = self._sites.get(name)
        if sites is None:
            sites = self._sites[name] = {}
            for scope, call in self._calls.get(name, ()):
                called = self.called(call, scope)
                if called is not None:
                    sites.setdefault(called.key, []).append((scope, call))
        return sites.get(symbol.key, [])

    def called(self, call: Call, scope: Scope) -> FunctionSymbol | None:
        """Return the project's function that a call calls by its name, or on ``self``; a class's is ``__init__``."""
        found = self._names.resolve(call.function, scope) or self._of_own_class(call.function, scope)
        if isinstance(found, ClassSymbol):
            found = self._names.class_member(found, "__init__")
        return found if isinstance(found, FunctionSymbol) else None

    def _read(self, body: tuple[Statement, ...], scope: Scope, seen: dict[str, Slot]) -> None:
        for statement in walk.statements(body):
            for part in walk.parts(statement):
                for expression in walk.expressions(part):
                    if isinstance(expression, Call):
                        self._call(expression, scope, seen)
                    elif seen:
                        self.rebound.update(seen[name] for name in _hidden(expression) if name in seen)
            if isinstance(statement, Define):
                inner = scope.inside(statement.function)
                self._read(statement.function.body, inner, self._seen(statement.function, scope, seen))
            elif isinstance(statement, DefineClass):
                self._read(statement.definition.body, scope.inside(statement.definition), seen)

    def _seen(self, function: Function, scope: Scope, around: dict[str, Slot]) -> dict[str, Slot]:
        inner = scope.inside(function)
        seen = {name: slot for name, slot in around.items() if not self._names.times_bound(name, inner)}
        key = FunctionSymbol(function, scope).key
        for parameter in function.parameters:
            slot = (key, parameter.name)
            if slot in self._untyped:
                seen[parameter.name] = slot
                if self._names.times_bound(parameter.name, inner) > 1:
                    self.rebound.add(slot)
        return seen

    def _call(self, call: Call, scope: Scope, seen: dict[str, Slot]) -> None:
        function = call.function
        name = function.name if isinstance(function, Attribute) else function.id if isinstance(function, Name) else ""
        if not name:
            return
        self._calls.setdefault(name, []).append((scope, call))
        given = [
            (argument, seen[argument.value.id])
            for argument in call.arguments
            if isinstance(argument.value, Name) and argument.value.id in seen and not argument.star
        ]
        if not given:
            return
        if name == "isinstance":
            self.rebound.update(slot for _, slot in given)
        callee = self.called(call, scope)
        if callee is not None:
            for argument, slot in given:
                taken = taken_by(callee, call, argument)
                if taken is not None:
                    words = f"{walk.dotted(function) or name}()"
                    self.all.append(Handing(slot, (callee.key, taken.name), words, id(call)))

    def _of_own_class(self, function: Expression, scope: Scope) -> Symbol | None:
        # self.method(), cls.method() and super().method(), also in a function inside the method.
        if not isinstance(function, Attribute):
            return None
        for index in range(len(scope.around) - 1, 0, -1):
            method, owner = scope.around[index], scope.around[index - 1]
            if not isinstance(method, Function) or not isinstance(owner, Class):
                continue
            symbol = ClassSymbol(owner, Scope(scope.module, scope.around[: index - 1]))
            match function.value:
                case Name(id=name) if method.parameters and method.parameters[0].name == name:
                    return None if is_static(method) else self._names.class_member(symbol, function.name)
                case Call(function=Name(id="super")):
                    return self._inherited(symbol, function.name)
                case _:
                    return None
        return None

    def _inherited(self, owner: ClassSymbol, name: str) -> Symbol | None:
        for base in self._names.lineage(owner)[1:]:
            if isinstance(base, ClassSymbol) and (member := self._names.class_member(base, name)):
                return member
        return None


def _hidden(expression: Expression) -> Iterator[str]:
    match expression:
        case Comprehension(clauses=clauses):
            for clause in clauses:
                yield from (e.id for e in walk.expressions(clause.target) if isinstance(e, Name))
        case Lambda(parameters=parameters):
            yield from (parameter.name for parameter in parameters)
        case _:
            pass
