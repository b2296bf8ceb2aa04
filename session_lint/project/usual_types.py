"""What a project writes for a session: its own alias where it mostly uses one, so that messages say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from session_lint.config import Config
from session_lint.project.function import ProjectFunction


class UsualTypes:
    """Answers how the type of a session is written, in functions and in coroutines.

    Args:
        functions: the functions whose annotations count.
        config: session types by name, for a project whose annotations say nothing.
    """

    def __init__(self, functions: Iterable[ProjectFunction], config: Config) -> None:
        written: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        for function in functions:
            for found in function.session_parameters:
                name = found.type_name.rpartition(".")[2]
                if found.certain and not found.injected and name.isidentifier():
                    written[function.symbol.function.is_async][name] += 1
        named = [entry.rpartition(".")[2] for entry in config.session_types if "*" not in entry]
        self._of_functions = _usual(written[False], [name for name in named if "async" not in name.lower()], "Session")
        self._of_coroutines = _usual(written[True], [name for name in named if "async" in name.lower()], "AsyncSession")

    def of(self, function: ProjectFunction) -> str:
        """Return the type that a function's session parameter is usually given."""
        return self._of_coroutines if function.symbol.function.is_async else self._of_functions


def _usual(written: Counter[str], configured: list[str], otherwise: str) -> str:
    if written:
        return min(written, key=lambda name: (-written[name], name))
    return configured[0] if configured else otherwise
