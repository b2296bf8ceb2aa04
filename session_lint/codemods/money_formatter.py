"""What writes money as text in a project: the configured formatter, or ``str``."""

from __future__ import annotations

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.uncertain import Uncertain
from session_lint.config import TABLE, ConfigError
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import bindings
from session_lint.project.project import Project
from session_lint.project.symbols import External, FunctionSymbol, Scope

STR = ImportChange("", "str")


def formatter_of(project: Project) -> ImportChange:
    """Return the function that formats money: the first of ``money-formatters``; ``str`` where none is configured.

    Raises:
        ConfigError: when it cannot be said which function is meant.
    """
    if not project.config.money_formatters:
        return STR
    written = project.config.money_formatters[0]
    package, _, name = written.rpartition(".")
    found = [
        ImportChange(module.name, name)
        for module in project.modules.values()
        for function in project.functions_in(module)
        if function.qualname == name and f".{module.name}.{name}".endswith(f".{written}")
    ]
    if len(found) == 1:
        return found[0]
    tops = {module.name.partition(".")[0] for module in project.modules.values()}
    if not found and package and "*" not in written and package.partition(".")[0] not in tops:
        return ImportChange(package, name)
    known = ", ".join(sorted(f"{one.module}.{one.name}" for one in found))
    which = f"several functions are called that: {known}" if found else "no function of a module is called that"
    raise ConfigError(f"key 'money-formatters' in [{TABLE}]: {written!r}: {which}. Write its whole name.")


def refuse_taken(project: Project, function: ProjectFunction, formatter: ImportChange) -> None:
    """Raise where the formatter's name means something else in a function.

    Raises:
        Uncertain: when it does.
    """
    definition, module = function.symbol.function, function.symbol.scope.module
    own = {parameter.name for parameter in definition.parameters}
    own |= bindings(definition.body, module.name, module.is_package)[0].keys()
    taken = formatter.name in own
    if not taken and formatter.name in module.table:
        meant = project.names.look_up(formatter.name, Scope(module))
        name = meant.name if isinstance(meant, (External, FunctionSymbol)) else ""
        taken = formatter == STR or name != f"{formatter.module}.{formatter.name}"
    if taken:
        raise Uncertain(f"{formatter.name!r} means something else there")
