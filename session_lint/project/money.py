"""Where money goes inside one function: through locals, arithmetic and calls, into dicts and DTOs."""

from __future__ import annotations

from msgspec import Struct, structs

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
    Lambda,
    Name,
    Subscript,
    Walrus,
    Yield,
)
from session_lint.project.amounts import Amount, Env, Leak, Returned
from session_lint.project.constructions import Constructions
from session_lint.project.contents import ANY_KEY, Contents, is_over_columns, key_of
from session_lint.project.decimals import Decimals
from session_lint.project.known import Known
from session_lint.project.selected import Typed
from session_lint.project.single import single
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.usage import is_static

_DEEPEST_TWICE = 4


class Reading(Struct, frozen=True):
    """What one function does with money: what gets into DTOs that it builds, and what it hands back."""

    constructed: tuple[Leak, ...]
    returned: Returned


class MoneyReader:
    """Follows money through one function.

    Args:
        known: what is known of the program.
        scope: the scope of the function's body.
    """

    def __init__(self, known: Known, scope: Scope) -> None:
        self._known = known
        self._scope = scope
        self._decimals = Decimals(known, scope)
        self._iteration = self._decimals.iteration
        self._contents = Contents(known, self._decimals)
        self._constructions = Constructions(known, scope, self._decimals)
        self._constructed: dict[tuple[object, str], Leak] = {}
        self._handed: dict[tuple[object, str], Leak] = {}
        self._amount: Amount | None = None
        self._typed: Typed | None = None
        self._already_said: frozenset[str] = frozenset()
        self._of_columns: frozenset[str] = frozenset()
        self._self = ""
        self._jumps: list[Env | None] = []

    def read(self, symbol: FunctionSymbol) -> Reading:
        """Return where money goes, each place once, in their order."""
        env = Env()
        owner = symbol.owner
        if owner is not None and symbol.function.parameters and not is_static(symbol.function):
            self._self = symbol.function.parameters[0].name
            env.typed[self._self] = Typed(Name(owner.definition.name), owner.scope)
        for parameter in symbol.function.parameters:
            if parameter.annotation is not None:
                self._decimals.declare(parameter.name, parameter.annotation, symbol.scope, env)
        self._already_said = self._known.dtos.decimal_fields_in(symbol.function.returns, symbol.scope)
        self._block(symbol.function.body, env)
        handed = tuple(sorted(self._handed.values(), key=lambda leak: leak.span))
        constructed = tuple(sorted(self._constructed.values(), key=lambda leak: leak.span))
        return Reading(constructed, Returned(self._amount, self._typed, handed, self._self in self._contents.copied))

    def _block(self, body: tuple[Statement, ...], env: Env) -> Env | None:
        current: Env | None = env
        for statement in body:
            if current is None:
                return None
            current = self._statement(statement, current)
        return current

    def _statement(self, statement: Statement, env: Env) -> Env | None:
        for part in walk.parts(statement):
            self._found(part, env)
        match statement:
            case Bind():
                self._bind(statement, env)
            case Evaluate():
                self._evaluate(statement.value, env)
            case Return():
                if statement.value is not None:
                    self._hand_out(statement.value, env)
                return None
            case Jump():
                self._jumps[-1:] = [env.join(self._jumps[-1])] if self._jumps else []
                return None
            case Raise():
                return None
            case Branch():
                yes, no = self._iteration.narrowed(statement.test, env)
                first = self._block(statement.body, yes.copy())
                second = self._block(statement.orelse, no.copy())
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
        after = env
        if statement.target is not None and is_over_columns(statement.iterable):
            named = {part.id for part in walk.expressions(statement.target) if isinstance(part, Name)}
            self._of_columns |= named
        # Twice, since a turn sees what the one before it left; deep inside, once is enough: it is doubled each time.
        for _ in range(2 if len(self._jumps) < _DEEPEST_TWICE else 1):
            inside = after.copy()
            if statement.target is not None:
                self._iteration.iterate(statement.target, statement.iterable, inside)
                if isinstance(statement.target, Name) and isinstance(statement.iterable, Name):
                    inside.elements[statement.target.id] = statement.iterable.id
            self._jumps.append(None)
            turned = self._block(statement.body, inside)
            jumped = self._jumps.pop()
            turned = turned.join(jumped) if turned is not None else jumped
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
                    self._bind_slot(name, key_of(key), statement, env)
                case Attribute():
                    for leak in self._constructions.in_assignment(target, statement, env):
                        self._constructed.setdefault((leak.span, ""), leak)
                case Display() if isinstance(statement.value, Display) and len(target.items) == len(
                    statement.value.items
                ):
                    for item, value in zip(target.items, statement.value.items, strict=True):
                        if isinstance(item, Name):
                            typed = self._decimals.declared.type_of(value, env.typed)
                            env.set(item.id, self._decimals.amount(value, env), typed)
                case Display():
                    typed = self._decimals.declared.type_of(statement.value, env.typed)
                    self._iteration.unpack(target, typed, env)
                case _:
                    pass

    def _bind_name(self, name: str, statement: Bind, env: Env) -> None:
        value = statement.value
        amount = self._decimals.amount(value, env)
        if statement.operator:
            if amount is not None:
                env.amounts[name] = amount.computed().named(name, f"{statement.operator}=")
                env.single[name] = "sure" if value is not None and single(value, env, self._decimals) else ""
            if value is not None and name in env.slots:
                self._add(env, name, self._contents.leaks_in(value, env))
            return
        typed = self._decimals.declared.type_of(value, env.typed)
        slots = self._contents.slots(value, env) if value is not None else {}
        alone = single(value, env, self._decimals) if value is not None else ""
        env.set(name, amount.named(name) if amount is not None else None, typed)
        if alone:
            env.single[name] = alone
        if statement.annotation is not None:
            self._decimals.declare(name, statement.annotation, self._scope, env)
        env.slots[name] = slots

    def _bind_slot(self, name: str, key: str, statement: Bind, env: Env) -> None:
        value = statement.value
        if not statement.operator:
            env.take_out(name, key)
        slots = env.slots.setdefault(env.elements.get(name, name), {})
        if value is None:
            return
        copied = self._contents.copies_columns(value, self._of_columns) if self._of_columns else None
        if copied is not None:
            slots.update(self._contents.columns(copied, statement.value_span, env))
            return
        leaks = self._contents.entry(statement.value_span, key, value, env)
        if statement.operator:
            leaks = frozenset(structs.replace(leak, amount=leak.amount.computed()) for leak in leaks)
        if leaks or not statement.operator:
            slots[key] = (slots.get(key, frozenset()) | leaks) if key == ANY_KEY or statement.operator else leaks

    def _evaluate(self, expression: Expression, env: Env) -> None:
        match expression:
            case Call(function=Attribute(value=Name(id=name), name="append" | "add" | "extend" | "insert" | "update")):
                for argument in expression.arguments:
                    if argument.keyword is not None:
                        self._add(env, name, self._contents.entry(argument.span, argument.keyword, argument.value, env))
                        continue
                    self._add(env, name, self._contents.leaks_in(argument.value, env))
                    amount = self._decimals.amount(argument.value, env)
                    if amount is not None and name not in env.typed:
                        env.amounts.setdefault(name, amount)  # of which the list is full now
            case Call(
                function=Attribute(value=Name(id=name), name="setdefault"),
                arguments=(Argument(value=key), Argument(value=value, span=span)),
            ):
                self._add(env, name, self._contents.entry(span, key_of(key), value, env))
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
        for leak in self._contents.leaks_in(value, env):
            if leak.key not in self._already_said:
                # A field of the DTO that is returned, declared Decimal, is one finding, there.
                place = leak.origin.key if leak.origin is not None else None
                self._handed.setdefault(((place, leak.span), leak.key), leak)
        self._amount = self._amount or self._decimals.amount(value, env)
        self._typed = self._typed or self._decimals.declared.type_of(value, env.typed)

    def _seen(self, expression: Expression, env: Env) -> None:
        """Is told of every expression, with what is known there: for whoever looks for something else."""

    def _found(self, part: Expression, env: Env) -> None:
        # Constructions wherever they stand: those in a comprehension know its names.
        waiting: list[tuple[Expression, Env]] = [(part, env)]
        while waiting:
            current, where = waiting.pop()
            self._seen(current, where)
            match current:
                case Walrus(target=Name(id=name)):
                    typed = self._decimals.declared.type_of(current.value, where.typed)
                    where.set(name, self._decimals.amount(current.value, where), typed)
                case Call():
                    match current:
                        case Call(function=Attribute(value=Name(id=name), name="pop"), arguments=(key, *_)):
                            where.take_out(name, key_of(key.value))
                        case _:
                            pass
                    for leak in self._constructions.in_call(current, where):
                        self._constructed.setdefault((leak.span, ""), leak)
                case Comprehension():
                    where = self._iteration.inside(current, where)
                case Conditional():
                    yes, no = self._iteration.narrowed(current.test, where)
                    waiting += [(current.orelse, no), (current.body, yes), (current.test, where)]
                    continue
                case Lambda():
                    continue
                case _:
                    pass
            waiting += [(child, where) for child in reversed(list(walk.children(current)))]
