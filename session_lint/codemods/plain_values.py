"""Values that hold no object of a session, as far as annotations and the code say: they may be used after it."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Return
from session_lint.facts.values import (
    Attribute,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Mapping,
    Name,
    Operation,
    Subscript,
    Yield,
)
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope
from session_lint.project.types import parsed

COMPUTING = frozenset({
    "len", "str", "int", "bool", "float", "repr", "any", "all", "sum", "isinstance", "hasattr", "print", "id", "hash",
})  # fmt: skip
"""Built-in functions whose answer holds nothing of what they are given."""

RENDERING = frozenset({
    "jsonify", "dumps", "render", "render_template", "render_template_string", "redirect", "JsonResponse",
    "JSONResponse", "HttpResponse", "TemplateResponse", "asdict", "model_dump", "isoformat", "strftime", "join",
})  # fmt: skip
"""Functions and methods that make text or plain values of what they are given, at once."""

_PLAIN = frozenset({
    "str", "int", "bool", "float", "bytes", "complex", "None", "Decimal", "date", "datetime", "time", "timedelta",
    "UUID", "Path",
})  # fmt: skip
_HOLDING = frozenset({
    "list", "dict", "tuple", "set", "frozenset", "List", "Dict", "Tuple", "Set", "FrozenSet", "Sequence", "Mapping",
    "Collection", "Optional", "Union", "defaultdict", "Counter",
})  # fmt: skip
_DEEPEST = 8
_DECIDING = frozenset({"is", "is not", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "not"})


class PlainValues:
    """Answers for a whole project. What is not certain to be plain is not.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def answer(self, symbol: FunctionSymbol) -> bool:
        """Tell whether what a function answers is plain, by its annotation, or else by what it returns."""
        definition = symbol.function
        if definition.returns is not None:
            return self.annotated(definition.returns, symbol.scope)
        if any(isinstance(part, Yield) for part in walk.own_expressions(definition.body)):
            return False
        returned = [one.value for one in walk.statements(definition.body) if isinstance(one, Return)]
        return all(one is None or _computed(one) for one in returned)

    def built_in(self, annotation: Expression | None, scope: Scope) -> bool:
        """Tell whether an annotation lets plain values in only, and no DTOs, which frameworks make of rows later."""
        return self._annotated(annotation, scope, 0, dtos=False)

    def annotated(self, annotation: Expression | None, scope: Scope) -> bool:
        """Tell whether an annotation lets plain values in only: built-in ones, DTOs, and containers of both."""
        return self._annotated(annotation, scope, 0)

    def _annotated(self, annotation: Expression | None, scope: Scope, depth: int, *, dtos: bool = True) -> bool:
        if depth > _DEEPEST:
            return False
        match annotation:
            case Literal(kind="None" | "..."):
                return True
            case Literal(kind="str", text=text):
                return self._annotated(parsed(text), scope, depth + 1, dtos=dtos)
            case Operation(operator="|", operands=operands):
                return all(self._annotated(one, scope, depth + 1, dtos=dtos) for one in operands)
            case Subscript(value=value, items=items):
                name = walk.dotted(value).rpartition(".")[2]
                return name == "Literal" or (
                    name in _HOLDING and all(self._annotated(one, scope, depth + 1, dtos=dtos) for one in items)
                )
            case Name() | Attribute():
                meant = self._project.names.resolve(annotation, scope)
                if isinstance(meant, ClassSymbol):
                    return dtos and self._is_dto(meant, depth)
                return walk.dotted(annotation).rpartition(".")[2] in _PLAIN
            case _:
                return False

    def _is_dto(self, symbol: ClassSymbol, depth: int) -> bool:
        dtos = self._project.dtos
        return dtos.get(symbol) is not None and all(
            self._annotated(field.annotation, symbol.scope, depth + 1) for field in dtos.fields(symbol)
        )


def _computed(value: Expression) -> bool:
    match value:
        case Literal():
            return True
        case Operation(operator=operator):
            return operator in _DECIDING
        case Call(function=Name(id=name)):
            return name in COMPUTING
        case Call(function=Attribute(name="count")):
            return True
        case Conditional(body=body, orelse=orelse):
            return _computed(body) and _computed(orelse)
        case Display(items=items):
            return all(_computed(one) for one in items)
        case Mapping(entries=entries):
            return all(_computed(one.value) for one in entries)
        case _:
            return False
