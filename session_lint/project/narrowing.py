"""What a test says about parameters: which are None where it is true, and which where it is false."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.values import Call, Conditional, Expression, Literal, Name, Operation, Walrus
from session_lint.project.held import NOTHING, Flag, State

Narrowing = tuple[frozenset[str], frozenset[str]]
_NO: frozenset[str] = frozenset()
NO_NARROWING: Narrowing = (_NO, _NO)
NOTHING_SAID = (NO_NARROWING, NO_NARROWING)


def narrowings(test: Expression, state: State) -> tuple[Narrowing, Narrowing]:
    """Return what a test says where it is true and where it is false: which parameters are None, which are not."""
    match test:
        case Operation(operator="is" | "==" | "is not" | "!=", operands=(subject, Literal(kind="None"))):
            absent = _parameters(subject, state)
            truths: tuple[Narrowing, Narrowing] = ((absent, _NO), (_NO, absent))
            return truths if test.operator in ("is", "==") else (truths[1], truths[0])
        case Operation(operator="not", operands=(inner,)):
            true, false = narrowings(inner, state)
            return false, true
        case Operation(operator="and", operands=(first, second)):
            left, right = narrowings(first, state)[0], narrowings(second, state)[0]
            return (left[0] | right[0], left[1] | right[1]), NO_NARROWING
        case Operation(operator="or", operands=(first, second)):
            left, right = narrowings(first, state)[1], narrowings(second, state)[1]
            return NO_NARROWING, (left[0] | right[0], left[1] | right[1])
        case Name() if test.id in state.flags:
            return _agreed(state.flags[test.id], True), _agreed(state.flags[test.id], False)
        case Name():
            given = _parameters(test, state)
            return (_NO, given), (given, _NO)
        case Call(function=Name(id="isinstance" | "bool"), arguments=(subject, *_)):
            given = _parameters(subject.value, state)
            return (_NO, given), (given, _NO)
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


def _agreed(flags: frozenset[Flag], truth: bool) -> Narrowing:
    # What holds in every way in which the variable came to be so.
    ways = [flag for flag in flags if flag.truth is truth]
    if not ways:
        return NO_NARROWING
    absent, present = ways[0].absent, ways[0].present
    for way in ways[1:]:
        absent, present = absent & way.absent, present & way.present
    return absent, present


def _parameters(subject: Expression, state: State) -> frozenset[str]:
    if not isinstance(subject, Name):
        return _NO
    # A row or savepoint of a parameter's session is not there: that says nothing about the session.
    return frozenset(
        held.parameter
        for held in state.held.get(subject.id, NOTHING)
        if held.kind == "session" and held.origin == "parameter" and held.parameter
    )
