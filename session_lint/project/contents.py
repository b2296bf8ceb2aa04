"""What dicts and containers hold: written out, copied from objects and rows, or handed back by functions."""

from __future__ import annotations

from msgspec import structs

from session_lint.facts import walk
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
    Starred,
    Subscript,
    Walrus,
)
from session_lint.project.amounts import Env, Leak, Slots
from session_lint.project.copies import Copies
from session_lint.project.decimals import Decimals
from session_lint.project.dtos import is_public
from session_lint.project.known import Known
from session_lint.project.roles import Role
from session_lint.project.single import single
from session_lint.project.symbols import FunctionSymbol

ANY_KEY = "*"
_SAME = frozenset({"list", "tuple", "sorted", "reversed", "iter", "next", "deepcopy", "copy"})


class Contents:
    """Recognises money in dicts and containers.

    Args:
        known: what is known of the program.
        decimals: what is known inside the function.
    """

    def __init__(self, known: Known, decimals: Decimals) -> None:
        self._known = known
        self._decimals = decimals
        self._copies = Copies(known, decimals.declared)
        self.copied: set[str] = set()
        """The names of objects of which every column was copied."""

    def leaks_in(self, value: Expression, env: Env) -> frozenset[Leak]:
        """Return the amounts in a dict or a container, at whatever depth."""
        return frozenset(leak for leaks in self.slots(value, env).values() for leak in leaks)

    def slots(self, value: Expression, env: Env) -> Slots:
        """Return what a dict or a container holds, by key."""
        match value:
            case Mapping():
                return self._mapping(value, env)
            case Display():
                return self._numbered(value.items, env)
            case Conditional():
                return self._numbered((value.body, value.orelse), env)
            case Operation(operator="or" | "and" | "+" | "|"):
                return self._numbered(value.operands, env)
            case Comprehension():
                return self._comprehension(value, env)
            case Name():
                return dict(env.slots.get(value.id, {}))
            case Await() | Walrus() | Starred():
                return self.slots(value.value, env)
            case Subscript(value=Name(id=name), items=(Literal(kind="str", text=key),)) if key:
                return {key: env.slots.get(name, {}).get(key, frozenset())}
            case Call():
                return self._called(value, env)
            case _:
                return {}

    def entry(self, span: Span, key: str, value: Expression, env: Env) -> frozenset[Leak]:
        """Return what a value under a key brings into a dict."""
        if (amount := self._decimals.carried(value, env)) is not None:
            return frozenset({Leak(span, key, amount, single=single(value, env, self._decimals))})
        return frozenset(
            structs.replace(leak, within=key) if leak.key == ANY_KEY and not leak.within else leak
            for leak in self.leaks_in(value, env)
        )

    def copies_columns(self, value: Expression, names: frozenset[str]) -> Expression | None:
        """Return the object whose columns are copied one by one: ``getattr(order, column.name)``.

        Args:
            value: what is stored.
            names: the names that stand for columns.
        """
        match value:
            case Call(function=Name(id="getattr"), arguments=(Argument(value=owner), Argument(value=name), *_)):
                mentioned = {part.id for part in walk.expressions(name) if isinstance(part, Name)}
                return owner if mentioned & names else None
            case _:
                return None

    def columns(self, owner: Expression, span: Span, env: Env) -> Slots:
        """Return the Numeric columns of the class that an object is of, each as a leak at one place."""
        self.copied.add(walk.dotted(owner))
        return self._copies.of_columns(self._decimals.declared.class_of(owner, env.typed), span, walk.dotted(owner))

    def _mapping(self, value: Mapping, env: Env) -> Slots:
        slots: Slots = {}
        for entry in value.entries:
            if entry.key is None:
                slots.update(self.slots(entry.value, env))
                continue
            key = key_of(entry.key)
            leaks = self.entry(entry.span, key, entry.value, env)
            slots[key] = leaks | (slots.get(key, frozenset()) if key == ANY_KEY else frozenset())
        return slots

    def _comprehension(self, value: Comprehension, env: Env) -> Slots:
        inner = self._decimals.iteration.inside(value, env)
        if value.kind != "dict":
            return {ANY_KEY: self.leaks_in(value.element, inner)}
        names = frozenset(
            name.id
            for clause in value.clauses
            if is_over_columns(clause.iterable)
            for name in walk.expressions(clause.target)
            if isinstance(name, Name)
        )
        owner = self.copies_columns(value.element, names) if names else None
        if owner is not None:
            return self.columns(owner, value.span, env)
        return {ANY_KEY: self.entry(value.span, ANY_KEY, value.element, inner)}

    def _numbered(self, items: tuple[Expression, ...], env: Env) -> Slots:
        return {f"[{index}]": self.leaks_in(item, env) for index, item in enumerate(items)}

    def _called(self, call: Call, env: Env) -> Slots:
        function = call.function
        last = function.name if isinstance(function, Attribute) else walk.dotted(function)
        if isinstance(function, Name) and last == "dict":
            return self._dict_call(call, env)
        if last in _SAME and call.arguments and isinstance(function, Name):
            held = self.slots(call.arguments[0].value, env)
            if not isinstance(call.arguments[0].value, Name) or "copy" in last:
                return held
            # Iterating over a dict gives its keys, over a list of dicts these.
            return {slot: frozenset(leak for leak in leaks if leak.key != slot) for slot, leaks in held.items()}
        if last in ("copy", "values") and isinstance(function, Attribute):
            return self.slots(function.value, env)
        if isinstance(function, Attribute) and last == "get" and isinstance(function.value, Name) and call.arguments:
            return {last: env.slots.get(function.value.id, {}).get(key_of(call.arguments[0].value), frozenset())}
        symbol = self._decimals.declared.member(call, env.typed)
        if symbol is not None:
            return self._handed_back(symbol, call, env)
        return self._copies.by_call(call, env)

    def _dict_call(self, call: Call, env: Env) -> Slots:
        slots: Slots = {}
        for argument in call.arguments:
            if argument.keyword is None:
                slots.update(self.slots(argument.value, env) or self._copies.of_row(argument.value, call.span, env))
            else:
                slots[argument.keyword] = self.entry(argument.span, argument.keyword, argument.value, env)
        return slots

    def _handed_back(self, symbol: FunctionSymbol, call: Call, env: Env) -> Slots:
        returned = self._known.returned(symbol)
        if not returned.slots and not returned.copied:
            return {}
        role: Role = self._known.role(symbol)
        if role == "service" and is_public(symbol):
            return {}  # what it hands out is a finding there
        slots: Slots = {}
        for leak in returned.slots:
            if role == "service":
                leak = leak if leak.origin is not None else structs.replace(leak, origin=symbol)
            else:
                why = f"{walk.dotted(call.function) or symbol.function.name}() puts it there: {leak.amount.why}"
                leak = Leak(call.span, leak.key, structs.replace(leak.amount, why=why), within=leak.within)
            slots[f"{leak.key}@{leak.span.line}"] = frozenset({leak})
        if returned.copied and isinstance(call.function, Attribute):
            slots.update(self.columns(call.function.value, call.span, env))
        return slots


def key_of(key: Expression) -> str:
    """Return the text of a dict's key, ``*`` for one that is computed."""
    return key.text if isinstance(key, Literal) and key.kind == "str" and key.text else ANY_KEY


def is_over_columns(iterable: Expression) -> bool:
    """Tell whether a loop goes over the columns of a table or a mapper."""
    named = {part.name for part in walk.expressions(iterable) if isinstance(part, Attribute)}
    if named & {"column_attrs", "__table__", "__mapper__"}:
        return True
    called = {walk.dotted(part.function) for part in walk.expressions(iterable) if isinstance(part, Call)}
    inspected = any(name.rpartition(".")[2] in ("inspect", "class_mapper", "object_mapper") for name in called)
    return inspected and bool(named & {"columns", "c", "attrs", "mapper"})
