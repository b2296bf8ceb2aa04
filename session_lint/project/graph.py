"""The calls of the whole project, and what every function does to sessions, itself and through what it calls.

An effect goes from a function to its callers, level by level: first what functions do themselves, then what is one call
away, and so on. The first way in which an effect reaches a function is a shortest one, and each function gets each
effect once, so that recursion ends and the work grows with the calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, reduce

from msgspec import Struct

from session_lint.facts.program import Function
from session_lint.facts.values import Span
from session_lint.project.calls import Calls
from session_lint.project.effects import Effect, Step, at, direct, is_at_work
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions
from session_lint.project.site_reader import SiteReader
from session_lint.project.sites import Conditions, Live, Site
from session_lint.project.symbols import FunctionSymbol

Key = tuple[str, str, int]
_WAYS = 4
"""Under how many different conditions one function has one effect, before only what they have in common is kept."""


class Link(Struct, frozen=True):
    """One link of a chain: a function, the place in it, and what happens there when no call follows."""

    function: FunctionSymbol
    span: Span
    text: str


class Caller(Struct, frozen=True):
    """A function, and where it calls another."""

    function: ProjectFunction
    site: Site

    @property
    def holds_one(self) -> bool:
        """Whether a session is alive at the call, with work in it that the call does not join."""
        return not self.site.apart and any(is_at_work(live, self.site.absent) for live in self.site.live)


class Node(Struct, eq=False):
    """A function: its calls into the project in their order, and its effects, each with a shortest way to it.

    ``beside`` are the scopes that it opens while a session parameter is alive.
    """

    function: ProjectFunction
    sites: tuple[Site, ...]
    effects: dict[Effect, Step]
    beside: dict[Span, Live]


class CallGraph:
    """The calls of some functions.

    Args:
        functions: the functions, those around others before them.
        answers: answers for their sessions.
    """

    def __init__(self, functions: Iterable[ProjectFunction], answers: Functions) -> None:
        self._answers = answers
        self._calls = Calls(answers.names, answers.values)
        self._nodes: dict[Key, Node] = {}
        self._over: dict[tuple[str, str, int], frozenset[str]] = {}
        self._around: dict[Key, frozenset[str]] = {}
        readers = {function.symbol.key: (function, self._read(function)) for function in functions}
        self._ended = {key: _ended(reader) for key, (_, reader) in readers.items()}
        for key, (function, reader) in readers.items():
            self._nodes[key] = self._node(function, reader)
        self._spread()

    @property
    def nodes(self) -> list[Node]:
        """Every function of the graph, in the order of the project."""
        return list(self._nodes.values())

    def node(self, symbol: FunctionSymbol) -> Node | None:
        """Return what is known of a function; None for one that is not part of the graph, such as a test."""
        return self._nodes.get(symbol.key)

    def sites(self, function: ProjectFunction) -> tuple[Site, ...]:
        """Return a function's calls into the project, in their order."""
        node = self._nodes.get(function.symbol.key)
        return node.sites if node is not None else ()

    def callers(self, symbol: FunctionSymbol) -> list[Caller]:
        """Return where a function is called, as far as calls can be resolved."""
        return self._callers.get(symbol.key, [])

    @cached_property
    def _callers(self) -> dict[Key, list[Caller]]:
        found: dict[Key, list[Caller]] = {}
        for node in self._nodes.values():
            for site in node.sites:
                found.setdefault(site.callee.key, []).append(Caller(node.function, site))
        return found

    def effects(self, function: ProjectFunction) -> dict[Effect, Step]:
        """Return what a function does to sessions, itself and through what it calls."""
        node = self._nodes.get(function.symbol.key)
        return node.effects if node is not None else {}

    def reaching(self, site: Site, wanted: Callable[[Effect], bool]) -> Effect | None:
        """Return the nearest of the callee's effects that is wanted; several that are equally near by their order."""
        node = self._nodes.get(site.callee.key)
        if node is None or self.opens_for_its_caller(site.callee):
            return None
        return self.nearest(node, wanted)

    def nearest(self, node: Node, wanted: Callable[[Effect], bool]) -> Effect | None:
        """Return the nearest of a function's effects that is wanted."""
        found = [(step.length, effect) for effect, step in node.effects.items() if wanted(effect)]
        return min(found)[1] if found else None

    def at(self, site: Site, effect: Effect) -> Effect | None:
        """Return what an effect of a call's callee is for the caller, None when it does not happen there."""
        return at(site, effect, self._around.get(site.callee.key, frozenset()))

    def chain(self, symbol: FunctionSymbol, effect: Effect) -> list[Link]:
        """Return the way from a function to where an effect happens, the function itself first."""
        links: list[Link] = []
        step: Step | None = self._nodes[symbol.key].effects[effect]
        while step is not None:
            links.append(Link(symbol, step.span, step.text))
            if step.site is None or step.effect is None:
                break
            symbol = step.site.callee
            step = self._nodes[symbol.key].effects.get(step.effect)
        return links

    def _read(self, function: ProjectFunction) -> SiteReader:
        symbol = function.symbol
        place = (symbol.function.qualname, symbol.function.span.line)
        over = self._over.get((function.path, *place), frozenset())
        reader = SiteReader(symbol, self._answers, self._calls, over)
        start = self._answers.start(symbol)
        taken = {found.parameter.name for found in function.session_parameters}
        start.given = frozenset(parameter.name for parameter in symbol.function.parameters) - taken
        start.unlike, start.idle = frozenset(), frozenset()
        reader.read(symbol.function.body, start)
        for (qualname, line), names in reader.over_at.items():
            self._over[function.path, qualname, line] = names
        own = {parameter.name for parameter in symbol.function.parameters}
        outer = [definition for definition in symbol.scope.around if isinstance(definition, Function)]
        around = {parameter.name for definition in outer for parameter in definition.parameters}
        if around:
            self._around[symbol.key] = frozenset(around - own)
        return reader

    def _node(self, function: ProjectFunction, reader: SiteReader) -> Node:
        symbol = function.symbol
        effects: dict[Effect, Step] = {}
        opens = bool(reader.flow.openings or reader.flow.constructions)
        answers = function.answers_for_its_scopes or (bool(reader.beside) and function.role == "boundary")
        answers_for_it = opens and bool(function.session_parameters) and answers
        for effect, step in direct(symbol, reader, self._answers, answers_for_it, self._ended_before):
            effects.setdefault(effect, step)
        return Node(function, tuple(reader.sites[span] for span in sorted(reader.sites)), effects, reader.beside)

    def _ended_before(self, site: Site) -> frozenset[str]:
        ended = self._ended.get(site.callee.key, frozenset()) if self.opens_for_its_caller(site.callee) else ()
        handed = [held for parameter in ended for held in site.handed.get(parameter, ())]
        return frozenset(held.parameter for held in handed if held.origin == "parameter")

    def opens_for_its_caller(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function makes scopes: it does nothing until its caller enters what it returns."""
        answers = self._answers
        owner = symbol.owner
        return (
            answers.is_scope_function(symbol)
            or answers.is_dependency(symbol)
            or (owner is not None and symbol.function.name.startswith("__") and answers.is_scope_class(owner))
        )

    def _take(self, key: Key, effect: Effect, step: Step) -> Effect | None:
        # None for what the function has already, under the same or fewer conditions. Of one that happens under many
        # different ones only those that all have in common are kept, so that the work grows with the calls alone.
        effects = self._nodes[key].effects
        known = [other for other in effects if other.is_like(effect)] if effect.unlike or effect.ended else []
        if effect in effects or any(other.covers(effect) for other in known):
            return None
        if len(known) >= _WAYS:
            effect = effect.under(reduce(Conditions.either, (other.conditions for other in known), effect.conditions))
        if effect in effects:
            return None
        effects[effect] = step
        return effect

    def _spread(self) -> None:
        callers: dict[Key, list[tuple[int, Key, Site]]] = {}
        for index, (key, node) in enumerate(self._nodes.items()):
            for site in node.sites:
                if site.callee.key in self._nodes and not site.apart:
                    callers.setdefault(site.callee.key, []).append((index, key, site))
        for key in [*callers]:
            if self.opens_for_its_caller(self._nodes[key].function.symbol):
                del callers[key]
        level: list[tuple[Key, Effect]] = [
            (key, effect) for key, node in self._nodes.items() for effect in node.effects
        ]
        length = 0
        while level:
            length += 1
            found: dict[tuple[int, Key, Effect], Step] = {}
            for key, effect in level:
                for index, caller, site in callers.get(key, ()):
                    mine = self.at(site, effect)
                    if mine is None or mine in self._nodes[caller].effects:
                        continue
                    known = found.get((index, caller, mine))
                    if known is None or site.span < known.span:
                        found[index, caller, mine] = Step(site.span, "", site, effect, length)
            level = list[tuple[Key, Effect]]()
            for (_, caller, effect), step in sorted(found.items(), key=lambda item: item[0]):
                taken = self._take(caller, effect, step)
                if taken is not None:
                    level.append((caller, taken))


def _ended(reader: SiteReader) -> frozenset[str]:
    # The session parameters that have ended wherever the function opens a session.
    opened = [opening.span for opening in (*reader.flow.openings, *reader.flow.constructions)]
    ended = [reader.conditions[span].ended for span in opened if span in reader.conditions]
    return frozenset[str].intersection(*ended) if ended else frozenset()
