"""Managers that are made of a manager's own class without a session: ``cls()`` and ``type(self)()``."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.managers import Family
from session_lint.facts import walk
from session_lint.facts.values import Argument, Attribute, Call, Expression, Literal, Name, Span
from session_lint.project.calls import is_class_method
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.usage import is_static


class OwnClass:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def sessionless(self, family: Family) -> Iterator[tuple[ProjectFunction, Span]]:
        """Yield the calls of a method's own class that pass no session, or one that may be None.

        Args:
            family: the managers.
        """
        for method in family.methods:
            definition = method.symbol.function
            if not definition.parameters or is_static(definition):
                continue
            me, by_class = definition.parameters[0].name, is_class_method(method.symbol)
            for call in walk.everything(definition.body):
                if (
                    isinstance(call, Call)
                    and _is_own(call.function, me, by_class)
                    and self._lacks(family, method, call)
                ):
                    yield method, call.span

    def _lacks(self, family: Family, method: ProjectFunction, call: Call) -> bool:
        owner = method.symbol.owner
        init = self._project.names.class_member(owner, "__init__") if owner is not None else None
        taken = init.function.parameters[1:] if isinstance(init, FunctionSymbol) else ()
        session = family.parameter
        if isinstance(init, FunctionSymbol) and (found := self._project.functions.session_parameters(init)):
            session = found[0].parameter.name
        places = [one.name for one in taken if one.kind in ("positional", "any")]
        if any(one.star for one in call.arguments) and not any(one.keyword == session for one in call.arguments):
            return False
        given = call.argument(session, places.index(session) if session in places else None)
        optional = [Name(one.parameter.name) for one in method.session_parameters if one.optional and not one.injected]
        return given in (None, Literal("None"), *optional)


def _is_own(called: Expression, me: str, by_class: bool) -> bool:
    match called:
        case Name(id=name):
            return by_class and name == me
        case Attribute(value=Name(id=name), name="__class__"):
            return name == me and not by_class
        case Call(function=Name(id="type"), arguments=[Argument(value=Name(id=name))]):
            return name == me and not by_class
        case _:
            return False
