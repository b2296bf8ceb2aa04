"""Under which circumstances the calls of an expression run: now, later, or in a task of their own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Lambda,
    Name,
    Starred,
    Yield,
)

_SPAWN = frozenset({
    "gather", "create_task", "ensure_future", "run_coroutine_threadsafe", "run_until_complete", "as_completed", "wait",
    "start_soon", "spawn", "add_task", "run",
})  # fmt: skip
"""What runs the coroutines that it is given in tasks of their own."""

_AWAIT = frozenset({"wait_for", "shield"})
_NOW = frozenset({"sorted", "map", "filter", "min", "max", "sort", "reduce", "any", "all", "sum"})
"""What calls a function that it is given at once."""

_STREAMS = frozenset({
    "StreamingResponse", "EventSourceResponse", "StreamingHttpResponse", "Response", "response_class",
    "stream_with_context",
})  # fmt: skip
"""What iterates over a generator that it is given while the response is sent, after the request's work is done."""

_CONSUME = _NOW | {
    "list", "tuple", "set", "frozenset", "dict", "next", "anext", "join", "extend", "update", "enumerate", "zip", "sum",
}  # fmt: skip
"""What iterates over what it is given, or is itself iterated over in the same breath."""


class Circumstances(Struct):
    """Of the calls in an expression, by ``id``.

    ``apart`` run in tasks of their own, ``deferred`` perhaps later, from a lambda; ``awaited`` are waited for, and the
    generators of ``consumed`` are iterated over here, those of ``streamed`` while a response is sent.
    ``shadowed`` are names that a comprehension or a lambda binds.
    """

    apart: set[int]
    deferred: set[int]
    awaited: set[int]
    consumed: set[int]
    streamed: set[int]
    shadowed: set[str]


def nothing() -> Circumstances:
    """Return that nothing is said."""
    return Circumstances(set(), set(), set(), set(), set(), set())


def circumstances(found: list[Expression]) -> Circumstances:
    """Return how the calls among an expression and all that is in it run."""
    said = nothing()
    now: set[int] = set()
    for expression in found:
        match expression:
            case Await():
                said.awaited.update(map(id, _calls(expression.value)))
            case Call():
                name = _last(expression.function)
                if name in _SPAWN:
                    said.apart.update(id(call) for a in expression.arguments for call in _calls(a.value))
                elif name in _AWAIT:
                    said.awaited.update(id(call) for a in expression.arguments for call in _calls(a.value))
                elif name in _NOW:
                    now.update(id(argument.value) for argument in expression.arguments)
                if name in _STREAMS:
                    said.streamed.update(id(argument.value) for argument in expression.arguments)
                if name in _CONSUME:
                    said.consumed.update(id(argument.value) for argument in expression.arguments)
            case Comprehension():
                for clause in expression.clauses:
                    said.consumed.add(id(clause.iterable))
                    said.shadowed.update(e.id for e in walk.expressions(clause.target) if isinstance(e, Name))
            case Lambda():
                said.shadowed.update(parameter.name for parameter in expression.parameters)
                if id(expression) not in now:
                    said.deferred.update(id(e) for e in walk.expressions(expression.body) if isinstance(e, Call))
            case Yield(delegated=True, value=Call() as value):
                said.consumed.add(id(value))
            case _:
                pass
    return said


def _last(function: Expression) -> str:
    match function:
        case Name():
            return function.id
        case Attribute():
            return function.name
        case _:
            return ""


def _calls(value: Expression) -> Iterator[Call]:
    # The calls whose result an expression is: themselves, or gathered in a list.
    match value:
        case Call():
            yield value
        case Starred() | Await():
            yield from _calls(value.value)
        case Display():
            for item in value.items:
                yield from _calls(item)
        case Comprehension():
            yield from _calls(value.element)
        case Conditional():
            yield from _calls(value.body)
            yield from _calls(value.orelse)
        case _:
            pass
