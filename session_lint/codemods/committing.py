"""Which code commits a session: a scope when it is left, an injector after the call, a statement behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Enter, Evaluate, Function, Jump, Return, Statement, Try
from session_lint.facts.values import Attribute, Await, Call, Expression, Name, Yield
from session_lint.project.calls import Calls
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope

Way = list[tuple[Statement, tuple[Statement, ...]]]
"""The statements around an expression, the outermost first, each with what runs after it."""


class Committing:
    """Answers for a whole project. What is not certain to commit does not.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._calls = Calls(project.names, project.functions.values)
        self._known: dict[object, bool] = {}

    def around(self, function: FunctionSymbol, way: Way, words: str) -> bool:
        """Tell whether a session is committed where a scope around some code ends, or after it.

        Args:
            function: the function that both stand in.
            way: where the code stands.
            words: what the session is called there.
        """
        return _afterwards(way, words) or self._by_scope(function, way, words)

    def _by_scope(self, function: FunctionSymbol, way: Way, words: str) -> bool:
        for statement, _ in way:
            for item in statement.items if isinstance(statement, Enter) else ():
                if _is_begin_of(item.value, words):
                    return True
                if item.target is not None and walk.dotted(item.target) == words and self.scope(item.value, function):
                    return True
        return False

    def scope(self, value: Expression, function: FunctionSymbol) -> bool | None:
        """Tell whether what is entered commits when it is left; None for what comes from outside of the project.

        Args:
            value: what is entered.
            function: the function that enters it.
        """
        call = value.value if isinstance(value, Await) else value
        if not isinstance(call, Call):
            return None
        if isinstance(call.function, Attribute) and call.function.name == "begin":
            return True
        scope = function.scope.inside(function.function)
        meant = self._project.names.resolve(call.function, scope)
        if isinstance(meant, ClassSymbol):
            return any(self._leaves_with_commit(meant, kind) for kind in ("", "a"))
        if not isinstance(meant, FunctionSymbol):
            target = self._calls.target(call, scope, self._project.functions.start(function))
            meant = target.function if target is not None else None
        return self.function(meant) if meant is not None else None

    def _leaves_with_commit(self, owner: ClassSymbol, kind: str) -> bool:
        leave = self._project.names.class_member(owner, f"__{kind}exit__")
        if not isinstance(leave, FunctionSymbol):
            return False
        enter = self._project.names.class_member(owner, f"__{kind}enter__")
        given: set[str] = set()  # the attributes that hold what is handed out
        if isinstance(enter, FunctionSymbol):
            body = walk.statements(enter.function.body)
            given = {walk.dotted(one.value) for one in body if isinstance(one, Return) and one.value is not None}
        return bool(self._project.functions.flow(leave).commits) or any(
            _commits(one, words) for one in walk.statements(leave.function.body) for words in given if "." in words
        )

    def function(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a generator commits the session that it yields, or a function makes scopes that do."""
        if symbol.key not in self._known:
            self._known[symbol.key] = False
            self._known[symbol.key] = self._commits(symbol)
        return self._known[symbol.key]

    def _commits(self, symbol: FunctionSymbol) -> bool:
        body = symbol.function.body
        found = [*ways(body, lambda expression: isinstance(expression, Yield))]
        if not found:
            returned = [one.value for one in walk.statements(body) if isinstance(one, Return)]
            return bool(returned) and all(one is not None and self.scope(one, symbol) for one in returned)
        return all(
            isinstance(given, Yield) and given.value is not None and self.around(symbol, way, walk.dotted(given.value))
            for given, way in found
        )

    def supplier(self, symbol: FunctionSymbol, parameter: str) -> bool:
        """Tell whether a decorator commits the session that it supplies, or a dependency the one that it yields."""
        if self.function(symbol):
            return True
        calls: list[bool] = []
        for inner, around in _functions(symbol.function, ()):
            own = FunctionSymbol(inner, Scope(symbol.scope.module, (*symbol.scope.around, *around)))
            for call, way in ways(inner.body, lambda one: _hands(one, parameter) is not None):
                words = _hands(call, parameter)
                calls.append(words is not None and self.around(own, way, words))
        return bool(calls) and all(calls)


def ways(body: tuple[Statement, ...], wanted: Callable[[Expression], bool]) -> Iterator[tuple[Expression, Way]]:
    """Yield the expressions of a body that are wanted, with where they stand; not those in functions inside it."""
    for index, statement in enumerate(body):
        rest = body[index + 1 :]
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                if wanted(expression):
                    yield expression, [(statement, rest)]
        for block in walk.blocks(statement):
            after = rest
            if isinstance(statement, Try):
                after = (*(statement.orelse if block is statement.body else ()), *statement.final, *rest)
                after = rest if block is statement.final else after
            for expression, way in ways(block, wanted):
                yield expression, [(statement, after), *way]


def _afterwards(way: Way, words: str) -> bool:
    # Whether a commit certainly follows: nothing on the way to it leaves, and the name holds the same session still.
    if not way or isinstance(way[-1][0], Return):
        return False
    for _, rest in reversed(way):
        for statement in rest:
            if _commits(statement, words):
                return True
            for inner in walk.statements((statement,)):
                if isinstance(inner, (Return, Jump)) or (isinstance(inner, Bind) and _binds(inner, words)):
                    return False
    return False


def _binds(statement: Bind, words: str) -> bool:
    return any(walk.dotted(target) == words for target in statement.targets)


def _commits(statement: Statement, words: str) -> bool:
    if not isinstance(statement, Evaluate):
        return False
    value = statement.value.value if isinstance(statement.value, Await) else statement.value
    match value:
        case Call(function=Attribute(value=receiver, name="commit")):
            return walk.dotted(receiver) == words
        case _:
            return False


def _is_begin_of(value: Expression, words: str) -> bool:
    match value:
        case Call(function=Attribute(value=receiver, name="begin")):
            return walk.dotted(receiver) == words
        case _:
            return False


def _hands(expression: Expression, parameter: str) -> str | None:
    if isinstance(expression, Call):
        for argument in expression.arguments:
            if argument.keyword == parameter and isinstance(argument.value, (Name, Attribute)):
                return walk.dotted(argument.value)
    return None


def _functions(function: Function, around: tuple[Function, ...]) -> Iterator[tuple[Function, tuple[Function, ...]]]:
    yield function, around
    for inner in walk.functions(function.body):
        yield from _functions(inner, (*around, function))
