"""Where money gets out: into the dicts that public services return, and into DTOs wherever they are built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.config import Config
from session_lint.facts import walk
from session_lint.facts.program import Import
from session_lint.facts.values import Call
from session_lint.project.amounts import NOTHING, Form, Leak, Returned
from session_lint.project.constructions import may_build
from session_lint.project.dtos import Dtos, is_public
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import functions_of
from session_lint.project.known import Known
from session_lint.project.modules import Module
from session_lint.project.money import MoneyReader, Reading
from session_lint.project.names import Names
from session_lint.project.roles import Roles
from session_lint.project.sources import modules_with_money, sees
from session_lint.project.symbols import FunctionSymbol

_CHANGES = frozenset({"replace", "evolve", "_replace", "model_copy", "model_validate", "from_orm", "parse_obj", "cls"})
_EMPTY = Reading((), NOTHING)
Key = tuple[str, str, int]


class Leaks:
    """Finds the money that leaves.

    Every function is read at most once, when it is asked about or called by one that is.

    Args:
        names, dtos, config, roles: what is known of the program.
    """

    def __init__(self, names: Names, dtos: Dtos, config: Config, roles: Roles) -> None:
        self._dtos = dtos
        self._names = names
        self._roles = roles
        self._known = Known(names, dtos, config, self._returned, roles.of, self._builders)
        self._readings: dict[Key, Reading] = {}
        self._built_in: dict[str, frozenset[str]] = {}
        self._through: dict[Key, list[Leak]] | None = None
        self._with_money = modules_with_money(names)
        self._dto_names = frozenset(dto.symbol.definition.name for dto in dtos)
        self._dto_modules = frozenset(dto.symbol.scope.module.path for dto in dtos)

    @property
    def known(self) -> Known:
        """What is known of the program, for another reader of money."""
        return self._known

    def built(self, function: ProjectFunction) -> Iterator[Leak]:
        """Yield the amounts that a function brings into DTOs which it builds, whatever its role."""
        if function.path in self._with_money and self._builds(function.symbol):
            yield from self._reading(function.symbol).constructed

    def of_form(self, functions: Iterable[ProjectFunction], form: Form) -> Iterator[tuple[ProjectFunction, Leak]]:
        """Yield the amounts of one form that leave in some functions, each place once, with the function."""
        for function in functions:
            if function.path not in self._with_money:
                continue
            seen: set[object] = set()
            for leak in sorted(self._of(function), key=lambda leak: leak.span):
                if leak.amount.form == form and leak.span not in seen and self._is_money(leak):
                    seen.add(leak.span)
                    yield function, leak

    def _of(self, function: ProjectFunction) -> list[Leak]:
        symbol = function.symbol
        if function.role in ("test", "migration"):
            return []
        if function.role != "service":
            return list(self._reading(symbol).constructed) if self._builds(symbol) else []
        reading = self._reading(symbol)
        handed = [leak for leak in reading.returned.slots if leak.origin is None]
        if is_public(symbol):
            return [*reading.constructed, *handed]
        if handed:  # somebody else hands it out, or nobody does
            return [*reading.constructed, *self._handed_through().get(symbol.key, [])]
        return list(reading.constructed)

    def _is_money(self, leak: Leak) -> bool:
        if leak.key != "*" and not leak.key.startswith("["):
            if self._dtos.is_money(leak.key):
                return True
            return leak.amount.form == "column" and self._dtos.is_money(leak.amount.source)
        return self._dtos.is_money(leak.within) or self._dtos.is_money(leak.amount.source)

    def _builds(self, symbol: FunctionSymbol) -> bool:
        # Whether a function outside the services calls anything that is named like what builds a DTO.
        names = self._builders(symbol.scope.module)
        return any(
            isinstance(expression, Call) and may_build(expression.function, names)
            for expression in (walk.own_expressions(symbol.function.body) if names else ())
        )

    def _builders(self, module: Module) -> frozenset[str]:
        # DTOs by their names and by those that the module imports them under; none where it sees no DTO.
        found = self._built_in.get(module.path)
        if found is None:
            found = frozenset[str]()
            if sees(module, self._names, self._dto_names, self._dto_modules):
                aliases = (
                    here
                    for statement in module.facts.body
                    if isinstance(statement, Import)
                    for there, here in statement.names
                    if there in self._dto_names
                )
                found = self._dto_names | _CHANGES | frozenset(aliases)
            self._built_in[module.path] = found
        return found

    def _handed_through(self) -> dict[Key, list[Leak]]:
        # What public services hand out that helpers of theirs made: said at the helper.
        if self._through is None:
            found: dict[Key, list[Leak]] = {}
            services = [module for module in self._names.modules if self._roles.of_module(module) == "service"]
            for symbol in functions_of(services):
                if (
                    symbol.scope.module.path in self._with_money
                    and is_public(symbol)
                    and self._roles.of(symbol) == "service"
                ):
                    for leak in self._reading(symbol).returned.slots:
                        if leak.origin is not None:
                            found.setdefault(leak.origin.key, []).append(leak)
            self._through = found
        return self._through

    def _returned(self, symbol: FunctionSymbol) -> Returned:
        if symbol.scope.module.path not in self._with_money:
            return NOTHING
        return self._reading(symbol).returned

    def _reading(self, symbol: FunctionSymbol) -> Reading:
        reading = self._readings.get(symbol.key)
        if reading is None:
            self._readings[symbol.key] = _EMPTY  # a function that calls itself shows nothing
            scope = symbol.scope.inside(symbol.function)
            reading = self._readings[symbol.key] = MoneyReader(self._known, scope).read(symbol)
        return reading
