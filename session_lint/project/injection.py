"""Who supplies a session parameter: a default such as ``Depends(…)``, or a decorator."""

from __future__ import annotations

from session_lint.config import Config, matching
from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Parameter, Subscript
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope

_INJECTORS = frozenset({"Depends", "Security", "Provide", "FromDishka", "Inject"})
_GATHERED = ("kwargs", "kwds", "kw", "arguments", "keywords")


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
        return bool(self.why(symbol, parameter))

    def why(self, symbol: FunctionSymbol, parameter: Parameter) -> str:
        """Return who supplies a parameter and how that is known, in words; empty when nobody does."""
        return self._by_default(parameter.default, symbol.scope) or self._by_decorator(symbol, parameter.name)

    def _by_default(self, default: Expression | None, scope: Scope) -> str:
        if not isinstance(default, Call):
            return ""
        name = self._called(default.function, scope)
        if entry := matching(self._config.injectors, name):
            return f"its default {walk.dotted(default.function)}(), by injectors = {entry!r}"
        return f"its default {walk.dotted(default.function)}()" if name.rpartition(".")[2] in _INJECTORS else ""

    def by_decorator(self, symbol: FunctionSymbol, parameter: str) -> str:
        """Return the decorator that supplies a parameter which a call leaves out, as written; empty when none does."""
        return self._decorator(symbol, parameter)[0]

    def _by_decorator(self, symbol: FunctionSymbol, parameter: str) -> str:
        written, how = self._decorator(symbol, parameter)
        return f"the decorator @{written}, {how}" if written else ""

    def _decorator(self, symbol: FunctionSymbol, parameter: str) -> tuple[str, str]:
        for decorator in symbol.function.decorators:
            callee = decorator.function if isinstance(decorator, Call) else decorator
            if entry := matching(self._config.injectors, self._called(callee, symbol.scope)):
                return walk.dotted(callee), f"by injectors = {entry!r}"
            meant = self._names.resolve(callee, symbol.scope)
            if isinstance(meant, ClassSymbol):  # a decorator that is a class hands on in __call__
                meant = self._names.class_member(meant, "__call__")
            if isinstance(meant, FunctionSymbol) and self._hands_on(meant, parameter):
                return walk.dotted(callee), f"whose wrapper hands on {parameter!r}"
        return "", ""

    def _called(self, callee: Expression, scope: Scope) -> str:
        meant = self._names.resolve(callee, scope)
        return meant.name if isinstance(meant, (External, FunctionSymbol, ClassSymbol)) else walk.dotted(callee)

    def _hands_on(self, decorator: FunctionSymbol, name: str) -> bool:
        # def provide_session(func): … func(*args, session=session, **kwargs), at whatever depth; func(session, *args);
        # kwargs["session"] = session; partial(func, session=session).
        key = (decorator.key, name)
        if key not in self._supplying:
            everything = list(walk.everything(decorator.function.body))
            wrapped = _parameters(decorator.function)
            self._supplying[key] = any(_supplies(expression, name, wrapped) for expression in everything)
        return self._supplying[key]


def _parameters(function: Function) -> frozenset[str]:
    # The parameters of a decorator and of the functions inside it: one of them is the decorated function.
    found = {parameter.name for parameter in function.parameters}
    for inner in walk.functions(function.body):
        found |= _parameters(inner)
    return frozenset(found)


def _supplies(expression: Expression, name: str, wrapped: frozenset[str]) -> bool:
    match expression:
        case Call(function=Name(id="partial") | Attribute(name="partial"), arguments=arguments):
            return any(argument.keyword == name for argument in arguments)
        case Call(function=Name() | Attribute() as function, arguments=arguments):
            if not any(argument.star for argument in arguments):
                return False
            if any(argument.keyword == name for argument in arguments):
                return True
            return walk.dotted(function) in wrapped and arguments[0].value == Name(name)
        case Subscript(items=(Literal(kind="str", text=key),)):
            return key == name and walk.dotted(expression.value).endswith(_GATHERED)
        case _:
            return False
