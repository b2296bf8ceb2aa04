"""Objects that outlive the session that they came from: read before a commit could expire them, they stay readable.

The scope of a boundary commits, and its commit expires what it loaded: from then on it has to last as long as they do.
"""

from __future__ import annotations

from collections.abc import Collection

from session_lint.codemods.census import Census
from session_lint.codemods.committing import Committing
from session_lint.codemods.own_sessions import opened
from session_lint.facts import walk
from session_lint.facts.program import Bind, Return, Statement
from session_lint.facts.values import Attribute, Call, Comprehension, Display, Expression, Literal, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.held import Kind
from session_lint.project.project import Project
from session_lint.project.queries import loads
from session_lint.project.symbols import ClassSymbol, FunctionSymbol
from session_lint.project.types import parsed

_KEEPING = frozenset({"refresh", "expunge", "expunge_all"})


class Surviving:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
    """

    def __init__(self, project: Project, census: Census) -> None:
        self._project = project
        self._census = census
        self._committing = Committing(project)
        self._known: dict[tuple[str, str, int], bool] = {}

    def come_of(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function gives objects that are of use after its own session, as far as the code shows.

        Args:
            symbol: the function.
        """
        return self._gives_objects(symbol) and self._leaves_them(symbol)

    def _gives_objects(self, symbol: FunctionSymbol) -> bool:
        returned = self._project.functions.returned(symbol)
        if any(
            held.kind == "rows" or (held.of is not None and self._project.dtos.is_row(held.of)) for held in returned
        ):
            return True
        if _contains_objects(symbol.function.body, self._project.config.session_names):
            return True
        annotation = symbol.function.returns
        return annotation is not None and any(self._is_row(part, symbol) for part in _parts(annotation))

    def _is_row(self, part: Expression, symbol: FunctionSymbol) -> bool:
        meant = self._project.names.resolve(part, symbol.scope) if isinstance(part, (Name, Attribute)) else None
        return isinstance(meant, ClassSymbol) and self._project.dtos.is_row(meant)

    def _leaves_them(self, symbol: FunctionSymbol) -> bool:
        if symbol.key not in self._known:
            self._known[symbol.key] = False  # who calls himself is asked already
            function = self._project.function_of(symbol)
            called = (caller.site.callee for caller in self._census.inside(symbol))
            self._known[symbol.key] = function is not None and (
                self._leaves_its_own(function) or any(self._leaves_them(callee) for callee in called)
            )
        return self._known[symbol.key]

    def _leaves_its_own(self, function: ProjectFunction) -> bool:
        own = opened(function)
        if not own:
            return False
        body = function.symbol.function.body
        asked = {
            call.function.name
            for call in walk.own_expressions(body)
            if isinstance(call, Call) and isinstance(call.function, Attribute)
        }
        if asked & _KEEPING:
            return True
        commits = "commit" in asked or any(
            not one.is_made and self._committing.scope(one.call, function.symbol) is not False for one in own
        )
        return not commits


def _contains_objects(body: tuple[Statement, ...], sessions: Collection[str]) -> bool:
    """Tell whether a body returns a tuple, a list or a dict of objects that it asked a session for."""
    objects: set[str] = set()
    for statement in walk.statements(body):
        match statement:
            case Bind(targets=(Name(id=name),), value=value) if value is not None and _asked(value, sessions):
                objects.add(name)
            case Return(value=Display(items=items)):
                if any(isinstance(item, Name) and item.id in objects for item in items):
                    return True
            case Return(value=Comprehension(element=Name(id=element), clauses=clauses)):
                given = [one.iterable for one in clauses if one.target == Name(element)]
                if any(_asked(one, sessions) or (isinstance(one, Name) and one.id in objects) for one in given):
                    return True
            case _:
                pass
    return False


def _asked(value: Expression, sessions: Collection[str]) -> bool:
    return _kind(value, sessions) in ("rows", "query")


def _kind(value: Expression, sessions: Collection[str]) -> Kind | None:
    match value:
        case Call(function=Attribute(value=receiver, name=name)):
            kind = _kind(receiver, sessions)
            return loads(kind, value, name) if kind is not None else None
        case Name(id=name) if name in sessions:
            return "session"
        case _:
            return None


def _parts(annotation: Expression) -> list[Expression]:
    if isinstance(annotation, Literal) and annotation.kind == "str":
        found = parsed(annotation.text)
        return [*walk.expressions(found)] if found is not None else []
    return [*walk.expressions(annotation)]
