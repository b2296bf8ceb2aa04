"""What the session of a new scope is called, and the function that a lambda becomes."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import chain, count

from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Enter
from session_lint.facts.values import Name
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import bindings


def scope_name(function: ProjectFunction, names: Iterable[str]) -> str:
    """Return a name that is free in a function.

    Args:
        function: the function that gets the scope.
        names: what sessions are called in the project, in order of preference.

    Raises:
        Uncertain: when every name is taken.
    """
    module = function.symbol.scope.module
    definition = function.symbol.function
    bound = bindings(definition.body, module.name, module.is_package)[0]
    entered = {
        item.target.id
        for statement in walk.statements(definition.body)
        if isinstance(statement, Enter)
        for item in statement.items
        if isinstance(item.target, Name)
    }
    # A name that another scope of the function has is free again where that scope has ended.
    taken = {name for name, ways in bound.items() if name not in entered or any(way is not None for way in ways)}
    taken |= {parameter.name for parameter in definition.parameters}
    for name in (*names, "orm_session"):
        if len(name) > 2 and name not in taken:
            return name
    raise Uncertain("every name for a session is taken there")


def lifted_name(callee: str, used: Container[str]) -> str:
    """Return what the function is called that a lambda becomes, so that a scope can stand in it.

    Args:
        callee: what the lambda calls.
        used: the names that the module has already.
    """
    name = f"{callee}_in_scope"
    return next(one for one in chain([name], (f"{name}_{number}" for number in count(2))) if one not in used)
