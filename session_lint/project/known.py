"""What is known of the program while one function is read."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from session_lint.config import Config
from session_lint.project.amounts import Returned
from session_lint.project.dtos import Dtos
from session_lint.project.modules import Module
from session_lint.project.names import Names
from session_lint.project.roles import Role
from session_lint.project.symbols import FunctionSymbol


class Known(Struct, frozen=True):
    """The program's names, DTOs and configuration; what its functions are, and what they hand back.

    ``builders`` are the names that calls bear which can build or change a DTO, in a module.
    """

    names: Names
    dtos: Dtos
    config: Config
    returned: Callable[[FunctionSymbol], Returned]
    role: Callable[[FunctionSymbol], Role]
    builders: Callable[[Module], frozenset[str]]
