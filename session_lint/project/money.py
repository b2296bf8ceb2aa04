"""Where a Decimal goes inside one function: through locals, arithmetic and calls, into dicts and DTOs."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Enter, Evaluate, Jump, Loop, Match, Raise, Return, Statement, Try
from session_lint.facts.values import (
    Argument,
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
    Span,
    Subscript,
    Walrus,
    Yield,
)
from session_lint.project.decimals import Decimals, Env, Leak
from session_lint.project.declared import Typed
from session_lint.project.dtos import Dtos
from session_lint.project.names import ClassSymbol, FunctionSymbol, Names, Scope
from session_lint.project.usage import is_static

_SAME = frozenset({"list", "tuple", "sorted", "reversed", "iter"})
_ANY_KEY = "*"


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
        self._decimals = Decimals(names, dtos, scope)
        self._leaks: dict[Span, Leak] = {}
        self._already_said: frozenset[str] = frozenset()

    def read(self, symbol: FunctionSymbol) -> list[Leak]:
        """Return the Decimals that get into returned dicts and into DTOs, each place once, in their order."""
        env = Env()
        owner = symbol.owner
        if owner is not None and symbol.function.parameters and not is_static(symbol.function):
            first = symbol.function.parameters[0].name
            env.typed[first] = Typed(Name(owner.definition.name), owner.scope)
        for parameter in symbol.function.parameters:
            if parameter.annotation is not None:
                self._decimals.declare(parameter.name, parameter.annotation, symbol.scope, env)
        self._already_said = self._dtos.decimal_fields_in(symbol.function.returns, symbol.scope)
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
                return self._loop(statement, env)
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

    def _loop(self, statement: Loop, env: Env) -> Env | None:
        declared = self._decimals.declared
        after = env
        for _ in range(2):
            inside = after.copy()
            if statement.target is not None:
                element = declared.element(declared.type_of(statement.iterable, inside.typed))
                self._decimals.unpack(statement.target, element, inside)
                if isinstance(statement.target, Name) and isinstance(statement.iterable, Name):
                    inside.elements[statement.target.id] = statement.iterable.id
            turned = self._block(statement.body, inside)
            after = after.join(turned)
            if turned is not None and isinstance(statement.iterable, Name) and statement.iterable.id in turned.slots:
                # What the turns did to every element is done; without a turn there was no element.
                after.slots[statement.iterable.id] = turned.slots[statement.iterable.id]
        return self._block(statement.orelse, after)

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
                            env.set(item.id, self._decimals.evidence(value, env))
                case Display():
                    self._decimals.unpack(target, self._decimals.declared.type_of(statement.value, env.typed), env)
                case _:
                    pass

    def _bind_name(self, name: str, statement: Bind, env: Env) -> None:
        value = statement.value
        evidence = self._decimals.evidence(value, env)
        if statement.operator:
            if evidence:
                env.decimals[name] = f"{name} += {evidence}"
            if value is not None and name in env.slots:
                self._add(env, name, self._leaks_in(value, env))
            return
        typed = self._decimals.declared.type_of(value, env.typed)
        slots = self._slots(value, env) if value is not None else {}
        env.set(name, f"{name} = {evidence}" if evidence else "", typed)
        if statement.annotation is not None:
            self._decimals.declare(name, statement.annotation, self._scope, env)
        env.slots[name] = slots

    def _bind_slot(self, name: str, key: str, statement: Bind, env: Env) -> None:
        if not statement.operator:
            env.take_out(name, key)
        slots = env.slots.setdefault(env.elements.get(name, name), {})
        evidence = self._decimals.carried(statement.value, env) if statement.value is not None else ""
        if evidence:
            leaks = frozenset({Leak(statement.value_span, key, evidence)})
            slots[key] = (slots.get(key, frozenset()) | leaks) if key == _ANY_KEY or statement.operator else leaks
        elif not statement.operator and statement.value is not None:
            slots[key] = self._leaks_in(statement.value, env)

    def _evaluate(self, expression: Expression, env: Env) -> None:
        match expression:
            case Call(function=Attribute(value=Name(id=name), name="append" | "add" | "extend" | "insert" | "update")):
                for argument in expression.arguments:
                    if argument.keyword is not None and (evidence := self._decimals.evidence(argument.value, env)):
                        self._add(env, name, frozenset({Leak(argument.span, argument.keyword, evidence)}))
                    self._add(env, name, self._leaks_in(argument.value, env))
            case Call(
                function=Attribute(value=Name(id=name), name="setdefault"),
                arguments=(Argument(value=key), Argument(value=value, span=span)),
            ):
                if evidence := self._decimals.carried(value, env):
                    self._add(env, name, frozenset({Leak(span, _key(key), evidence)}))
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

    def _hand_out(self, value: Expression, env: Env) -> None:
        if self._hands_out:
            for leak in self._leaks_in(value, env):
                if leak.key in self._already_said:
                    continue  # the field of the DTO that is returned is declared so: one finding, there
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
                    evidence = self._decimals.carried(entry.value, env)
                    leaks = (
                        frozenset({Leak(entry.span, key, evidence)}) if evidence else self._leaks_in(entry.value, env)
                    )
                    slots[key] = leaks | (slots.get(key, frozenset()) if key == _ANY_KEY else frozenset())
                return slots
            case Display():
                return self._numbered(value.items, env)
            case Conditional():
                return self._numbered((value.body, value.orelse), env)
            case Operation(operator="or" | "and" | "+" | "|"):
                return self._numbered(value.operands, env)
            case Comprehension():
                inner = self._decimals.inside(value, env)
                if value.kind == "dict" and (evidence := self._decimals.carried(value.element, inner)):
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
            elif evidence := self._decimals.carried(argument.value, env):
                slots[argument.keyword] = frozenset({Leak(argument.span, argument.keyword, evidence)})
            else:
                slots[argument.keyword] = self._leaks_in(argument.value, env)
        return slots

    def _constructions(self, part: Expression, env: Env) -> None:
        for expression in walk.expressions(part):
            if isinstance(expression, Walrus) and isinstance(expression.target, Name):
                evidence = self._decimals.evidence(expression.value, env)
                typed = self._decimals.declared.type_of(expression.value, env.typed)
                env.set(expression.target.id, evidence, typed)
            elif isinstance(expression, Call):
                match expression:
                    case Call(function=Attribute(value=Name(id=name), name="pop"), arguments=(Argument(value=key), *_)):
                        env.take_out(name, _key(key))
                    case _:
                        pass
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
            if field is None or self._dtos.decimal_in(field.annotation, inner, even_serialized=True):
                continue
            if evidence := self._decimals.evidence(argument.value, env):
                self._leaks.setdefault(argument.span, Leak(argument.span, name, evidence))


def _key(key: Expression) -> str:
    return key.text if isinstance(key, Literal) and key.kind == "str" and key.text else _ANY_KEY
