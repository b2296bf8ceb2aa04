"""Who supplies a session parameter: a default such as ``Depends(…)``, or a decorator."""

from __future__ import annotations

from session_lint.config import Config, matches
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Parameter, Subscript
from session_lint.project.names import ClassSymbol, External, FunctionSymbol, Names, Scope

_INJECTORS = frozenset({"Depends", "Security", "Provide", "FromDishka", "Inject"})


class Injection:
    """Recognises injectors.

    Args:
        names: the project's names.
        config: injectors by name.
    """

    def __init__(self, names: Names, config: Config) -> None:
        self._names = names
        self._config = config
        self._supplying: dict[object, bool] = {}

    def supplies(self, symbol: FunctionSymbol, parameter: Parameter) -> bool:
        """Tell whether a parameter's default or one of its function's decorators supplies it."""
        return self._by_default(parameter.default, symbol.scope) or bool(self.by_decorator(symbol, parameter.name))

    def _by_default(self, default: Expression | None, scope: Scope) -> bool:
        if not isinstance(default, Call):
            return False
        name = self._called(default.function, scope)
        return name.rpartition(".")[2] in _INJECTORS or matches(self._config.injectors, name)

    def by_decorator(self, symbol: FunctionSymbol, parameter: str) -> str:
        """Return the decorator that supplies a parameter which a call leaves out, as written; empty when none does."""
        for decorator in symbol.function.decorators:
            callee = decorator.function if isinstance(decorator, Call) else decorator
            if matches(self._config.injectors, self._called(callee, symbol.scope)):
                return walk.dotted(callee)
            meant = self._names.resolve(callee, symbol.scope)
            if isinstance(meant, FunctionSymbol) and self._hands_on(meant, parameter):
                return walk.dotted(callee)
        return ""

    def _called(self, callee: Expression, scope: Scope) -> str:
        meant = self._names.resolve(callee, scope)
        return meant.name if isinstance(meant, (External, FunctionSymbol, ClassSymbol)) else walk.dotted(callee)

    def _hands_on(self, decorator: FunctionSymbol, name: str) -> bool:
        # def provide_session(func): … func(*args, session=session, **kwargs), at whatever depth; or kwargs["session"].
        key = (decorator.key, name)
        if key not in self._supplying:
            everything = walk.everything(decorator.function.body)
            self._supplying[key] = any(_supplies(expression, name) for expression in everything)
        return self._supplying[key]


def _supplies(expression: Expression, name: str) -> bool:
    match expression:
        case Call(function=Name() | Attribute(), arguments=arguments):
            stars = any(argument.star for argument in arguments)
            return stars and any(argument.keyword == name for argument in arguments)
        case Subscript(items=(Literal(kind="str", text=key),)):
            return key == name and walk.dotted(expression.value).endswith("kwargs")
        case _:
            return False
