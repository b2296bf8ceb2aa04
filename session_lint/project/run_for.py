"""Functions that a function is handed and calls itself: what ``retry(save, event)`` runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import Argument, Call, Expression, Lambda, Name
from session_lint.project.symbols import FunctionSymbol

if TYPE_CHECKING:
    from session_lint.project.calls import Target

_ANYTHING = "**"


class RunFor:
    """Tells what becomes of a function that is handed over: read once for each function that takes one."""

    def __init__(self) -> None:
        self._called: dict[object, dict[str, list[Call]]] = {}

    def any(self, callee: FunctionSymbol) -> bool:
        """Tell whether a function calls a parameter of its own."""
        return bool(self._made(callee))

    def call(self, target: Target, parameter: str, given: Argument, call: Call) -> Call | None:
        """Return the call that a callee makes of a function that it is given; None when it makes none itself.

        Args:
            target, parameter: who is given the function, and as what.
            given: the function.
            call: the call of the callee. What is left over of its arguments goes on where the callee hands on its
                ``*args`` and ``**kwargs`` and no more; elsewhere nobody knows what the function is handed.
        """
        callee = target.function
        made = self._made(callee).get(parameter)
        if not made:
            return None
        if all(_hands_on(one, callee.function) for one in made):
            arguments = _left_over(target, call)
        else:
            arguments = (structs.replace(given, keyword=None, star=_ANYTHING),)
        return Call(given.value, arguments, given.span)

    def _made(self, callee: FunctionSymbol) -> dict[str, list[Call]]:
        made = self._called.get(callee.key)
        if made is None:
            made = self._called[callee.key] = {}
            names = {parameter.name for parameter in callee.function.parameters if parameter.kind not in ("*", "**")}
            for expression in _at_once(callee.function) if names else ():
                match expression:
                    case Call(function=Name(id=name)) if name in names:
                        made.setdefault(name, []).append(expression)
                    case _:
                        pass
        return made


def _at_once(function: Function) -> Iterator[Expression]:
    # What a lambda calls, it calls later.
    waiting = [part for statement in walk.statements(function.body) for part in walk.parts(statement)]
    while waiting:
        current = waiting.pop()
        yield current
        if not isinstance(current, Lambda):
            waiting += walk.children(current)


def _hands_on(call: Call, function: Function) -> bool:
    stars: dict[Expression, str] = {Name(p.name): p.kind for p in function.parameters if p.kind in ("*", "**")}
    return len(call.arguments) == len(stars) and all(
        argument.star and stars.get(argument.value) == argument.star for argument in call.arguments
    )


def _left_over(target: Target, call: Call) -> tuple[Argument, ...]:
    parameters = target.function.function.parameters
    own = {parameter.name for parameter in parameters if parameter.kind not in ("*", "**")}
    waiting = sum(parameter.kind in ("positional", "any") for parameter in parameters) - target.bound
    left: list[Argument] = []
    for argument in call.arguments:
        if argument.star:
            left.append(argument)
        elif argument.keyword is not None:
            left += [argument] if argument.keyword not in own else []
        elif waiting > 0:
            waiting -= 1
        else:
            left.append(argument)
    return tuple(left)
