"""Methods that a manager hands to threads, tasks or a later time: they would share the one session of their object."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.held_values import LATER
from session_lint.codemods.managers import Family
from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import Attribute, Call, Expression, Lambda, Name
from session_lint.project.function import ProjectFunction

_BESIDE = LATER | {"partial", "gather", "run_coroutine_threadsafe"}


def handed_on(family: Family) -> str:
    """Return why a family has to stay as it is: a method hands one that uses the session on, to run beside it.

    Args:
        family: the managers.
    """
    using = _using(family)
    for method in family.methods:
        me = family.carrier(method).partition(".")[0]
        if not me:
            continue
        inner = {one.name: one for one in walk.functions(method.symbol.function.body)}
        for call in walk.everything(method.symbol.function.body):
            if isinstance(call, Call) and _runs_beside(call):
                for argument in call.arguments:
                    for name in _given(argument.value, me, using, inner):
                        return (
                            f"{method.qualname!r} ({method.path}:{call.span.line}) hands {me}.{name} to something that "
                            "may run beside it or later, with the same session: open a session in there first"
                        )
    return ""


def _using(family: Family) -> dict[str, bool]:
    """Return the methods that may use their object's session, and whether they are coroutines."""
    found: dict[str, ProjectFunction] = {}
    while True:
        before = len(found)
        for method in family.methods:
            me, _, kept = family.carrier(method).partition(".")
            names = {kept, *found}
            if me and any(
                isinstance(part, Attribute) and part.value == Name(me) and part.name in names
                for part in walk.everything(method.symbol.function.body)
            ):
                found[method.symbol.function.name] = method
        if len(found) == before:
            return {name: method.symbol.function.is_async for name, method in found.items()}


def _runs_beside(call: Call) -> bool:
    name = call.function.name if isinstance(call.function, Attribute) else walk.dotted(call.function)
    return name in _BESIDE and call.function != Name("map")


def _given(value: Expression, me: str, using: dict[str, bool], inner: dict[str, Function]) -> Iterator[str]:
    """Yield the methods that run where something is run that is handed on."""
    called: set[int] = set()
    waiting = [value]
    while waiting:
        current = waiting.pop()
        match current:
            case Name(id=name) if name in inner:
                yield from _methods(walk.everything(inner[name].body), me, using)
            case Lambda(body=body):
                yield from _methods(walk.expressions(body), me, using)
                continue
            case Call(function=Attribute(value=Name(id=owner), name=name) as function) if owner == me:
                if not using.get(name):
                    called.add(id(function))  # it runs at once, and what it answers is handed on
            case Attribute(value=Name(id=owner), name=name) if owner == me and name in using:
                if id(current) not in called:
                    yield name
            case _:
                pass
        waiting += walk.children(current)


def _methods(inside: Iterator[Expression], me: str, using: dict[str, bool]) -> Iterator[str]:
    for part in inside:
        if isinstance(part, Attribute) and part.value == Name(me) and part.name in using:
            yield part.name
