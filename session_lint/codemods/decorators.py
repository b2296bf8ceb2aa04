"""What the project's own decorators do with the function that they are given: call it, keep it, or hand it back."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from session_lint.codemods.committing import Way, ways
from session_lint.codemods.kept_functions import aliases, is_kept
from session_lint.facts import walk
from session_lint.facts.program import Bind, Function, Return
from session_lint.facts.values import Attribute, Call, Expression, Lambda, Name, Parameter
from session_lint.project.calls import Calls
from session_lint.project.held import State
from session_lint.project.project import Project
from session_lint.project.symbols import External, FunctionSymbol, Scope, ValueSymbol

_DEEPEST = 8
_DISPATCHING = frozenset({"functools.singledispatch", "functools.singledispatchmethod"})
_TRANSPARENT = frozenset({"staticmethod", "classmethod"})


class Handed(Struct, frozen=True):
    """A call of the decorated function: the parameters of what stands in its place, and where in that it is called."""

    call: Call
    parameters: tuple[Parameter, ...]
    wrapper: str
    way: Way


class Decoration(Struct):
    """What one decorator does: ``keeps`` tells that others get the function. ``module`` is the decorator's file."""

    name: str
    module: str
    keeps: bool = False
    calls: tuple[Handed, ...] = ()


class Decorators:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._names = project.names
        self._calls = Calls(project.names, project.functions.values)

    def of(self, symbol: FunctionSymbol) -> Iterator[Decoration]:
        """Yield what a function's decorators do with it, as far as they are the project's and can be read."""
        for decorator in symbol.function.decorators:
            written, scope = self.written(decorator, symbol.scope)
            callee = written.function if isinstance(written, Call) else written
            target = self._calls.meant(callee, scope, State())
            if target is None:
                continue
            decoration = Decoration(walk.dotted(called(decorator)), target.function.scope.module.path)
            for function, holder, is_wrapper in self._applied(target.function, target.bound, isinstance(written, Call)):
                decoration = structs.replace(
                    decoration,
                    keeps=decoration.keeps or _keeps(function, holder, is_wrapper),
                    calls=(*decoration.calls, *_handed(function, holder, is_wrapper)),
                )
            yield decoration

    def place(self, symbol: FunctionSymbol) -> str:
        """Return the file in which a decorator keeps a function, for others to call; empty when none does."""
        for decorator in symbol.function.decorators:
            if isinstance(meant := self._generic(decorator, symbol.scope), FunctionSymbol):
                return meant.scope.module.path
            if self._is_dispatch(decorator, symbol.scope):
                return symbol.scope.module.path
        return next((one.module for one in self.of(symbol) if one.keeps), "")

    def _generic(self, decorator: Expression, scope: Scope) -> FunctionSymbol | None:
        # @describe.register, or @describe.register(int).
        match called(decorator):
            case Attribute(value=generic, name="register"):
                meant = self._names.resolve(generic, scope)
                if isinstance(meant, FunctionSymbol) and any(
                    self._is_dispatch(one, meant.scope) for one in meant.function.decorators
                ):
                    return meant
            case _:
                pass
        return None

    def _is_dispatch(self, decorator: Expression, scope: Scope) -> bool:
        meant = self._names.resolve(decorator, scope)
        return isinstance(meant, External) and meant.name in _DISPATCHING

    def written(self, decorator: Expression, scope: Scope) -> tuple[Expression, Scope]:
        """Return the expression that a decorator is, and its scope, when it has a name of its own."""
        for _ in range(_DEEPEST):
            meant = self._names.resolve(decorator, scope)
            if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Bind):
                break
            if not isinstance(meant.binding.value, (Call, Name, Attribute)) or isinstance(decorator, Call):
                break
            decorator, scope = meant.binding.value, meant.scope
        return decorator, scope

    def _applied(self, symbol: FunctionSymbol, bound: bool, called: bool) -> Iterator[tuple[Function, str, bool]]:
        """Yield the functions that get the decorated one, what they call it, and whether they stand in its place."""
        owner = symbol.owner
        if owner is not None and symbol.function.name == "__init__":
            method = self._names.class_member(owner, "__call__")
            if not isinstance(method, FunctionSymbol):
                return
            if not called:
                yield from ((method.function, name, True) for name in _attributes(symbol.function))
                return
            symbol, bound, called = method, True, False
        if any(walk.dotted(one) not in _TRANSPARENT for one in symbol.function.decorators):
            return  # what stands around a decorator decides on what it is given
        if not called:
            yield from _taking(symbol.function, bound)
            return
        returned = [one.value for one in walk.statements(symbol.function.body) if isinstance(one, Return) and one.value]
        named = {part.id for value in returned for part in walk.expressions(value) if isinstance(part, Name)}
        for inner in walk.functions(symbol.function.body):
            if inner.name in named:
                yield from _taking(inner, False)


def called(decorator: Expression) -> Expression:
    """Return a decorator without its arguments."""
    return decorator.function if isinstance(decorator, Call) else decorator


def _taking(function: Function, bound: bool) -> Iterator[tuple[Function, str, bool]]:
    positional = [one.name for one in function.parameters if one.kind in ("positional", "any")][bound:]
    if positional:
        yield function, positional[0], False


def _attributes(init: Function) -> Iterator[str]:
    # self.function = function, in a class whose instances are called in the function's place.
    names = {one.name for one in init.parameters[1:2]}
    for statement in walk.statements(init.body):
        if isinstance(statement, Bind) and isinstance(statement.value, Name) and statement.value.id in names:
            yield from (walk.dotted(target) for target in statement.targets if isinstance(target, Attribute))


def _keeps(function: Function, holder: str, is_wrapper: bool) -> bool:
    if "." in holder:
        return False
    calls_itself = not is_wrapper and any(True for _ in _calls_in(function, aliases(function, holder)))
    return calls_itself or is_kept(function, holder)


def _handed(function: Function, holder: str, is_wrapper: bool) -> Iterator[Handed]:
    names = aliases(function, holder)
    if is_wrapper:
        yield from _calls_in(function, names)
    for inner in walk.functions(function.body):
        if not names & {one.name for one in inner.parameters}:
            yield from (*_calls_in(inner, names), *_handed(inner, holder, False))
        elif any(_is_given(part, inner.name, names) for part in walk.everything(function.body)):
            yield from _handed(inner, inner.parameters[0].name, False)
    for part in walk.own_expressions(function.body):
        if isinstance(part, Lambda) and not is_wrapper:
            yield from (one for one in _calls_of(part, names))


def _calls_in(function: Function, names: frozenset[str]) -> Iterator[Handed]:
    lambdas = {
        call.call.span
        for part in walk.own_expressions(function.body)
        if isinstance(part, Lambda)
        for call in _calls_of(part, names)
    }
    for call, way in ways(function.body, lambda one: _is_call(one, names)):
        if isinstance(call, Call) and call.span not in lambdas:
            yield Handed(call, function.parameters, function.qualname, way)


def _calls_of(made: Lambda, names: frozenset[str]) -> Iterator[Handed]:
    for part in walk.expressions(made.body):
        if isinstance(part, Call) and _is_call(part, names):
            yield Handed(part, made.parameters, "lambda", [])


def _is_call(expression: Expression, names: frozenset[str]) -> bool:
    return isinstance(expression, Call) and walk.dotted(expression.function) in names


def _is_given(expression: Expression, name: str, names: frozenset[str]) -> bool:
    return (
        isinstance(expression, Call)
        and expression.function == Name(name)
        and any(walk.dotted(one.value) in names for one in expression.arguments[:1])
    )
