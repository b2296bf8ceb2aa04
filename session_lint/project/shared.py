"""Sessions that are made once for everybody: in a module, a class body or a default argument."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Class, Define, DefineClass, Enter, Function, Statement
from session_lint.facts.values import Expression, Literal, Name, Operation, Span
from session_lint.project.functions import Functions
from session_lint.project.held import State
from session_lint.project.modules import Module, definitions
from session_lint.project.symbols import Scope


class Shared(Struct, frozen=True):
    """One such session: what it is called in ``words``, what makes it, and the function whose default it is."""

    span: Span
    words: str
    made_by: str
    function: str


def shared_sessions(module: Module, functions: Functions) -> Iterator[Shared]:
    """Yield the sessions that a module makes when it is loaded.

    Args:
        module: the module.
        functions: evaluates what is bound.
    """
    yield from _bound(module.facts.body, Scope(module), "module variable", functions)
    for function, around in definitions(module.facts.body):
        scope = Scope(module, around)
        for parameter in function.parameters:
            made_by = _session(parameter.default, scope, functions)
            if made_by:
                words = f"the default of parameter {parameter.name!r}"
                yield Shared(parameter.span, words, made_by, function.qualname)


def _bound(body: tuple[Statement, ...], scope: Scope, what: str, functions: Functions) -> Iterator[Shared]:
    for statement in body:
        match statement:
            case Bind(operator="") if statement.value is not None:
                made_by = _session(statement.value, scope, functions)
                if made_by:
                    name = walk.dotted(statement.targets[0])
                    yield Shared(statement.span, f"{what} {name!r}", made_by, _qualname(scope.around))
            case DefineClass():
                inner = scope.inside(statement.definition)
                yield from _bound(statement.definition.body, inner, "class attribute", functions)
            case Define() | Enter():
                pass  # a function's own, or a scope with an end
            case Branch() if _is_main_guard(statement.test):
                pass
            case _:
                for block in walk.blocks(statement):
                    yield from _bound(block, scope, what, functions)


def _session(value: Expression | None, scope: Scope, functions: Functions) -> str:
    # What makes a session here; empty for a registry, a factory, or anything else.
    for held in functions.values.of(value, scope, State()):
        if held.kind == "session" and held.origin == "own":
            return held.made_by
    return ""


def _is_main_guard(test: Expression) -> bool:
    return (
        isinstance(test, Operation)
        and Name("__name__") in test.operands
        and Literal("str", "__main__") in (test.operands)
    )


def _qualname(around: tuple[Class | Function, ...]) -> str:
    return around[-1].qualname if around else ""
