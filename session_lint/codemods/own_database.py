"""Sessions that are not to be had from a caller's scope: of a database that somebody chose, or of a unit of work."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol


def own_maker(project: Project, function: ProjectFunction) -> str:
    """Return what a function opens its session with, where that was given to it or to its object; empty if neither.

    Args:
        project: all files as one program.
        function: the function.
    """
    definition = function.symbol.function
    opened = {opening.span for opening in (*function.flow.openings, *function.flow.constructions)}
    for call in walk.own_expressions(definition.body):
        if isinstance(call, Call) and call.span in opened and (maker := _maker(project, function, call)):
            return maker
    return ""


def _maker(project: Project, function: ProjectFunction, call: Call) -> str:
    definition, owner = function.symbol.function, function.symbol.owner
    me = definition.parameters[0].name if owner is not None and definition.parameters else ""
    given = {parameter.name for parameter in definition.parameters} - {me}
    is_made = any(construction.span == call.span for construction in function.flow.constructions)
    for part in walk.expressions(call):
        match part:
            case Attribute(value=Name(id=receiver), name=name) if owner is not None and receiver == me:
                if project.names.class_member(owner, name) is None:
                    return f"{me}.{name}"
            case Name(id=name) if name in given and is_made:
                return repr(name)
            case _:
                pass
    return ""


def unit_of_work(project: Project, function: ProjectFunction) -> str:
    """Return the class that a function enters whose ``__enter__`` gives no session; empty when there is none.

    Args:
        project: all files as one program.
        function: the function.
    """
    symbol = function.symbol
    opened = {opening.span for opening in function.flow.openings}
    for call in walk.own_expressions(symbol.function.body):
        if isinstance(call, Call) and call.span in opened:
            meant = project.names.resolve(call.function, symbol.scope.inside(symbol.function))
            if isinstance(meant, ClassSymbol) and not _gives_session(project, meant):
                return meant.definition.name
    return ""


def _gives_session(project: Project, owner: ClassSymbol) -> bool:
    for name in ("__enter__", "__aenter__"):
        method = project.names.class_member(owner, name)
        if isinstance(method, FunctionSymbol):
            return any(held.kind == "session" for held in project.functions.returned(method))
    # A subclass of Session enters itself.
    return any(isinstance(one, External) for one in project.names.lineage(owner)[1:])
