"""Sessions of a database that somebody chose: who made the object did, or who gave the engine, a test for one."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project


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
