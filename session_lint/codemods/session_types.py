"""What the type of a session is, and where it is imported from, where a function has none yet."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from session_lint.codemods.changes import ImportChange
from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Enter
from session_lint.facts.values import Call, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Imported, Module, bindings
from session_lint.project.project import Project
from session_lint.project.symbols import Scope

_SESSION = ImportChange("sqlalchemy.orm", "Session", typing=True)
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession", typing=True)


class SessionTypes:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._usual = project.usual_types
        self._types = project.functions.types

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
        found = _ASYNC_SESSION if is_async else _SESSION
        if origin and ("async" in name.lower()) is is_async:
            found = ImportChange(origin, name, typing=True)
        module = function.symbol.scope.module
        return _under_another_name(found, module) if self._means_another(found, module) else found

    def written(self, function: ProjectFunction) -> str:
        """Return a function's session type as it is to be written: quoted where only type checkers know it."""
        found = self.of(function)
        written = found.written or found.name
        return f'"{written}"' if _is_for_checkers(function.symbol.scope.module, found.bound) else written

    def _means_another(self, found: ImportChange, module: Module) -> bool:
        """Tell whether a module binds a type's name to something that is no session."""
        bound = module.table.get(found.name, ())
        if not bound or module.name == found.module or Imported(found.module, found.name) in bound:
            return False
        if any(isinstance(one, Bind) and isinstance(one.value, Call) for one in bound):
            return True  # a factory
        kind = self._types.verdict(Name(found.name), Scope(module)).kind
        return kind == "other" or (kind == "unknown" and not any(isinstance(one, Imported) for one in bound))


def _under_another_name(found: ImportChange, module: Module) -> ImportChange:
    package, _, last = found.module.rpartition(".")
    for name, bound in module.table.items():
        if bound == [Imported(found.module, found.name)]:
            return structs.replace(found, written=name)
        if bound in ([Imported(package, last)], [Imported(found.module, None)]) and "." not in name:
            return structs.replace(found, written=f"{name}.{found.name}")
    free = next(name for name in _other_names(found.name) if name not in module.table)
    return structs.replace(found, written=free)


def _other_names(name: str) -> Iterator[str]:
    yield f"Orm{name}"
    number = 2
    while True:
        yield f"Orm{name}{number}"
        number += 1


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
