"""What is a Decimal: by its making, by arithmetic, by what a function returns or a field declares."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, Function
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Formatted,
    Literal,
    Name,
    Operation,
    Span,
    Starred,
    Subscript,
    Walrus,
)
from session_lint.project.declared import ELEMENTS, Declared, Typed, options
from session_lint.project.dtos import Dtos
from session_lint.project.names import ClassSymbol, External, Names, Scope, ValueSymbol

_KEEPS = frozenset({"sum", "max", "min", "abs", "round", "Decimal", "sorted"})
_METHODS = frozenset({"quantize", "normalize", "copy_abs", "copy_negate", "to_integral_value", "fma", "remainder_near"})
_DEEPEST = 4
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})


class Leak(Struct, frozen=True):
    """A Decimal that gets into a value: where, under which key, and how that is known."""

    span: Span
    key: str
    evidence: str


class Env:
    """What is known at one point: ``decimals`` by name with evidence, ``typed`` names, and ``slots`` of dicts.

    ``elements`` says which names stand for the elements of which container.
    """

    def __init__(self) -> None:
        self.decimals: dict[str, str] = {}
        self.typed: dict[str, Typed] = {}
        self.slots: dict[str, dict[str, frozenset[Leak]]] = {}
        self.elements: dict[str, str] = {}

    def copy(self) -> Env:
        """Return an environment that can change on its own."""
        twin = Env()
        twin.decimals = dict(self.decimals)
        twin.typed = dict(self.typed)
        twin.slots = {name: dict(slots) for name, slots in self.slots.items()}
        twin.elements = dict(self.elements)
        return twin

    def join(self, other: Env | None) -> Env:
        """Return what may hold after either of two ways."""
        if other is None:
            return self
        twin = self.copy()
        twin.decimals |= other.decimals
        twin.typed |= other.typed
        for name, slots in other.slots.items():
            mine = twin.slots.setdefault(name, {})
            for key, leaks in slots.items():
                mine[key] = mine.get(key, frozenset()) | leaks
        return twin

    def set(self, name: str, evidence: str, typed: Typed | None = None) -> None:
        """Bind a name anew: to a Decimal if there is evidence, and to what it is declared to be."""
        for known in (self.decimals, self.typed, self.slots, self.elements):
            known.pop(name, None)
        if evidence:
            self.decimals[name] = evidence
        if typed is not None:
            self.typed[name] = typed

    def take_out(self, name: str, key: str) -> None:
        """Forget what a dict, or each element of a container, holds under a key."""
        container = self.elements.get(name, name)
        slots = self.slots.get(container, {})
        for slot, leaks in list(slots.items()):
            slots[slot] = frozenset(leak for leak in leaks if leak.key != key)


class Decimals:
    """Recognises Decimals inside one function.

    Args:
        names, dtos: the project's names, and what annotations hold Decimal.
        scope: the scope of the function's body.
        depth: how many variables were followed to get here.
    """

    def __init__(self, names: Names, dtos: Dtos, scope: Scope, depth: int = 0) -> None:
        self._names = names
        self._dtos = dtos
        self._scope = scope
        self._depth = depth
        self.declared = Declared(names, scope)

    def evidence(self, value: Expression | None, env: Env) -> str:
        """Return how it is known that an expression can be a Decimal; an empty string when it is not known to be."""
        match value:
            case Name() if value.id in env.decimals:
                return env.decimals[value.id]
            case Name() if value.id not in env.typed:
                return self._variable(value)
            case Operation() if value.operator in _ARITHMETIC:
                return "" if any(_is_text(operand) for operand in value.operands) else self._first(value.operands, env)
            case Operation(operator="or" | "and"):
                return self._first(value.operands, env)
            case Conditional():
                return self._first((value.body, value.orelse), env)
            case Await() | Walrus():
                return self.evidence(value.value, env)
            case Comprehension():
                return self.evidence(value.element, self.inside(value, env)) if value.kind != "dict" else ""
            case Call():
                return self._called(value, env) or self._declared(value, env)
            case Attribute():
                return self._declared(value, env) or self._assigned(value, env)
            case _:
                return self._declared(value, env)

    def carried(self, value: Expression, env: Env) -> str:
        """Return how it is known that an expression is a Decimal or a container of such, else an empty string."""
        if evidence := self.evidence(value, env):
            return evidence
        if isinstance(value, Display):
            return self._first(value.items, env)
        typed = self.declared.type_of(value, env.typed)
        if typed is not None and self._dtos.decimal_in(typed.annotation, typed.scope):
            return f"{_words(value)}, which is declared to hold Decimals"
        return ""

    def declare(self, name: str, annotation: Expression, scope: Scope, env: Env) -> None:
        """Note what an annotation says about a name."""
        typed = Typed(annotation, scope)
        env.typed[name] = typed
        if self._is_decimal(typed):
            env.decimals[name] = f"{name} is declared Decimal"

    def inside(self, comprehension: Comprehension, env: Env) -> Env:
        """Return what is known inside a comprehension, where its own names hide those outside."""
        inner = env.copy()
        for clause in comprehension.clauses:
            self.unpack(
                clause.target, self.declared.element(self.declared.type_of(clause.iterable, inner.typed)), inner
            )
        return inner

    def unpack(self, target: Expression, typed: Typed | None, env: Env) -> None:
        """Bind a target to something of which only the declared type is known."""
        match target:
            case Name():
                known = typed is not None and self._is_decimal(typed)
                env.set(target.id, f"{target.id} is declared Decimal" if known else "", typed)
            case Display():
                for item, part in zip(target.items, self.declared.parts(typed, len(target.items)), strict=True):
                    self.unpack(item, part, env)
            case Starred():
                self.unpack(target.value, None, env)
            case _:
                pass

    def _first(self, values: tuple[Expression, ...], env: Env) -> str:
        return next((evidence for value in values if (evidence := self.evidence(value, env))), "")

    def _called(self, call: Call, env: Env) -> str:
        function = call.function
        meant = self._names.resolve(function, self._scope)
        if isinstance(meant, External) and f"{meant.name}.".startswith(("decimal.Decimal.", "_decimal.Decimal.")):
            return "Decimal(…)"
        if isinstance(function, Name) and meant is None and function.id in _KEEPS:
            return self._first(tuple(argument.value for argument in call.arguments if argument.keyword != "key"), env)
        if isinstance(function, Attribute) and function.name in _METHODS:
            return self.evidence(function.value, env)
        return ""

    def _declared(self, value: Expression | None, env: Env) -> str:
        typed = self.declared.type_of(value, env.typed)
        if typed is None or not self._is_decimal(typed):
            return ""
        if isinstance(value, Call) and isinstance(value.function, Name) and value.function.id in ELEMENTS:
            return f"{_words(value)} of Decimals"
        returned = isinstance(value, Call) and self.declared.member(value, env.typed) is not None
        return f"{_words(value)}, which {'returns' if returned else 'is declared'} Decimal"

    def _variable(self, name: Name) -> str:
        # A module's constant: ZERO = Decimal("0.00").
        meant = self._names.look_up(name.id, self._scope)
        if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Bind) or self._depth > _DEEPEST:
            return ""
        if meant.scope.around and isinstance(meant.scope.around[-1], Function):
            return ""
        if meant.binding.annotation is not None and self._is_decimal(Typed(meant.binding.annotation, meant.scope)):
            return f"{name.id} is declared Decimal"
        outside = Decimals(self._names, self._dtos, meant.scope, self._depth + 1)
        evidence = outside.evidence(meant.binding.value, Env())
        return f"{name.id} = {evidence}" if evidence else ""

    def _assigned(self, value: Attribute, env: Env) -> str:
        # An attribute without a type: a constant of the class, or what __init__ assigns.
        owner = self.declared.class_of(value.value, env.typed)
        if owner is None or self._depth > _DEEPEST:
            return ""
        for ancestor in self._names.lineage(owner):
            if not isinstance(ancestor, ClassSymbol):
                continue
            inner = ancestor.scope.inside(ancestor.definition)
            for statement in ancestor.definition.body:
                found: list[tuple[Bind, Scope]] = []
                if isinstance(statement, Bind) and Name(value.name) in statement.targets:
                    found.append((statement, inner))
                elif isinstance(statement, Define) and statement.function.name == "__init__":
                    body = inner.inside(statement.function)
                    found += [
                        (assignment, body)
                        for assignment in walk.statements(statement.function.body)
                        if isinstance(assignment, Bind) and Attribute(Name("self"), value.name) in assignment.targets
                    ]
                for assignment, where in found:
                    outside = Decimals(self._names, self._dtos, where, self._depth + 1)
                    if evidence := outside.evidence(assignment.value, Env()):
                        return f"{_words(value)} = {evidence}"
        return ""

    def _is_decimal(self, typed: Typed) -> bool:
        # Decimal itself or Decimal | None, not a container of it.
        return any(
            not isinstance(option, Subscript) and self._dtos.decimal_in(option, typed.scope)
            for option in options(typed)
        )


def _is_text(value: Expression) -> bool:
    return isinstance(value, Formatted) or (isinstance(value, Literal) and value.kind in ("str", "bytes"))


def _words(value: Expression | None) -> str:
    match value:
        case Call():
            return f"{walk.dotted(value.function) or '…'}()"
        case Subscript():
            return f"{_words(value.value)}[…]"
        case None:
            return ""
        case _:
            return walk.dotted(value) or "the value"
