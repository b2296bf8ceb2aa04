"""Ways through facts: the statements of a body and the expressions in them."""

from __future__ import annotations

from collections.abc import Iterator

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


def children(expression: Expression) -> Iterator[Expression]:
    """Yield the expressions directly inside an expression."""
    match expression:
        case Attribute() | Await() | Starred():
            yield expression.value
        case Call():
            yield expression.function
            for argument in expression.arguments:
                yield argument.value
        case Subscript():
            yield expression.value
            yield from expression.items
        case Operation():
            yield from expression.operands
        case Conditional():
            yield from (expression.test, expression.body, expression.orelse)
        case Display():
            yield from expression.items
        case Mapping():
            for entry in expression.entries:
                yield from _some(entry.key, entry.value)
        case Comprehension():
            for clause in expression.clauses:
                yield from (clause.target, clause.iterable, *clause.conditions)
            yield from _some(expression.key, expression.element)
        case Lambda():
            for parameter in expression.parameters:
                yield from _some(parameter.default)
            yield expression.body
        case Yield():
            yield from _some(expression.value)
        case Walrus():
            yield from (expression.target, expression.value)
        case Formatted():
            yield from expression.values
        case Name() | Literal():
            pass


def expressions(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all inside it, outermost first."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(list(children(current)))


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
