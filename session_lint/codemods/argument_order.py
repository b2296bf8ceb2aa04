"""Sessions that are named in a call: whether what stands in it is still worked out in an order that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.values import Await, Call, Expression, Lambda, Name, Walrus, Yield

_LOOKS_ONLY = frozenset({
    "str", "int", "float", "bool", "bytes", "complex", "len", "list", "tuple", "set", "dict", "frozenset", "sorted",
    "sum", "min", "max", "abs", "round", "range", "zip", "isinstance", "getattr", "Decimal", "date", "datetime", "UUID",
})  # fmt: skip


def refuse_reordered(call: Call, index: int) -> None:
    """Raise where a session that gets its name would be made after what it was made before.

    What goes by position cannot stand behind a keyword, so that the session moves behind it.

    Args:
        call: the call.
        index: the session among its arguments.

    Raises:
        Uncertain: when the order may matter.
    """
    session = call.arguments[index].value
    for other in call.arguments[index + 1 :]:
        if other.keyword is not None or other.star == "**":
            continue
        acts = _acts(session) and (_acts(other.value) or any(_bound(other.value)))
        if acts or _reads_what_binds(session, other.value) or _reads_what_binds(other.value, session):
            raise Uncertain(
                "its session is made before its other arguments, and would be after them: name it before the call"
            )


def _acts(value: Expression) -> bool:
    """Tell whether an expression may do something: whether it calls or awaits something that does not only look."""
    match value:
        case Lambda():
            return False
        case Await() | Yield():
            return True
        case Call(function=function):
            if walk.dotted(function).rpartition(".")[2] not in _LOOKS_ONLY:
                return True
        case _:
            pass
    return any(_acts(part) for part in walk.children(value))


def _bound(value: Expression) -> Iterator[str]:
    for part in walk.expressions(value):
        if isinstance(part, Walrus) and isinstance(part.target, Name):
            yield part.target.id


def _reads_what_binds(reading: Expression, binding: Expression) -> bool:
    bound = {*_bound(binding)}
    return bool(bound) and any(isinstance(part, Name) and part.id in bound for part in walk.expressions(reading))
