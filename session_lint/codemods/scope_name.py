"""What the session of a new scope is called, and the function that a lambda becomes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from itertools import chain, count

from session_lint.codemods.options import Opener
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Class, Declare, Define, DefineClass, Enter, Function, Statement
from session_lint.facts.values import Lambda, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import bindings
from session_lint.project.symbols import External, FunctionSymbol, Scope


def scope_name(function: ProjectFunction, names: Iterable[str]) -> str:
    """Return a name that is free in a function, and that nothing in it reads from outside of it.

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
    taken |= meant_otherwise(definition.body, bound.keys() | taken)
    for name in (*names, "orm_session"):
        if len(name) > 2 and name not in taken:
            return name
    raise Uncertain("every name for a session is taken there")


def meant_otherwise(body: tuple[Statement, ...], own: Container[str]) -> set[str]:
    """Return the names that mean something else in a body than its own: a module's, a lambda's, a comprehension's.

    Args:
        body: the statements of a function or module, with the functions inside.
        own: the names that it binds itself.
    """
    found: set[str] = set()
    declared: set[str] = set()
    for expression in walk.own_expressions(body):
        if isinstance(expression, Name):
            found.add(expression.id)
        elif isinstance(expression, Lambda):
            found.update(parameter.name for parameter in expression.parameters)
    for statement in walk.statements(body):
        match statement:
            case Declare(names=names):
                declared.update(names)
            case Define(function=inner):
                its = bindings(inner.body, "", False)[0].keys() | {one.name for one in inner.parameters}
                found |= meant_otherwise(inner.body, its)
            case DefineClass(definition=inner):
                found |= meant_otherwise(inner.body, bindings(inner.body, "", False)[0].keys())
            case _:
                pass
    return declared | {name for name in found if name not in own}


def refuse_hidden(function: ProjectFunction, opener: Opener) -> None:
    """Raise when the name of a scope function means something else where a scope is to come.

    Args:
        function: the function that gets the scope.
        opener: the scope function.

    Raises:
        Uncertain: with the name.
    """
    definition = function.symbol.function
    scope = function.symbol.scope.inside(definition) if function.qualname else function.symbol.scope
    name, module = opener.needed.name, opener.needed.module
    bound = (bindings(one.body, "", False)[0].keys() | _parameters(one) for one in scope.around)
    if name not in scope.module.table and not any(name in names for names in bound):
        return
    meant = function.functions.names.look_up(name, scope)
    match meant:
        case External(name=found) if found == opener.name:
            return
        case FunctionSymbol(function=Function(name=found), scope=Scope(module=at)) if found == name:
            if module in (at.name, at.also):
                return
        case _:
            pass
    raise Uncertain(f"{name!r} means something else there: give that another name")


def _parameters(definition: Function | Class) -> set[str]:
    return {one.name for one in definition.parameters} if isinstance(definition, Function) else set()


def lifted_name(function: ProjectFunction, callee: FunctionSymbol, used: Iterable[str]) -> str:
    """Return what the function is called that a lambda becomes, so that a scope can stand in it.

    Args:
        function: the function that the lambda stands in.
        callee: what the lambda calls.
        used: names that are taken besides those of the function and its module.
    """
    own = callee.function.name
    if own == "__init__" and callee.owner is not None:
        own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", callee.owner.definition.name).lower()
    definition, scope = function.symbol.function, function.symbol.scope
    bound = bindings(definition.body, "", False)[0].keys()
    taken = {*used, *scope.module.table, *bound, *_parameters(definition), *meant_otherwise(definition.body, bound)}
    name = f"{own}_in_scope"
    return next(one for one in chain([name], (f"{name}_{number}" for number in count(2))) if one not in taken)
