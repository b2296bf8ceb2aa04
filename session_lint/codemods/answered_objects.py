"""Whether a function's answer holds objects that it loaded: themselves, in containers, or in what keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Evaluate, Loop, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Literal,
    Mapping,
    Name,
    Operation,
    Subscript,
)
from session_lint.project.dto_fields import fields_of
from session_lint.project.held import Kind
from session_lint.project.project import Project
from session_lint.project.queries import loads
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope
from session_lint.project.types import parsed

_CONTAINERS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "dict", "deque"})
_FILLS = frozenset({"append", "add", "extend", "insert", "appendleft"})
_ANYTHING = frozenset({"Any", "object"})


class AnsweredObjects:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str, int], bool] = {}

    def annotated(self, annotation: Expression | None, scope: Scope) -> bool:
        """Tell whether an annotation names a mapped class, or one of the project's with a field that holds such."""
        for part in _parts(annotation):
            meant = self._project.names.resolve(part, scope) if isinstance(part, (Name, Attribute)) else None
            if isinstance(meant, ClassSymbol) and self._is_of_rows(meant):
                return True
        return False

    def _is_of_rows(self, symbol: ClassSymbol) -> bool:
        if symbol.key not in self._known:
            self._known[symbol.key] = False  # what holds itself is asked already
            self._known[symbol.key] = self._project.dtos.is_row(symbol) or any(
                self.annotated(annotation, scope) for annotation, scope in self._kept(symbol)
            )
        return self._known[symbol.key]

    def returned(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function returns objects that it asked a session for, as far as its body shows."""
        held: set[str] = set()
        scope = symbol.scope.inside(symbol.function)
        before = -1
        while before < len(held):
            before = len(held)
            for statement in walk.statements(symbol.function.body):
                held |= {*self._holding(statement, held, scope)}
        return any(
            isinstance(statement, Return) and statement.value is not None and self._holds(statement.value, held, scope)
            for statement in walk.statements(symbol.function.body)
        )

    def _holding(self, statement: Statement, held: Collection[str], scope: Scope) -> Iterator[str]:
        """Yield the names that hold objects after a statement."""
        match statement:
            case Bind(targets=targets, value=value) if value is not None and self._holds(value, held, scope):
                for target in targets:
                    match target:
                        case Name(id=name) | Subscript(value=Name(id=name)):
                            yield name
                        case _:
                            pass
            case Loop(target=Name(id=name), iterable=iterable) if self._holds(iterable, held, scope):
                yield name
            case Evaluate(value=Call(function=Attribute(value=Name(id=name), name=method), arguments=arguments)):
                if method in _FILLS and any(self._holds(one.value, held, scope) for one in arguments):
                    yield from () if name in self._project.config.session_names else (name,)
            case _:
                pass

    def _holds(self, value: Expression, held: Collection[str], scope: Scope) -> bool:
        match value:
            case Name(id=name):
                return name in held
            case Await(value=inner):
                return self._holds(inner, held, scope)
            case Call(function=function, arguments=arguments):
                if self._kind(value) in ("rows", "query"):
                    return True
                keeps = walk.dotted(function) in _CONTAINERS or self._is_keeping(function, scope)
                return keeps and any(self._holds(one.value, held, scope) for one in arguments)
            case Display(items=items):
                return any(self._holds(one, held, scope) for one in items)
            case Mapping(entries=entries):
                return any(self._holds(one.value, held, scope) for one in entries)
            case Conditional(body=body, orelse=orelse):
                return self._holds(body, held, scope) or self._holds(orelse, held, scope)
            case Operation(operator="or" | "and", operands=operands):
                return any(self._holds(one, held, scope) for one in operands)
            case Comprehension(element=element, clauses=clauses):
                targets = {
                    one.target.id
                    for one in clauses
                    if isinstance(one.target, Name) and self._holds(one.iterable, held, scope)
                }
                return self._holds(element, {*held, *targets}, scope)
            case _:
                return False

    def _kind(self, value: Expression) -> Kind | None:
        match value:
            case Call(function=Attribute(value=receiver, name=name)):
                kind = self._kind(receiver)
                return loads(kind, value, name) if kind is not None else None
            case Name(id=name) if name in self._project.config.session_names:
                return "session"
            case _:
                return None

    def _is_keeping(self, function: Expression, scope: Scope) -> bool:
        meant = self._project.names.resolve(function, scope) if isinstance(function, (Name, Attribute)) else None
        if not isinstance(meant, ClassSymbol):
            return False
        for annotation, where in self._kept(meant):
            named = {walk.dotted(part).rpartition(".")[2] for part in _parts(annotation)}
            if annotation is None or named & _ANYTHING or self.annotated(annotation, where):
                return True
        return False

    def _kept(self, symbol: ClassSymbol) -> Iterator[tuple[Expression | None, Scope]]:
        """Yield the annotations of what instances keep: the fields of a class, and what its ``__init__`` stores."""
        for ancestor in self._project.names.lineage(symbol):
            if isinstance(ancestor, ClassSymbol):
                inner = ancestor.scope.inside(ancestor.definition)
                yield from ((field.annotation, inner) for field in fields_of(ancestor.definition))
        init = self._project.names.class_member(symbol, "__init__")
        if isinstance(init, FunctionSymbol):
            for statement in walk.statements(init.function.body):
                match statement:
                    case Bind(targets=(Attribute(),), value=Name(id=name)):
                        given = (one for one in init.function.parameters if one.name == name)
                        yield from ((one.annotation, init.scope) for one in given)
                    case _:
                        pass


def _parts(annotation: Expression | None) -> Iterator[Expression]:
    for part in walk.expressions(annotation) if annotation is not None else ():
        yield part
        if isinstance(part, Literal) and part.kind == "str":
            yield from _parts(parsed(part.text))
