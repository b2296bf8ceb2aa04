"""Ways through facts: the statements of a body and the expressions in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from session_lint.facts.program import (
    Bind,
    Branch,
    Define,
    DefineClass,
    Delete,
    Enter,
    Evaluate,
    Function,
    Loop,
    Match,
    Raise,
    Return,
    Statement,
    Try,
)
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Formatted,
    Lambda,
    Literal,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
    Walrus,
    Yield,
)


def blocks(statement: Statement) -> tuple[tuple[Statement, ...], ...]:
    """Return the blocks inside a statement, but not the bodies of definitions."""
    match statement:
        case Branch() | Loop():
            return (statement.body, statement.orelse)
        case Enter():
            return (statement.body,)
        case Try():
            return (
                statement.body,
                *(handler.body for handler in statement.handlers),
                statement.orelse,
                statement.final,
            )
        case Match():
            return tuple(case.body for case in statement.cases)
        case _:
            return ()


def statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield every statement of a body in order, also inside blocks, but not inside definitions."""
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from statements(block)


def parts(statement: Statement) -> Iterator[Expression]:
    """Yield the expressions that stand in a statement itself: not in its blocks, not in a definition's body."""
    match statement:
        case Bind():
            yield from statement.targets
            yield from _some(statement.value, statement.annotation)
        case Evaluate() | Return() | Raise():
            yield from _some(statement.value)
        case Delete():
            yield statement.target
        case Branch():
            yield statement.test
        case Match():
            yield statement.subject
            for case in statement.cases:
                yield from _some(case.guard)
        case Loop():
            yield from _some(statement.target, statement.iterable)
        case Enter():
            for item in statement.items:
                yield from _some(item.value, item.target)
        case Try():
            for handler in statement.handlers:
                yield from _some(handler.type)
        case Define():
            yield from statement.function.decorators
            for parameter in statement.function.parameters:
                yield from _some(parameter.default, parameter.annotation)
            yield from _some(statement.function.returns)
        case DefineClass():
            yield from statement.definition.decorators
            for base in statement.definition.bases:
                yield base.value
        case _:
            pass


def reading(statement: Statement) -> Iterator[Expression]:
    """Yield the expressions of a statement whose names are read: all but plain names that are bound."""
    bound: tuple[Expression, ...] = ()
    match statement:
        case Bind(operator=""):
            bound = statement.targets
        case Loop() if statement.target is not None:
            bound = (statement.target,)
        case Enter():
            bound = tuple(item.target for item in statement.items if item.target is not None)
        case _:
            pass
    for part in parts(statement):
        if any(part is target for target in bound):
            yield from _read_in_target(part)
        else:
            yield part


def _read_in_target(target: Expression) -> Iterator[Expression]:
    match target:
        case Name():
            pass
        case Display():
            for item in target.items:
                yield from _read_in_target(item)
        case Starred():
            yield from _read_in_target(target.value)
        case _:
            yield target


def children(expression: Expression) -> Sequence[Expression]:
    """Return the expressions directly inside an expression."""
    # By type, not by match: this is asked for every expression of a project, several times.
    return _CHILDREN[type(expression)](expression)


def _none(_: Name | Literal) -> Sequence[Expression]:
    return ()


def _value(expression: Attribute | Await | Starred) -> Sequence[Expression]:
    return (expression.value,)


def _of_call(call: Call) -> Sequence[Expression]:
    return [call.function, *[argument.value for argument in call.arguments]]


def _of_subscript(expression: Subscript) -> Sequence[Expression]:
    return (expression.value, *expression.items)


def _of_mapping(mapping: Mapping) -> Sequence[Expression]:
    return [part for entry in mapping.entries for part in _some(entry.key, entry.value)]


def _of_comprehension(expression: Comprehension) -> Sequence[Expression]:
    found: list[Expression] = []
    for clause in expression.clauses:
        found += (clause.target, clause.iterable, *clause.conditions)
    found += _some(expression.key, expression.element)
    return found


def _of_lambda(expression: Lambda) -> Sequence[Expression]:
    return [*_some(*(parameter.default for parameter in expression.parameters)), expression.body]


_CHILDREN: dict[type, Callable[[Any], Sequence[Expression]]] = {  # each takes the expressions of its own type
    Name: _none,
    Literal: _none,
    Attribute: _value,
    Await: _value,
    Starred: _value,
    Call: _of_call,
    Subscript: _of_subscript,
    Operation: lambda expression: expression.operands,
    Conditional: lambda expression: (expression.test, expression.body, expression.orelse),
    Display: lambda expression: expression.items,
    Mapping: _of_mapping,
    Comprehension: _of_comprehension,
    Lambda: _of_lambda,
    Yield: lambda expression: tuple(_some(expression.value)),
    Walrus: lambda expression: (expression.target, expression.value),
    Formatted: lambda expression: expression.values,
}


def expressions(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all inside it, outermost first."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        inside = children(current)
        if inside:
            waiting += inside[::-1]


def everything(body: tuple[Statement, ...]) -> Iterator[Expression]:
    """Yield every expression of a body, with those in nested functions and classes."""
    for statement in statements(body):
        for part in parts(statement):
            yield from expressions(part)
        if isinstance(statement, Define):
            yield from everything(statement.function.body)
        elif isinstance(statement, DefineClass):
            yield from everything(statement.definition.body)


def functions(body: tuple[Statement, ...]) -> Iterator[Function]:
    """Yield the functions that a body defines itself, also inside blocks, but not those inside them."""
    for statement in statements(body):
        if isinstance(statement, Define):
            yield statement.function


def own_expressions(body: tuple[Statement, ...]) -> Iterator[Expression]:
    """Yield every expression of a body, but none from the bodies of nested definitions."""
    for statement in statements(body):
        for part in parts(statement):
            yield from expressions(part)


def dotted(expression: Expression) -> str:
    """Return ``a.b.c`` for names and attributes, and an empty string for anything else."""
    names: list[str] = []
    while isinstance(expression, Attribute):
        names.append(expression.name)
        expression = expression.value
    if not isinstance(expression, Name):
        return ""
    names.append(expression.id)
    return ".".join(reversed(names))


def _some(*found: Expression | None) -> Iterator[Expression]:
    for expression in found:
        if expression is not None:
            yield expression
