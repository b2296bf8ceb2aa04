"""Which untyped parameters are sessions, by what is done with them and by the calls around them.

A parameter with a session's name is one when it is used like one, when it is handed to a parameter that is one, or when
every call that is known hands it one. A parameter of any other name is one only when it is handed to a parameter whose
*type* says so. A caller that hands over something else, or None alone, speaks against what other calls show.
Evidence goes from parameter to parameter along the calls, each once: the work grows with the calls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from session_lint.config import Config
from session_lint.facts.values import (
    Call,
    Display,
    Expression,
    Formatted,
    Lambda,
    Literal,
    Mapping,
    Name,
    Operation,
    Parameter,
)
from session_lint.project.handings import Handing, Handings, Slot
from session_lint.project.modules import definitions
from session_lint.project.names import Names
from session_lint.project.symbols import FunctionSymbol, Scope, ValueSymbol
from session_lint.project.types import Types
from session_lint.project.usage import FOREIGN, asked_of, is_static, taken_by, used_like_a_session


class Showing:
    """Answers what shows a parameter to be a session.

    Args:
        names, types: the project's names and annotations.
        config: how sessions are called.
    """

    def __init__(self, names: Names, types: Types, config: Config) -> None:
        self._names = names
        self._types = types
        self._named = frozenset(config.session_names)
        self._words: dict[Slot, str] = {}
        self._typed: dict[Slot, str] = {}
        self._strong: set[Slot] = set()
        self._untyped: dict[Slot, Parameter] = {}
        self._functions: dict[Slot, FunctionSymbol] = {}
        self._contradicted: dict[Slot, bool] = {}
        for module in names.modules:
            for function, around in definitions(module.facts.body):
                self._declared(FunctionSymbol(function, Scope(module, around)))
        self.handings = Handings(names, self._untyped)
        self._givers: dict[Slot, list[Handing]] = {}
        for handing in self.handings.all:
            self._givers.setdefault(handing.taker, []).append(handing)
        for slot, parameter in self._untyped.items():
            if parameter.name in self._named:
                used = used_like_a_session(self._functions[slot].function, parameter)
                if used:
                    self._words[slot] = f"used like a session ({used})"
        self._spread([*self._typed, *self._words])

    def words(self, symbol: FunctionSymbol, parameter: Parameter) -> str:
        """Return what shows an untyped parameter to be a session; empty when nothing does."""
        return self._words.get((symbol.key, parameter.name), "")

    def open_questions(self) -> dict[Slot, FunctionSymbol]:
        """Return the parameters, with their functions, that are called like a session and that nothing shows yet."""
        return {
            slot: self._functions[slot]
            for slot, parameter in self._untyped.items()
            if parameter.name in self._named and slot not in self._words
        }

    def learn(self, found: dict[Slot, str]) -> None:
        """Take what something else shows, and what follows from it.

        Args:
            found: what shows a parameter to be a session, in words.
        """
        self._words.update(found)
        self._spread(found)

    def contradicts(self, slot: Slot) -> bool:
        """Tell whether a caller hands a parameter something that is no session, or all that is known hand it None."""
        if slot not in self._contradicted:
            self._contradicted[slot] = self._denied(slot)
        return self._contradicted[slot]

    def _declared(self, symbol: FunctionSymbol) -> None:
        own = symbol.owner is not None and not is_static(symbol.function)
        for index, parameter in enumerate(symbol.function.parameters):
            if parameter.kind in ("*", "**") or (own and index == 0):
                continue
            slot = (symbol.key, parameter.name)
            if parameter.annotation is None:
                kind = "unknown"
            else:
                verdict = self._types.verdict(parameter.annotation, symbol.scope)
                kind = verdict.kind
                if kind == "session":
                    self._typed[slot] = verdict.name.rpartition(".")[2]
                    if not isinstance(self._types.without_none(parameter.annotation), Operation):
                        self._strong.add(slot)  # a session, and not one or an engine
            if kind == "unknown":
                self._untyped[slot] = parameter
                self._functions[slot] = symbol

    def _spread(self, news: Iterable[Slot]) -> None:
        waiting = deque(news)
        while waiting:
            taker = waiting.popleft()
            strong = taker in self._strong
            for handing in self._givers.get(taker, ()):
                giver = handing.giver
                if giver in self._words and (not strong or giver in self._strong):
                    continue
                if not self._may_be_shown(giver, strong):
                    continue
                if giver not in self._words:
                    self._words[giver] = f"handed to {handing.words}{self._typed_words(taker)}"
                if strong and giver not in self.handings.rebound:
                    self._strong.add(giver)
                waiting.append(giver)

    def _typed_words(self, taker: Slot) -> str:
        return f", whose {taker[1]!r} is a {self._typed[taker]}" if taker in self._typed else " as a session"

    def _may_be_shown(self, slot: Slot, strong: bool) -> bool:
        if slot[1] not in self._named:
            asked = asked_of(self._functions[slot].function, slot[1])
            if not strong or slot in self.handings.rebound or asked & FOREIGN:
                return False
        return not self.contradicts(slot)

    def _denied(self, slot: Slot) -> bool:
        given = [self._given(scope, value) for scope, _, value in self.arguments(slot)]
        return "other" in given or (bool(given) and all(kind == "None" for kind in given))

    def arguments(self, slot: Slot) -> list[tuple[Scope, Call, Expression]]:
        """Return what the calls that are known hand to a parameter."""
        symbol = self._functions[slot]
        return [
            (scope, call, argument.value)
            for scope, call in self.handings.calls_of(symbol)
            for argument in call.arguments
            if (taken := taken_by(symbol, call, argument)) is not None and taken.name == slot[1]
        ]

    def _given(self, scope: Scope, value: Expression) -> str:
        match value:
            case Literal():
                return "None" if value.kind == "None" else "other"
            case Formatted() | Display() | Mapping() | Lambda():
                return "other"
            case Name():
                meant = self._names.look_up(value.id, scope)
                if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Parameter):
                    once = self._names.times_bound(value.id, meant.scope) == 1
                    return self._types.verdict(meant.binding.annotation, meant.scope).kind if once else ""
                return ""
            case _:
                return ""
