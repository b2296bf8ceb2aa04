"""Whether a value that is money is one amount, or may be None or a container of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from session_lint.facts import walk
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Conditional,
    Expression,
    Literal,
    Name,
    Operation,
    Subscript,
    Walrus,
)
from session_lint.project.amounts import Env, Single
from session_lint.project.columns import mapped_in
from session_lint.project.declared import options
from session_lint.project.selected import Typed

if TYPE_CHECKING:
    from session_lint.project.decimals import Decimals

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_ONE = frozenset({"Decimal", "quantize", "round", "abs", "sum", "max", "min", "normalize", "copy_abs", "copy_negate"})
_MAY_FIND_NOTHING = frozenset({"scalar", "first", "one_or_none", "scalar_one_or_none", "fetchone", "get"})
_PLAIN = frozenset({"Annotated", "Final"})


def single(value: Expression, env: Env, decimals: Decimals) -> Single:
    """Return whether a value is one amount.

    Args:
        value: the value.
        env: what is known where it stands.
        decimals: what is known inside the function.
    """
    match value:
        case Name(id=name) if name in env.single:
            return env.single[name]
        case Literal(kind="int"):
            return "sure"
        case Operation(operator=operator, operands=operands) if operator in _ARITHMETIC:
            return "sure" if any(single(one, env, decimals) for one in operands) else ""
        case Operation(operator="or", operands=operands):
            found: list[Single] = [single(one, env, decimals) for one in operands]
            return found[-1] if all(found) else ""
        case Conditional():
            yes, no = decimals.iteration.narrowed(value.test, env)
            body: Single = "sure" if _shows(value.test, value.body) else _or_none(value.body, yes, decimals)
            return _either(body, _or_none(value.orelse, no, decimals))
        case Await() | Walrus():
            return single(value.value, env, decimals)
        case Call() if walk.dotted(value.function).rpartition(".")[2] in _ONE or _last(value) in _ONE:
            return "perhaps" if any(one.keyword == "default" for one in value.arguments) else "sure"
        case Call() if decimals.names_decimal(value.function):
            return "sure"
        case Call() if _last(value) in _MAY_FIND_NOTHING and len(value.arguments) < 2:
            return "perhaps" if _declared(decimals.declared.type_of(value, env.typed), decimals) else ""
        case Attribute() | Subscript() | Call() | Name():
            return _declared(decimals.declared.type_of(value, env.typed), decimals)
        case _:
            return ""


def _last(call: Call) -> str:
    return call.function.name if isinstance(call.function, Attribute) else ""


def _or_none(value: Expression, env: Env, decimals: Decimals) -> Single:
    return "perhaps" if value == Literal("None") else single(value, env, decimals)


def _shows(test: Expression, value: Expression) -> bool:
    # "value if value is not None else …": what is asked for is there.
    match test:
        case Operation(operator="is not" | "!=", operands=(asked, Literal(kind="None"))):
            return asked == value
        case _:
            return test == value


def _either(first: Single, second: Single) -> Single:
    if first == second:
        return first
    return "perhaps" if first and second else ""


def _declared(typed: Typed | None, decimals: Decimals) -> Single:
    if typed is None:
        return ""
    if typed.shape:
        return "perhaps" if typed.shape == "sql" else ""
    annotation = typed.annotation
    if typed.column is not None:
        mapped = mapped_in(typed.column.annotation)
        if mapped is None:
            made = typed.column.value
            told = made.argument("nullable") if isinstance(made, Call) else None
            return "sure" if told == Literal("False") else "perhaps"
        annotation = mapped
    annotation = decimals.declared.spelled_out(annotation, typed.scope)
    held = options(Typed(annotation, typed.scope))
    if any(isinstance(one, Subscript) and walk.dotted(one.value).rpartition(".")[2] not in _PLAIN for one in held):
        return ""
    optional = any(
        one == Literal("None") or (isinstance(one, Subscript) and walk.dotted(one.value).endswith("Optional"))
        for one in walk.expressions(annotation)
    )
    return "perhaps" if optional else "sure"
