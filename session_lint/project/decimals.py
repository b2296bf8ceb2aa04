"""What is a Decimal: by its making, by arithmetic, by what a function returns or a field declares."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.values import (
    Attribute,
    Await,
    Bind,
    Call,
    Comprehension,
    Conditional,
    Expression,
    Literal,
    Name,
    Operation,
    Span,
    Subscript,
    Walrus,
)
from session_lint.project.dtos import Dtos
from session_lint.project.names import ClassSymbol, External, FunctionSymbol, Names, Scope
from session_lint.project.types import parsed

_KEEPS = frozenset({"sum", "max", "min", "abs", "round", "Decimal", "sorted"})
_METHODS = frozenset({"quantize", "normalize", "copy_abs", "copy_negate", "to_integral_value", "fma", "remainder_near"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})


class Leak(Struct, frozen=True):
    """A Decimal that gets into a value: where, under which key, and how that is known."""

    span: Span
    key: str
    evidence: str


class Env:
    """What is known at one point: ``decimals`` by name with evidence, ``slots`` of dicts, classes of instances."""

    def __init__(self) -> None:
        self.decimals: dict[str, str] = {}
        self.slots: dict[str, dict[str, frozenset[Leak]]] = {}
        self.classes: dict[str, ClassSymbol] = {}

    def copy(self) -> Env:
        """Return an environment that can change on its own."""
        twin = Env()
        twin.decimals = dict(self.decimals)
        twin.slots = {name: dict(slots) for name, slots in self.slots.items()}
        twin.classes = dict(self.classes)
        return twin

    def join(self, other: Env | None) -> Env:
        """Return what may hold after either of two ways."""
        if other is None:
            return self
        twin = self.copy()
        twin.decimals |= other.decimals
        for name, slots in other.slots.items():
            mine = twin.slots.setdefault(name, {})
            for key, leaks in slots.items():
                mine[key] = mine.get(key, frozenset()) | leaks
        twin.classes |= other.classes
        return twin

    def set(self, name: str, evidence: str) -> None:
        """Bind a name anew: to a Decimal if there is evidence, else to something that is none."""
        self.slots.pop(name, None)
        self.classes.pop(name, None)
        if evidence:
            self.decimals[name] = evidence
        else:
            self.decimals.pop(name, None)


class Decimals:
    """Recognises Decimals inside one function.

    Args:
        names, dtos: the project's names, and what annotations hold Decimal.
        scope: the scope of the function's body.
    """

    def __init__(self, names: Names, dtos: Dtos, scope: Scope) -> None:
        self._names = names
        self._dtos = dtos
        self._scope = scope

    def evidence(self, value: Expression | None, env: Env) -> str:
        """Return how it is known that an expression can be a Decimal; an empty string when it is not known to be."""
        match value:
            case Name():
                return env.decimals.get(value.id, "")
            case Call():
                return self._called(value, env)
            case Operation() if value.operator in _ARITHMETIC:
                return self._first(value.operands, env)
            case Operation(operator="or" | "and"):
                return self._first(value.operands, env)
            case Conditional():
                return self._first((value.body, value.orelse), env)
            case Await() | Walrus():
                return self.evidence(value.value, env)
            case Attribute():
                return self._field(value, env)
            case Comprehension():
                return self.evidence(value.element, self.inside(value, env)) if value.kind != "dict" else ""
            case _:
                return ""

    def _first(self, values: tuple[Expression, ...], env: Env) -> str:
        return next((evidence for value in values if (evidence := self.evidence(value, env))), "")

    def _called(self, call: Call, env: Env) -> str:
        function = call.function
        meant = self._names.resolve(function, self._scope)
        if isinstance(meant, External) and meant.name in ("decimal.Decimal", "_decimal.Decimal"):
            return "Decimal(…)"
        if isinstance(meant, External) and meant.name.startswith("decimal.Decimal."):
            return "Decimal(…)"
        if isinstance(function, Name) and meant is None and function.id in _KEEPS:
            return self._first(tuple(argument.value for argument in call.arguments if argument.keyword != "key"), env)
        if isinstance(function, Attribute) and not isinstance(meant, FunctionSymbol):
            if function.name in _METHODS and (evidence := self.evidence(function.value, env)):
                return evidence
            owner = self.class_of(function.value, env)
            meant = self._names.class_member(owner, function.name) if owner is not None else None
        if not isinstance(meant, FunctionSymbol) or meant.function.returns is None:
            return ""
        if self._is_decimal(meant.function.returns, meant.scope):
            return f"{walk.dotted(function) or meant.function.name}(), which returns Decimal"
        return ""

    def _field(self, value: Attribute, env: Env) -> str:
        owner = self.class_of(value.value, env)
        if owner is None:
            return ""
        for ancestor in self._names.lineage(owner):
            if isinstance(ancestor, ClassSymbol):
                inner = ancestor.scope.inside(ancestor.definition)
                for statement in ancestor.definition.body:
                    if (
                        isinstance(statement, Bind)
                        and statement.targets[0] == Name(value.name)
                        and statement.annotation is not None
                        and self._is_decimal(statement.annotation, inner)
                    ):
                        return f"{walk.dotted(value)}, which is declared Decimal"
        member = self._names.class_member(owner, value.name)
        if isinstance(member, FunctionSymbol) and member.function.returns is not None:
            decorated = any(walk.dotted(decorator).endswith("property") for decorator in member.function.decorators)
            if decorated and self._is_decimal(member.function.returns, member.scope):
                return f"{walk.dotted(value)}, which returns Decimal"
        return ""

    def _is_decimal(self, annotation: Expression, scope: Scope) -> bool:
        # Decimal itself or Decimal | None, not a container of it.
        match annotation:
            case Literal(kind="str"):
                inner = parsed(annotation.text)
                return inner is not None and self._is_decimal(inner, scope)
            case Operation(operator="|"):
                return any(self._is_decimal(operand, scope) for operand in annotation.operands)
            case Subscript():
                if walk.dotted(annotation.value).rpartition(".")[2] in ("Optional", "Union", "Annotated", "Final"):
                    return self._dtos.decimal_in(annotation, scope) and not _has_container(annotation)
                return False
            case _:
                return self._dtos.decimal_in(annotation, scope)

    def class_of(self, value: Expression, env: Env) -> ClassSymbol | None:
        """Return the project's class that an expression is an instance of, None when that is not known."""
        match value:
            case Name():
                return env.classes.get(value.id)
            case Call():
                meant = self._names.resolve(value.function, self._scope)
                if isinstance(meant, ClassSymbol):
                    return meant
                if isinstance(meant, FunctionSymbol) and meant.function.returns is not None:
                    return self._declared_class(meant.function.returns, meant.scope)
                return None
            case Await() | Walrus():
                return self.class_of(value.value, env)
            case _:
                return None

    def _declared_class(self, annotation: Expression, scope: Scope) -> ClassSymbol | None:
        match annotation:
            case Literal(kind="str"):
                inner = parsed(annotation.text)
                return None if inner is None else self._declared_class(inner, scope)
            case Operation(operator="|"):
                found = [self._declared_class(operand, scope) for operand in annotation.operands]
                return next((symbol for symbol in found if symbol is not None), None)
            case Subscript() if walk.dotted(annotation.value).rpartition(".")[2] == "Optional":
                return self._declared_class(annotation.items[0], scope)
            case Subscript():
                return None
            case _:
                meant = self._names.resolve(annotation, scope)
                return meant if isinstance(meant, ClassSymbol) else None

    def declare(self, name: str, annotation: Expression, scope: Scope, env: Env) -> None:
        """Note what an annotation says about a name: a Decimal, or an instance of a project's class."""
        if self._is_decimal(annotation, scope):
            env.decimals[name] = f"{name} is declared Decimal"
        found = self._declared_class(annotation, scope)
        if found is not None:
            env.classes[name] = found

    def inside(self, comprehension: Comprehension, env: Env) -> Env:
        """Return what is known inside a comprehension, where its own names hide those outside."""
        inner = env.copy()
        for clause in comprehension.clauses:
            for part in walk.expressions(clause.target):
                if isinstance(part, Name):
                    inner.set(part.id, "")
        return inner


def _has_container(annotation: Subscript) -> bool:
    return any(isinstance(part, Subscript) and part is not annotation for part in walk.expressions(annotation))
