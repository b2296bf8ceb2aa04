"""What a test says about parameters where it is true and where it is false: which are None, and which are not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from session_lint.facts import walk
from session_lint.facts.values import Call, Conditional, Expression, Literal, Name, Operation, Walrus
from session_lint.project.held import NOTHING, Flag, State, Unlike

_NO: frozenset[str] = frozenset()
_ALIKE: frozenset[Unlike] = frozenset()
_CONSTANTS = frozenset({"True", "False", "None"})
_NOT_TRUE = frozenset({"False", "None"})
"""The constants that are false where they are tested."""


class Narrowing(NamedTuple):
    """What a test says: parameters that are None, that are not, and the constants that other parameters are not."""

    absent: frozenset[str] = _NO
    present: frozenset[str] = _NO
    unlike: frozenset[Unlike] = _ALIKE


NO_NARROWING = Narrowing()
NOTHING_SAID = (NO_NARROWING, NO_NARROWING)


def narrowings(test: Expression, state: State) -> tuple[Narrowing, Narrowing]:
    """Return what a test says where it is true and where it is false."""
    match test:
        case Operation(operator="is" | "==" | "is not" | "!=", operands=(subject, Literal(kind=kind))) if (
            kind in _CONSTANTS
        ):
            absent = _parameters(subject, state) if kind == "None" else _NO
            others = _CONSTANTS - {kind}
            truths = (
                Narrowing(absent, _NO, _unlike(subject, others, state)),
                Narrowing(_NO, absent, _unlike(subject, {kind}, state)),
            )
            return truths if test.operator in ("is", "==") else (truths[1], truths[0])
        case Operation(operator="not", operands=(inner,)):
            true, false = narrowings(inner, state)
            return false, true
        case Operation(operator="and", operands=(first, second)):
            return _both(narrowings(first, state)[0], narrowings(second, state)[0]), NO_NARROWING
        case Operation(operator="or", operands=(first, second)):
            return NO_NARROWING, _both(narrowings(first, state)[1], narrowings(second, state)[1])
        case Name() if test.id in state.flags:
            return _agreed(state.flags[test.id], True), _agreed(state.flags[test.id], False)
        case Name():
            given = _parameters(test, state)
            return (
                Narrowing(_NO, given, _unlike(test, _NOT_TRUE, state)),
                Narrowing(given, _NO, _unlike(test, {"True"}, state)),
            )
        case Call(function=Name(id="bool"), arguments=(argument,)):
            return narrowings(argument.value, state)
        case Call(function=Name(id="isinstance"), arguments=(subject, *_)):
            given = _parameters(subject.value, state)
            return Narrowing(_NO, given), Narrowing(given)
        case Walrus():
            return narrowings(test.value, state)
        case _:
            return NOTHING_SAID


def parts_narrowed(expression: Expression, state: State) -> Iterator[tuple[Expression, State]]:
    """Yield the expressions directly inside an expression, each with the state in which it is evaluated."""
    match expression:
        case Conditional():
            true, false = narrowings(expression.test, state)
            yield expression.test, state
            yield expression.body, _narrowed(state, true)
            yield expression.orelse, _narrowed(state, false)
        case Operation(operator="and" | "or", operands=(first, second)):
            true, false = narrowings(first, state)
            yield first, state
            yield second, _narrowed(state, true if expression.operator == "and" else false)
        case _:
            for child in walk.children(expression):
                yield child, state


def _narrowed(state: State, narrowing: Narrowing) -> State:
    return state.narrowed(*narrowing) if any(narrowing) else state


def _both(first: Narrowing, second: Narrowing) -> Narrowing:
    return Narrowing(first.absent | second.absent, first.present | second.present, first.unlike | second.unlike)


def _agreed(flags: frozenset[Flag], truth: bool) -> Narrowing:
    # What holds in every way in which the variable came to be so.
    ways = [flag for flag in flags if flag.truth is truth]
    if not ways:
        return NO_NARROWING
    absent, present, unlike = ways[0].absent, ways[0].present, ways[0].unlike
    for way in ways[1:]:
        absent, present, unlike = absent & way.absent, present & way.present, unlike & way.unlike
    return Narrowing(absent, present, unlike)


def _unlike(subject: Expression, constants: Collection[str], state: State) -> frozenset[Unlike]:
    if isinstance(subject, Name) and subject.id in state.given:
        return frozenset((subject.id, constant) for constant in constants)
    return _ALIKE


def _parameters(subject: Expression, state: State) -> frozenset[str]:
    if not isinstance(subject, Name):
        return _NO
    # A row or savepoint of a parameter's session is not there: that says nothing about the session.
    return frozenset(
        held.parameter
        for held in state.held.get(subject.id, NOTHING)
        if held.kind == "session" and held.origin == "parameter" and held.parameter
    )
