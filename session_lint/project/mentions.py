"""Which names a module uses as values: registered, stored or passed on, not called."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Return, Statement
from session_lint.facts.values import Attribute, Call, Conditional, Display, Expression, Mapping, Name, Operation
from session_lint.project.modules import Module, definitions

_BACKGROUND = frozenset({"Thread", "Process", "Timer", "submit", "run_in_executor", "to_thread", "add_job"})


class Mentions(Struct, frozen=True):
    """What is used as a value.

    ``paths`` are as written, ``values`` their last names; ``listening`` is given to
    events, ``background`` to threads, executors and schedulers.
    """

    paths: frozenset[Expression]
    values: frozenset[str]
    listening: frozenset[str]
    background: frozenset[str]


def mentions(module: Module) -> Mentions:
    """Return what a module mentions as a value; a method counts by its bare name."""
    paths: set[Expression] = set()
    listening: set[str] = set()
    background: set[str] = set()
    for expression in walk.everything(module.facts.body):
        match expression:
            case Call():
                given = [argument.value for argument in expression.arguments]
                paths.update(value for value in given if walk.dotted(value))
                called = walk.dotted(expression.function).rpartition(".")[2]
                if called in ("listen", "add_listener"):
                    listening.update(_last(value) for value in given)
                elif called in _BACKGROUND:
                    background.update(_last(value) for value in given)
                else:  # what makes a thread for others takes what it runs as threading.Thread does
                    background.update(_last(part.value) for part in expression.arguments if part.keyword == "target")
            case Display():
                paths.update(item for item in expression.items if walk.dotted(item))
            case Mapping():
                paths.update(entry.value for entry in expression.entries if walk.dotted(entry.value))
            case Conditional():
                paths.update(part for part in (expression.body, expression.orelse) if walk.dotted(part))
            case Operation(operator="or" | "and"):
                paths.update(part for part in expression.operands if walk.dotted(part))
            case _:
                pass
    paths.update(value for value in _stored(module) if walk.dotted(value))
    return Mentions(
        frozenset(paths), frozenset(map(_last, paths)), frozenset(listening - {""}), frozenset(background - {""})
    )


def _stored(module: Module) -> list[Expression]:
    bodies: list[tuple[Statement, ...]] = [module.facts.body]
    bodies += [function.body for function, _ in definitions(module.facts.body)]
    return [
        statement.value
        for body in bodies
        for statement in walk.statements(body)
        if isinstance(statement, (Bind, Return)) and statement.value is not None
    ]


def _last(expression: Expression) -> str:
    match expression:
        case Name():
            return expression.id
        case Attribute():
            return expression.name
        case _:
            return ""
