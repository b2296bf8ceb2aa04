"""What the callers of a function hand to a parameter that nothing in the function shows to be a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from session_lint.config import Config, path_pattern
from session_lint.facts.program import Function
from session_lint.facts.values import Call, Expression
from session_lint.project.flow_reader import FlowReader
from session_lint.project.handings import Key, Slot
from session_lint.project.held import NOTHING, Holding, State
from session_lint.project.showing import Showing
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.usage import FOREIGN, asked_of

if TYPE_CHECKING:
    from session_lint.project.functions import Functions

_COMMON = frozenset({"s", "db"})
"""Names too common for an opening in the function to say that the parameter was meant to save it."""


def shown_by_callers(showing: Showing, functions: Functions, config: Config) -> dict[Slot, str]:
    """Return the parameters that what surrounds them shows to be sessions, and by what.

    Every call that is known must hand over a session, or a parameter of which as little is known; tests, which hand
    over whatever they like, are not asked.

    Args:
        showing: what is asked for, and the calls.
        functions: knows the sessions of the callers, as far as they are shown without this.
        config: which files are tests.
    """
    found: dict[Slot, str] = {}
    asked: dict[Slot, FunctionSymbol] = {}
    for slot, symbol in showing.open_questions().items():
        if slot[1] not in _COMMON and functions.opens_something(symbol):
            found[slot] = "named like one, and the function opens a session of its own"
        elif not showing.contradicts(slot) and not asked_of(symbol.function, slot[1]) & FOREIGN:
            asked[slot] = symbol
    on = {(handing.call, handing.taker) for handing in showing.handings.all if handing.giver in asked}
    said: dict[Slot, set[str]] = {}
    wanted: dict[Key, dict[int, list[tuple[Slot, Expression]]]] = {}
    callers: dict[Key, FunctionSymbol] = {}
    for slot in asked:
        for scope, call, value in showing.arguments(slot):
            if path_pattern((*config.tests, *config.migrations), scope.module.path) or (id(call), slot) in on:
                continue
            caller = scope.around[-1] if scope.around else None
            if not isinstance(caller, Function):
                said.setdefault(slot, set()).add("")
                continue
            symbol = FunctionSymbol(caller, Scope(scope.module, scope.around[:-1]))
            callers[symbol.key] = symbol
            wanted.setdefault(symbol.key, {}).setdefault(id(call), []).append((slot, value))
    for key, calls in wanted.items():
        reader = _ArgumentReader(functions, callers[key], calls)
        for slot, holding in reader.handed():
            words = callers[key].function.qualname if _is_session(holding) else ""
            said.setdefault(slot, set()).add(words)
    shown = [slot for slot, words in said.items() if "" not in words]
    found.update((slot, f"handed over as a session by {min(said[slot])}()") for slot in shown)
    return found | _handed_on(shown, showing, {slot for slot in asked if "" not in said.get(slot, ())})


def _handed_on(shown: list[Slot], showing: Showing, open_to: set[Slot]) -> dict[Slot, str]:
    # A parameter that callers show is a session for those that it is handed to in turn.
    takers: dict[Slot, list[Slot]] = {}
    for handing in showing.handings.all:
        if handing.taker in open_to:
            takers.setdefault(handing.giver, []).append(handing.taker)
    found: dict[Slot, str] = {}
    known, waiting = set(shown), list(shown)
    while waiting:
        giver = waiting.pop()
        for taker in takers.get(giver, ()):
            if taker not in known:
                known.add(taker)
                found[taker] = f"handed over as a session by {giver[0][1]}()"
                waiting.append(taker)
    return found


def _is_session(holding: Holding) -> bool:
    kinds = {held.kind for held in holding} - {"none"}
    return bool(kinds) and kinds <= {"session", "registry"}


class _ArgumentReader(FlowReader):
    """Reads a function for what it hands over in some calls."""

    def __init__(
        self, functions: Functions, symbol: FunctionSymbol, calls: dict[int, list[tuple[Slot, Expression]]]
    ) -> None:
        parameters = frozenset(found.parameter.name for found in functions.session_parameters(symbol))
        super().__init__(functions.values, symbol.scope.inside(symbol.function), parameters)
        self._calls = calls
        self._handed: dict[tuple[Slot, int], Holding] = {}
        self.read(symbol.function.body, functions.start(symbol))

    def handed(self) -> list[tuple[Slot, Holding]]:
        """Return what each parameter is handed; nothing known where a call was not seen to run."""
        return [
            (slot, self._handed.get((slot, call), NOTHING)) for call, asked in self._calls.items() for slot, _ in asked
        ]

    def _call(self, call: Call, state: State) -> None:
        super()._call(call, state)
        for slot, value in self._calls.get(id(call), ()):
            key = (slot, id(call))
            self._handed[key] = self._handed.get(key, NOTHING) | self._values.of(value, self._scope, state)
