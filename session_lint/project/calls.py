"""Which function of the project a call calls, and which argument goes to which parameter."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Class
from session_lint.facts.values import Argument, Attribute, Await, Call, Expression, Name
from session_lint.project.held import State
from session_lint.project.names import Names
from session_lint.project.run_for import RunFor
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, Symbol, ValueSymbol
from session_lint.project.usage import is_static
from session_lint.project.values import Values

_PARTIALS = frozenset({"functools.partial", "functools.partialmethod"})
_ALIASES = 8
"""How many aliases of aliases are followed."""


class Target(Struct, frozen=True):
    """What a call calls: ``bound`` tells that its first parameter is the instance or class that it is called on.

    ``given`` are arguments that a ``partial`` gave before.
    """

    function: FunctionSymbol
    bound: bool = False
    given: tuple[Argument, ...] = ()


class Calls:
    """Resolves calls. What cannot be resolved is unknown, never guessed.

    Args:
        names: the project's names.
        values: what receivers hold.
    """

    def __init__(self, names: Names, values: Values) -> None:
        self._names = names
        self._values = values
        self.run_for = RunFor()

    def target(self, call: Call, scope: Scope, state: State) -> Target | None:
        """Return the project's function that a call calls; a class's is its ``__init__``."""
        return self.meant(call.function, scope, state)

    def meant(self, function: Expression, scope: Scope, state: State) -> Target | None:
        """Return the project's function that an expression is when it is called."""
        match function:
            case Name():
                return self._meant(self._names.look_up(function.id, scope), state) or self._instance(
                    function, "__call__", scope, state
                )
            case Attribute(value=Call(function=Name(id="super")), name=name):
                return self._of_super(name, scope)
            case Attribute():
                if _starts_with_name(function):
                    found = self._meant(self._names.resolve(function, scope), state)
                    if found is not None:
                        return found
                return self._instance(function.value, function.name, scope, state)
            case Call() | Await():
                return self._made(function, scope, state)
            case _:
                return None

    def _meant(self, symbol: Symbol | None, state: State, depth: int = 0) -> Target | None:
        match symbol:
            case FunctionSymbol():
                return Target(symbol, is_class_method(symbol))
            case ClassSymbol():
                method = self._names.class_member(symbol, "__init__")
                return Target(method, True) if isinstance(method, FunctionSymbol) else None
            case ValueSymbol(binding=Bind(targets=(Name(),), operator="", value=value)) if (
                value is not None and depth < _ALIASES and self._only(symbol)
            ):
                if isinstance(value, Call):
                    return self._partial(value, symbol.scope, state, depth)
                if walk.dotted(value):
                    return self._meant(self._names.resolve(value, symbol.scope), state, depth + 1)
                return None
            case _:
                return None

    def _only(self, symbol: ValueSymbol) -> bool:
        # An alias that is bound twice may be either.
        return self._names.times_bound(symbol.name, symbol.scope) == 1

    def _partial(self, call: Call, scope: Scope, state: State, depth: int) -> Target | None:
        meant = self._names.resolve(call.function, scope)
        if not isinstance(meant, External) or meant.name not in _PARTIALS or not call.arguments:
            return None
        first, *rest = call.arguments
        if walk.dotted(first.value):
            target = self._meant(self._names.resolve(first.value, scope), state, depth + 1)
            if target is not None:
                return Target(target.function, target.bound, (*target.given, *rest))
        return None

    def _made(self, function: Expression, scope: Scope, state: State) -> Target | None:
        # partial(f, x)(y), or Command()().
        if isinstance(function, Call):
            found = self._partial(function, scope, state, 0)
            if found is not None:
                return found
        return self._instance(function, "__call__", scope, state)

    def _instance(self, receiver: Expression, name: str, scope: Scope, state: State) -> Target | None:
        found: set[FunctionSymbol] = set()
        for held in self._values.of(receiver, scope, state):
            if held.kind == "none":
                continue
            method = self._names.class_member(held.of, name) if held.kind == "instance" and held.of else None
            if not isinstance(method, FunctionSymbol):
                return None
            found.add(method)
        if len(found) != 1:
            return None
        method = found.pop()
        return Target(method, not is_static(method.function))

    def _of_super(self, name: str, scope: Scope) -> Target | None:
        for index in range(len(scope.around) - 1, 0, -1):
            owner = scope.around[index - 1]
            if isinstance(owner, Class):
                for base in self._names.lineage(ClassSymbol(owner, Scope(scope.module, scope.around[: index - 1])))[1:]:
                    method = self._names.class_member(base, name) if isinstance(base, ClassSymbol) else None
                    if isinstance(method, FunctionSymbol):
                        return Target(method, not is_static(method.function))
                    if isinstance(base, External):
                        return None
                return None
        return None


def is_class_method(symbol: FunctionSymbol) -> bool:
    """Tell whether a function is a class method."""
    return any(walk.dotted(decorator) == "classmethod" for decorator in symbol.function.decorators)


def matched(target: Target, call: Call) -> tuple[dict[str, Expression], list[Expression], bool]:
    """Return the argument for each parameter or keyword that has one, those left over, and whether there are stars.

    What is left over goes into ``*args``; behind a star nobody knows which parameter gets what.
    """
    positional = [p.name for p in target.function.function.parameters if p.kind in ("positional", "any")]
    waiting = iter(positional[1:] if target.bound else positional)
    found: dict[str, Expression] = {}
    surplus: list[Expression] = []
    stars = False
    for argument in (*target.given, *call.arguments):
        if argument.star:
            stars = True
        elif argument.keyword is not None:
            found[argument.keyword] = argument.value
        elif not stars and (name := next(waiting, None)) is not None:
            found[name] = argument.value
        else:
            surplus.append(argument.value)
    return found, surplus, stars


def parameter_of(target: Target, call: Call, argument: Argument) -> str:
    """Return the parameter that an argument of a call goes to; empty when that cannot be said."""
    if argument.keyword is not None:
        return argument.keyword
    found, _, _ = matched(target, call)
    return next((name for name, value in found.items() if value is argument.value), "")


def extra_keywords(symbol: FunctionSymbol, arguments: dict[str, Expression]) -> set[str]:
    """Return the keywords among the arguments of a call that go into the callee's ``**kwargs``."""
    parameters = symbol.function.parameters
    if not any(parameter.kind == "**" for parameter in parameters):
        return set()
    return arguments.keys() - {parameter.name for parameter in parameters}


def _starts_with_name(function: Attribute) -> bool:
    value: Expression = function
    while isinstance(value, Attribute):
        value = value.value
    return isinstance(value, Name)
