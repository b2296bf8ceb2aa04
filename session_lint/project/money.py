"""Where a Decimal goes inside one function: through locals, arithmetic and calls, into dicts and DTOs."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.values import (
    Argument,
    Attribute,
    Await,
    Bind,
    Branch,
    Call,
    Comprehension,
    Conditional,
    Display,
    Enter,
    Evaluate,
    Expression,
    Jump,
    Literal,
    Loop,
    Mapping,
    Match,
    Name,
    Operation,
    Raise,
    Return,
    Span,
    Statement,
    Subscript,
    Try,
    Walrus,
    Yield,
)
from session_lint.project.dtos import Dtos
from session_lint.project.names import ClassSymbol, External, FunctionSymbol, Names, Scope
from session_lint.project.types import parsed

_KEEPS = frozenset({"sum", "max", "min", "abs", "round", "Decimal", "sorted"})
_METHODS = frozenset({"quantize", "normalize", "copy_abs", "copy_negate", "to_integral_value", "fma", "remainder_near"})
_SAME = frozenset({"list", "tuple", "sorted", "reversed", "iter"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_ANY_KEY = "*"


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


class MoneyReader:
    """Follows Decimals through one function.

    Args:
        names, dtos: the project's names and DTOs.
        scope: the scope of the function's body.
        hands_out: whether the dicts that it returns leave the service layer.
    """

    def __init__(self, names: Names, dtos: Dtos, scope: Scope, hands_out: bool) -> None:
        self._names = names
        self._dtos = dtos
        self._scope = scope
        self._hands_out = hands_out
        self._leaks: dict[Span, Leak] = {}

    def read(self, symbol: FunctionSymbol) -> list[Leak]:
        """Return the Decimals that get into returned dicts and into DTOs, each place once, in their order."""
        env = Env()
        for parameter in symbol.function.parameters:
            if parameter.annotation is not None:
                self._declare(parameter.name, parameter.annotation, symbol.scope, env)
        self._block(symbol.function.body, env)
        return [
            leak for _, leak in sorted(self._leaks.items()) if self._dtos.is_money(leak.key) or leak.key == _ANY_KEY
        ]

    def _block(self, body: tuple[Statement, ...], env: Env) -> Env | None:
        current: Env | None = env
        for statement in body:
            if current is None:
                return None
            current = self._statement(statement, current)
        return current

    def _statement(self, statement: Statement, env: Env) -> Env | None:
        for part in walk.parts(statement):
            self._constructions(part, env)
        match statement:
            case Bind():
                self._bind(statement, env)
            case Evaluate():
                self._evaluate(statement.value, env)
            case Return():
                if statement.value is not None:
                    self._hand_out(statement.value, env)
                return None
            case Raise() | Jump():
                return None
            case Branch():
                first = self._block(statement.body, env.copy())
                second = self._block(statement.orelse, env.copy())
                return second if first is None else first.join(second)
            case Loop():
                for _ in range(2):
                    env = env.join(self._block(statement.body, env.copy()))
                return self._block(statement.orelse, env)
            case Enter():
                return self._block(statement.body, env)
            case Try():
                before = env.copy()
                after = self._block(statement.body, env)
                after = None if after is None else self._block(statement.orelse, after)
                for handler in statement.handlers:
                    failed = self._block(handler.body, before.join(env))
                    after = failed if after is None else after.join(failed)
                return None if after is None else self._block(statement.final, after)
            case Match():
                after = env
                for case in statement.cases:
                    after = after.join(self._block(case.body, env.copy()))
                return after
            case _:
                pass
        return env

    def _bind(self, statement: Bind, env: Env) -> None:
        for target in statement.targets:
            match target:
                case Name():
                    self._bind_name(target.id, statement, env)
                case Subscript(value=Name(id=name), items=(key, *_)):
                    self._bind_slot(name, _key(key), statement, env)
                case Display() if isinstance(statement.value, Display) and len(target.items) == len(
                    statement.value.items
                ):
                    for item, value in zip(target.items, statement.value.items, strict=True):
                        if isinstance(item, Name):
                            self._set(env, item.id, self.evidence(value, env))
                case Display():
                    for item in target.items:
                        if isinstance(item, Name):
                            self._set(env, item.id, "")
                case _:
                    pass

    def _bind_name(self, name: str, statement: Bind, env: Env) -> None:
        value = statement.value
        evidence = self.evidence(value, env)
        if statement.operator:
            if evidence:
                env.decimals[name] = f"{name} adds {evidence}"
            if value is not None and name in env.slots:
                self._add(env, name, self._leaks_in(value, env))
            return
        self._set(env, name, f"{name} holds {evidence}" if evidence else "")
        env.classes.pop(name, None)
        if statement.annotation is not None:
            self._declare(name, statement.annotation, self._scope, env)
        if value is not None:
            found = self._class_of(value, env)
            if found is not None:
                env.classes[name] = found
            env.slots[name] = self._slots(value, env)

    def _bind_slot(self, name: str, key: str, statement: Bind, env: Env) -> None:
        slots = env.slots.setdefault(name, {})
        evidence = self.evidence(statement.value, env)
        if evidence:
            leaks = frozenset({Leak(statement.value_span, key, evidence)})
            slots[key] = (slots.get(key, frozenset()) | leaks) if key == _ANY_KEY or statement.operator else leaks
        elif not statement.operator and statement.value is not None:
            slots[key] = self._leaks_in(statement.value, env)

    def _evaluate(self, expression: Expression, env: Env) -> None:
        match expression:
            case Call(function=Attribute(value=Name(id=name), name="append" | "add" | "extend" | "insert" | "update")):
                for argument in expression.arguments:
                    if argument.keyword is not None and (evidence := self.evidence(argument.value, env)):
                        self._add(env, name, frozenset({Leak(argument.span, argument.keyword, evidence)}))
                    self._add(env, name, self._leaks_in(argument.value, env))
            case Yield(value=value) if value is not None:
                self._hand_out(value, env)
            case Await():
                self._evaluate(expression.value, env)
            case _:
                pass

    def _add(self, env: Env, name: str, leaks: frozenset[Leak]) -> None:
        slots = env.slots.setdefault(name, {})
        for leak in leaks:
            slots[f"{leak.key}@{leak.span.line}"] = frozenset({leak})

    def _set(self, env: Env, name: str, evidence: str) -> None:
        env.slots.pop(name, None)
        if evidence:
            env.decimals[name] = evidence
        else:
            env.decimals.pop(name, None)

    def _declare(self, name: str, annotation: Expression, scope: Scope, env: Env) -> None:
        if self._is_decimal(annotation, scope):
            env.decimals[name] = f"{name} is declared Decimal"
        found = self._declared_class(annotation, scope)
        if found is not None:
            env.classes[name] = found

    def _hand_out(self, value: Expression, env: Env) -> None:
        if self._hands_out:
            for leak in self._leaks_in(value, env):
                self._leaks.setdefault(leak.span, leak)

    def _leaks_in(self, value: Expression, env: Env) -> frozenset[Leak]:
        return frozenset(leak for leaks in self._slots(value, env).values() for leak in leaks)

    def _slots(self, value: Expression, env: Env) -> dict[str, frozenset[Leak]]:
        match value:
            case Mapping():
                slots: dict[str, frozenset[Leak]] = {}
                for entry in value.entries:
                    if entry.key is None:
                        slots.update(self._slots(entry.value, env))
                        continue
                    key = _key(entry.key)
                    evidence = self.evidence(entry.value, env)
                    leaks = (
                        frozenset({Leak(entry.span, key, evidence)}) if evidence else self._leaks_in(entry.value, env)
                    )
                    slots[key] = leaks | (slots.get(key, frozenset()) if key == _ANY_KEY else frozenset())
                return slots
            case Display():
                return self._numbered(value.items, env)
            case Conditional():
                return self._numbered((value.body, value.orelse), env)
            case Operation(operator="or" | "and" | "+"):
                return self._numbered(value.operands, env)
            case Comprehension():
                inner = self._inside(value, env)
                if value.kind == "dict" and (evidence := self.evidence(value.element, inner)):
                    return {_ANY_KEY: frozenset({Leak(value.span, _ANY_KEY, evidence)})}
                return {_ANY_KEY: self._leaks_in(value.element, inner)}
            case Name():
                return dict(env.slots.get(value.id, {}))
            case Await() | Walrus():
                return self._slots(value.value, env)
            case Call(function=Name(id=name)) if name in _SAME and value.arguments:
                return self._slots(value.arguments[0].value, env)
            case Call(function=Name(id="dict")):
                return self._dict_call(value.arguments, env)
            case _:
                return {}

    def _numbered(self, items: tuple[Expression, ...], env: Env) -> dict[str, frozenset[Leak]]:
        return {f"[{index}]": self._leaks_in(item, env) for index, item in enumerate(items)}

    def _dict_call(self, arguments: tuple[Argument, ...], env: Env) -> dict[str, frozenset[Leak]]:
        slots: dict[str, frozenset[Leak]] = {}
        for argument in arguments:
            if argument.keyword is None:
                slots.update(self._slots(argument.value, env))
            elif evidence := self.evidence(argument.value, env):
                slots[argument.keyword] = frozenset({Leak(argument.span, argument.keyword, evidence)})
            else:
                slots[argument.keyword] = self._leaks_in(argument.value, env)
        return slots

    def _inside(self, comprehension: Comprehension, env: Env) -> Env:
        inner = env.copy()
        for clause in comprehension.clauses:
            for part in walk.expressions(clause.target):
                if isinstance(part, Name):
                    self._set(inner, part.id, "")
                    inner.classes.pop(part.id, None)
        return inner

    def _constructions(self, part: Expression, env: Env) -> None:
        for expression in walk.expressions(part):
            if isinstance(expression, Call):
                meant = self._names.resolve(expression.function, self._scope)
                if isinstance(meant, ClassSymbol) and self._dtos.get(meant) is not None:
                    self._construct(meant, expression, env)

    def _construct(self, symbol: ClassSymbol, call: Call, env: Env) -> None:
        fields = self._dtos.fields(symbol)
        inner = symbol.scope.inside(symbol.definition)
        for index, argument in enumerate(call.arguments):
            if argument.star:
                return
            name = argument.keyword or (fields[index].name if index < len(fields) else "")
            field = next((field for field in fields if field.name == name), None)
            # A field that is declared Decimal is a finding of its own, once.
            if field is None or self._dtos.decimal_in(field.annotation, inner):
                continue
            if evidence := self.evidence(argument.value, env):
                self._leaks.setdefault(argument.span, Leak(argument.span, name, evidence))

    # What is a Decimal -------------------------------------------------------------------------------------------

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
                return self.evidence(value.element, self._inside(value, env)) if value.kind != "dict" else ""
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
            owner = self._class_of(function.value, env)
            meant = self._names.class_member(owner, function.name) if owner is not None else None
        if not isinstance(meant, FunctionSymbol) or meant.function.returns is None:
            return ""
        if self._is_decimal(meant.function.returns, meant.scope):
            return f"{walk.dotted(function) or meant.function.name}(), which returns Decimal"
        return ""

    def _field(self, value: Attribute, env: Env) -> str:
        owner = self._class_of(value.value, env)
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

    def _class_of(self, value: Expression, env: Env) -> ClassSymbol | None:
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
                return self._class_of(value.value, env)
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


def _key(key: Expression) -> str:
    return key.text if isinstance(key, Literal) and key.kind == "str" and key.text else _ANY_KEY


def _has_container(annotation: Subscript) -> bool:
    return any(isinstance(part, Subscript) and part is not annotation for part in walk.expressions(annotation))
