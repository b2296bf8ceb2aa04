"""What the type of a session is, and where it is imported from, where a function has none yet."""

from __future__ import annotations

from session_lint.codemods.changes import ImportChange
from session_lint.facts import walk
from session_lint.facts.program import Branch, Enter
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Imported, Module, bindings
from session_lint.project.project import Project

_SESSION = ImportChange("sqlalchemy.orm", "Session", typing=True)
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession", typing=True)


class SessionTypes:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._usual = project.usual_types

    def is_async(self, function: ProjectFunction) -> bool:
        """Tell whether a function's session is, or has to be, an asynchronous one."""
        if any("async" in found.type_name.lower() for found in function.session_parameters if found.certain):
            return True
        definition = function.symbol.function
        if not definition.is_async:
            return False
        own = {opening.span for opening in (*function.flow.openings, *function.flow.constructions)}
        entered = [
            statement.is_async
            for statement in walk.statements(definition.body)
            if isinstance(statement, Enter) and any(item.span in own for item in statement.items)
        ]
        return any(entered) if entered else "async" in self._usual.of(function).lower()

    def of(self, function: ProjectFunction) -> ImportChange:
        """Return the type of a function's session: what its project usually writes."""
        is_async = self.is_async(function)
        name = self._usual.of(function)
        origin = self._usual.origin(name)
        if origin and ("async" in name.lower()) is is_async:
            return ImportChange(origin, name, typing=True)
        return _ASYNC_SESSION if is_async else _SESSION

    def written(self, function: ProjectFunction) -> str:
        """Return a function's session type as it is to be written: quoted where only type checkers know it."""
        name = self.of(function).name
        return f'"{name}"' if _is_for_checkers(function.symbol.scope.module, name) else name


def _is_for_checkers(module: Module, name: str) -> bool:
    """Tell whether a name is bound under ``TYPE_CHECKING`` alone, where annotations are evaluated."""
    if any(bound == Imported("__future__", "annotations") for bound in module.table.get("annotations", ())):
        return False
    guarded = [
        statement
        for statement in module.facts.body
        if isinstance(statement, Branch) and walk.dotted(statement.test).rpartition(".")[2] == "TYPE_CHECKING"
    ]
    inside = sum(len(bindings(one.body, module.name, module.is_package)[0].get(name, ())) for one in guarded)
    return bool(inside) and inside == len(module.table.get(name, ()))
