"""Calls that may be calls of a changed function, on something of which nobody knows what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.codemods import containers
from session_lint.codemods.census import Census, Unknown
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.fitting import fits
from session_lint.codemods.forced import Forced
from session_lint.codemods.receivers import of_session
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Literal, Name
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, classes_of


class PossibleCalls:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: its calls.
        forced: which modules are kept as values.
    """

    def __init__(self, project: Project, census: Census, forced: Forced) -> None:
        self._project = project
        self._census = census
        self._forced = forced
        self._containers: dict[str, frozenset[str]] = {}

    def of(self, changed: Iterable[Chosen]) -> Iterator[tuple[str, Call, Chosen]]:
        """Yield the file and the call for each that may be one of changed functions, and hands them no session.

        Args:
            changed: the changed functions.
        """
        named: dict[str, list[Chosen]] = {}
        for chosen in changed:
            symbol = chosen.function.symbol
            # What super().__init__() calls is known, or is no class of the project.
            if chosen.signature and symbol.function.name != "__init__" and self._is_reached_by_name(symbol):
                named.setdefault(symbol.function.name, []).append(chosen)
        taken = {chosen.function.symbol.key for several in named.values() for chosen in several}
        unknown = [one for one in self._census.unknown(frozenset(named)) if not self._is_known(one)]
        for one in (*unknown, *self._of_protocols(named, taken)):
            for chosen in named[one.name]:
                given = any(argument.keyword == chosen.parameter for argument in one.call.arguments)
                if not given and fits(chosen.function.symbol.function, one.call, chosen.parameter):
                    yield one.path, one.call, chosen
                    break

    def _is_known(self, one: Unknown) -> bool:
        assert isinstance(one.call.function, Attribute)
        receiver = one.call.function.value
        if one.path not in self._containers:
            self._containers[one.path] = containers.of_module(self._project.modules[one.path])
        if isinstance(receiver, Name) and receiver.id in self._containers[one.path]:
            return True
        return isinstance(receiver, Literal) or of_session(receiver, self._project.config.session_names)

    def _is_reached_by_name(self, symbol: FunctionSymbol) -> bool:
        if symbol.owner is not None:
            return True
        return not symbol.scope.around and self._forced.keeps(symbol.scope.module)

    def _of_protocols(self, named: dict[str, list[Chosen]], taken: set[tuple[str, str, int]]) -> Iterator[Unknown]:
        """Yield the calls of a protocol's methods, where the class of a changed one has all that is asked for."""
        for module in self._project.modules.values() if named else ():
            for protocol in classes_of(module):
                if not _is_protocol(self._project.names.bases(protocol)):
                    continue
                asked = {one.name: one for one in walk.functions(protocol.definition.body)}
                for name in asked.keys() & named.keys():
                    stub = self._project.names.class_member(protocol, name)
                    if not isinstance(stub, FunctionSymbol) or stub.key in taken:
                        continue
                    if any(self._has_all(chosen, asked) for chosen in named[name]):
                        for caller in self._census.of(stub):
                            yield Unknown(caller.path, caller.call, name)

    def _has_all(self, chosen: Chosen, asked: Iterable[str]) -> bool:
        owner = chosen.function.symbol.owner
        return owner is not None and all(
            isinstance(self._project.names.class_member(owner, name), FunctionSymbol) for name in asked
        )


def _is_protocol(bases: Iterable[ClassSymbol | External]) -> bool:
    return any(isinstance(base, External) and base.name.rpartition(".")[2] == "Protocol" for base in bases)
