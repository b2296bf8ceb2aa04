"""What an expression is declared to be: by parameters, annotations, return types and fields, through containers."""

from __future__ import annotations

from collections.abc import Callable

from session_lint.facts import walk
from session_lint.facts.program import Bind, Function
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Subscript,
    Walrus,
)
from session_lint.project.aliases import spelled_out
from session_lint.project.columns import column_of, mapped_in, related
from session_lint.project.names import Names
from session_lint.project.selected import Selected, Typed
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope, ValueSymbol
from session_lint.project.types import parsed
from session_lint.project.usage import is_property

_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})
_SAME = frozenset({"list", "tuple", "set", "sorted", "reversed", "iter", "frozenset"})
ELEMENTS = frozenset({"max", "min", "sum", "next"})
_LOOK_UPS = frozenset({"get", "get_one"})
_ALTERNATIVES = frozenset({"Optional", "Union"})


Infer = Callable[[FunctionSymbol], Typed | None]
"""What a function without a return annotation gives, by what it returns."""


def unknown(_: FunctionSymbol) -> Typed | None:
    """Infer nothing."""
    return None


class Declared:
    """Follows declared types.

    Args:
        names: the project's names.
        scope: where the expressions stand.
        infer: what functions without a return annotation give.
    """

    def __init__(self, names: Names, scope: Scope, infer: Infer = unknown) -> None:
        self._names = names
        self._scope = scope
        self._infer = infer
        self._selected = Selected(names, scope)

    def type_of(self, value: Expression | None, known: dict[str, Typed]) -> Typed | None:
        """Return what an expression is declared to be; ``known`` holds the types of local names."""
        match value:
            case Name():
                return known.get(value.id) or self._of_variable(value)
            case Await() | Walrus():
                return self.type_of(value.value, known)
            case Conditional():
                return self.type_of(value.body, known) or self.type_of(value.orelse, known)
            case Operation(operator="or"):
                return self.type_of(value.operands[0], known) or self.type_of(value.operands[1], known)
            case Attribute():
                return self._of_field(value, known)
            case Subscript():
                return self._item(self.type_of(value.value, known), value.items)
            case Call():
                # The receiver is looked at once: a chain of calls is as long as it is written.
                receiver = self.type_of(value.function.value, known) if isinstance(value.function, Attribute) else None
                selected = self._selected.by_call(value, receiver, lambda inner: self.type_of(inner, known))
                return selected or self._returned(value, receiver, known)
            case _:
                return None

    def class_of(self, value: Expression | None, known: dict[str, Typed]) -> ClassSymbol | None:
        """Return the project's class that an expression is an instance of, None when that is not known."""
        return self._class_of(self.type_of(value, known))

    def _class_of(self, typed: Typed | None) -> ClassSymbol | None:
        if typed is None or typed.shape:
            return None
        for option in _options(typed.annotation):
            if not isinstance(option, Subscript):
                meant = self._names.resolve(option, typed.scope)
                if isinstance(meant, ClassSymbol):
                    return meant
        return None

    def spelled_out(self, annotation: Expression, scope: Scope) -> Expression:
        """Return a type with what its aliases stand for."""
        return spelled_out(annotation, scope, self._names)

    def element(self, typed: Typed | None) -> Typed | None:
        """Return what iterating over something declared yields."""
        if typed is not None and typed.shape:
            return self._selected.element(typed)
        name, parts = _generic(typed)
        return Typed(parts[0], typed.scope) if typed is not None and parts and name != "Callable" else None

    def parts(self, typed: Typed | None, count: int) -> list[Typed | None]:
        """Return what unpacking something declared into ``count`` names gives each."""
        if typed is not None and typed.shape:
            return self._selected.parts(typed, count)
        name, parts = _generic(typed)
        if typed is None or name.lower() != "tuple" or len(parts) != count:
            return [self.element(typed)] * count
        return [Typed(part, typed.scope) for part in parts]

    def member(self, call: Call, known: dict[str, Typed]) -> FunctionSymbol | None:
        """Return the project's function that a call calls, also as a method of something declared."""
        receiver = self.type_of(call.function.value, known) if isinstance(call.function, Attribute) else None
        return self._member(call, receiver)

    def _member(self, call: Call, receiver: Typed | None) -> FunctionSymbol | None:
        meant = self._names.resolve(call.function, self._scope)
        if isinstance(meant, FunctionSymbol):
            return meant
        if isinstance(call.function, Attribute):
            owner = self._class_of(receiver)
            meant = self._names.class_member(owner, call.function.name) if owner is not None else None
        return meant if isinstance(meant, FunctionSymbol) else None

    def _of_variable(self, name: Name) -> Typed | None:
        meant = self._names.look_up(name.id, self._scope)
        if (
            not isinstance(meant, ValueSymbol)
            or not isinstance(meant.binding, Bind)
            or meant.binding.annotation is None
        ):
            return None
        inside = meant.scope.around and isinstance(meant.scope.around[-1], Function)
        return None if inside else Typed(meant.binding.annotation, meant.scope)  # a local is known by order, or not

    def _of_field(self, value: Attribute, known: dict[str, Typed]) -> Typed | None:
        receiver = self.type_of(value.value, known)
        if receiver is not None and receiver.shape == "row":
            return self._selected.member(receiver, value.name)
        owner = self._class_of(receiver)
        if owner is None:
            entity = self._names.resolve(value.value, self._scope) if value.name == "query" else None
            return Typed(Display("tuple", (value.value,)), self._scope, shape="query") if _is_class(entity) else None
        return self._of_member(owner, value.name)

    def _of_member(self, owner: ClassSymbol, name: str) -> Typed | None:
        meant = self._names.class_member(owner, name)
        if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind):
            if (one := related(meant.binding.value)) is not None and mapped_in(meant.binding.annotation) is None:
                return Typed(Operation("|", (one, Subscript(Name("list"), (one,)))), meant.scope)  # whichever it is
            column = column_of(owner, meant)
            annotation = meant.binding.annotation or (Literal("None") if column is not None else None)
            return Typed(annotation, meant.scope, column) if annotation is not None else None
        if isinstance(meant, FunctionSymbol) and is_property(meant.function):
            return Typed(meant.function.returns, meant.scope) if meant.function.returns else self._infer(meant)
        return None

    def _returned(self, call: Call, receiver: Typed | None, known: dict[str, Typed]) -> Typed | None:
        first = call.arguments[0].value if call.arguments else None
        if isinstance(call.function, Name) and first is not None:
            if call.function.id in _SAME:
                return self.type_of(first, known)
            if call.function.id in ELEMENTS and len(call.arguments) == 1:
                return self.element(self.type_of(first, known))
        meant = self._member(call, receiver)
        if meant is not None:
            return Typed(meant.function.returns, meant.scope) if meant.function.returns else self._infer(meant)
        if isinstance(self._names.resolve(call.function, self._scope), ClassSymbol):
            return Typed(call.function, self._scope)
        if isinstance(call.function, Attribute):
            if call.function.name in _LOOK_UPS and first is not None:
                looked_up = self._names.resolve(first, self._scope)
                if isinstance(looked_up, ClassSymbol):
                    return Typed(first, self._scope)  # session.get(Order, order_id)
            return self._of_method(call.function, receiver)
        return None

    def _of_method(self, function: Attribute, receiver: Typed | None) -> Typed | None:
        name, parts = _generic(receiver)
        if receiver is None or name not in _MAPPINGS or len(parts) != 2:
            return receiver if name and function.name == "copy" else None
        if function.name in ("get", "pop", "setdefault"):
            return Typed(parts[1], receiver.scope)
        if function.name == "values":
            return Typed(Subscript(Name("list"), (parts[1],)), receiver.scope)
        if function.name == "items":
            return Typed(Subscript(Name("list"), (Subscript(Name("tuple"), parts),)), receiver.scope)
        return None

    def _item(self, typed: Typed | None, index: tuple[Expression, ...]) -> Typed | None:
        if typed is not None and len(index) == 1 and isinstance(index[0], Operation) and index[0].operator == ":":
            return self._sliced(typed)
        if typed is not None and typed.shape:
            return self._selected_item(typed, index)
        if typed is not None and len(index) == 1 and (key := _text(index[0])):
            for option in _options(typed.annotation):
                meant = self._names.resolve(option, typed.scope)
                if isinstance(meant, ClassSymbol):
                    return self._of_member(meant, key)  # a TypedDict's
        name, parts = _generic(typed)
        if typed is None or not parts or len(index) != 1:
            return None
        if name in _MAPPINGS:
            return Typed(parts[1], typed.scope) if len(parts) == 2 else None
        return Typed(parts[0], typed.scope) if name.lower() != "tuple" or len(parts) == 2 else None

    def _sliced(self, typed: Typed) -> Typed | None:
        if typed.shape:
            return typed if typed.shape != "row" else None
        name, parts = _generic(typed)
        return typed if name.lower() != "tuple" or len(parts) == 1 else None

    def _selected_item(self, typed: Typed, index: tuple[Expression, ...]) -> Typed | None:
        if typed.shape != "row":
            return self._selected.element(typed)
        key = _text(index[0]) if len(index) == 1 else ""
        return self._selected.member(typed, key) if key else self._selected.only(typed)


def _is_class(meant: object) -> bool:
    return isinstance(meant, ClassSymbol)


def _text(key: Expression) -> str:
    return key.text if isinstance(key, Literal) and key.kind == "str" else ""


def _generic(typed: Typed | None) -> tuple[str, tuple[Expression, ...]]:
    # The name and the parameters of a generic type; Optional and the ellipsis of tuple[X, ...] are taken away.
    for option in _options(typed.annotation) if typed is not None else ():
        if isinstance(option, Subscript):
            items = option.items
            if len(items) == 1 and isinstance(items[0], Display):
                items = items[0].items
            kept = tuple(item for item in items if not (isinstance(item, Literal) and item.kind == "..."))
            return walk.dotted(option.value).rpartition(".")[2], kept
    return "", ()


def _options(annotation: Expression | None) -> list[Expression]:
    match annotation:
        case None | Literal(kind="None"):
            return []
        case Literal(kind="str"):
            return _options(parsed(annotation.text))
        case Operation(operator="|"):
            return [option for operand in annotation.operands for option in _options(operand)]
        case Subscript() if walk.dotted(annotation.value).rpartition(".")[2] in _ALTERNATIVES:
            return [option for item in annotation.items for option in _options(item)]
        case Subscript() if walk.dotted(annotation.value).rpartition(".")[2] == "Annotated":
            return _options(annotation.items[0])
        case Display():
            return [option for item in annotation.items for option in _options(item)]
        case Subscript() if (inner := mapped_in(annotation)) is not None:
            return _options(inner)
        case _:
            return [annotation]


def options(typed: Typed) -> list[Expression]:
    """Return the alternatives of a declared type, without None."""
    return _options(typed.annotation)
