"""SES105: a service's session parameter has no type."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import Await, Parameter
from session_lint.findings import Finding, Repair
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Imported, Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule

ASYNC = "sqlalchemy.ext.asyncio"
_HARMLESS = frozenset({
    "staticmethod", "classmethod", "contextmanager", "asynccontextmanager", "override", "final",
})  # fmt: skip
"""Decorators that do not look at annotations."""


def annotatable(function: ProjectFunction, parameter: Parameter) -> bool:
    """Tell whether a parameter can be given its type without any doubt: which one, and that nobody looks at it.

    The module must import SQLAlchemy already, so that one more name of it loads nothing; the type's name must be free
    or be that type; and decorators of which nothing is known may read annotations.
    """
    module, definition = function.symbol.scope.module, function.symbol.function
    name, source = ("AsyncSession", ASYNC) if definition.is_async else ("Session", "sqlalchemy.orm")
    bound = module.table.get(name, ())
    imported = [one for ways in module.table.values() for one in ways if isinstance(one, Imported)]
    decorators = [walk.dotted(one).rpartition(".")[2] for one in definition.decorators]
    return (
        parameter.annotation is None
        and not any(isinstance(around, Function) for around in function.symbol.scope.around)
        and all(decorator in _HARMLESS for decorator in decorators)
        and all(one == Imported(source, name) for one in bound)
        and any(one.module.partition(".")[0] == "sqlalchemy" for one in imported)
        and (
            _awaits(definition, parameter.name) if definition.is_async else all(one.module != ASYNC for one in imported)
        )
    )


def _awaits(function: Function, name: str) -> bool:
    return any(
        isinstance(one, Await) and walk.dotted(getattr(one.value, "function", one.value)).partition(".")[0] == name
        for one in walk.own_expressions(function.body)
    )


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session parameter of a service that is known to be one by its name and use only."""
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        for found in function.untyped_parameters:
            yield rule.finding(
                function,
                found.parameter.span,
                f"{found.words} has no type: nobody is told when a caller hands over None, a connection or a factory. "
                f"Write '{found.parameter.name}: {project.usual_types.of(function)}'",
                certain=False,
                repairable=annotatable(function, found.parameter),
            )


RULE = Rule(
    code="SES105",
    slug="untyped-session",
    summary="A service's session parameter has no type.",
    why="""\
Without a type nobody but the reader knows that the parameter is a session. A caller that passes a connection, a factory
or None gets an error far from the call, a type checker checks none of the calls on it, and this tool has to go by the
parameter's name and by what it is asked for.""",
    instead="""\
Annotate it: `session: Session`, or `AsyncSession`. A parameter that can be left out as well, or that is never used, is
reported for that alone (SES101, SES102).""",
    bad=(
        Example(
            """\
def add_event(name, *, session):
    session.add(Event(name=name))
    session.flush()
"""
        ),
        Example(
            """\
from typing import Any


def add_event(name: str, *, db: Any) -> None:
    db.query(Event).filter_by(name=name).one()
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))
"""
        ),
        Example(
            """\
import requests


def fetch(url, session):
    return session.get(url, headers={"Accept": "text/plain"})
"""
        ),
    ),
    check=check,
    repair=Repair("annotate-session", safe=True),
)
