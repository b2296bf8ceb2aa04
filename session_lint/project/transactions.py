"""Where a unit of work falls apart: calls that are not handed a session, and calls that lead to another one."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts.walk import dotted
from session_lint.project.carrying import Carrying
from session_lint.project.effects import Effect, leads_away, splits
from session_lint.project.flow import Opening
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions, SessionParameter
from session_lint.project.graph import CallGraph, Link
from session_lint.project.held import NONE
from session_lint.project.interfaces import Interfaces
from session_lint.project.sites import Live, Site
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.usage import fails_without, reads

_HARMLESS = frozenset({"staticmethod", "classmethod", "override", "final", "typing.override", "typing.final"})


class Unthreaded(Struct, frozen=True):
    """A call that leaves a session out: for which parameter, which one is at hand (None for none), and what follows."""

    site: Site
    parameter: SessionParameter
    live: Live | None
    consequence: str


class Split(Struct, frozen=True):
    """A call that leads out of a transaction: what happens, by which way, and which session is open meanwhile.

    ``handed`` tells that the callee is given a session all the same, ``origin`` is where the open one comes in: path
    and line. ``again`` are the lines where the function calls the same once more: the callee is what has to change, so
    it is said once.
    """

    site: Site
    effect: Effect
    chain: list[Link]
    live: Live
    handed: bool
    origin: tuple[str, int] | None
    again: list[int]


class Transactions:
    """Answers where transactions fall apart.

    Args:
        graph: the calls.
        functions, interfaces, carrying: what answers for the functions.
    """

    def __init__(self, graph: CallGraph, functions: Functions, interfaces: Interfaces, carrying: Carrying) -> None:
        self._graph = graph
        self._functions = functions
        self._interfaces = interfaces
        self._carrying = carrying

    def unthreaded(self, function: ProjectFunction) -> Iterator[Unthreaded]:
        """Yield the calls that are not handed a session: one is at hand, or the callee cannot do without."""
        for site in self._graph.sites(function):
            taken = self._functions.session_parameters(site.callee)
            if not taken or site.stars or _given(site, taken):
                continue
            if all(found.parameter.name in site.optional for found in taken):
                live = self._alive(site)
                if site.apart or live is None or self.carried(site) or _is_ignored(function, live):
                    continue
                if consequence := self._consequence(site, taken[0]):
                    yield Unthreaded(site, taken[0], live, consequence)
                continue
            required = next(found for found in taken if found.parameter.name not in site.optional)
            live = self._alive(site)
            if self._is_certain_to_fail(site.callee) and (live is None or not _is_ignored(function, live)):
                yield Unthreaded(site, required, live, "this call fails")

    def splitting(self, function: ProjectFunction) -> Iterator[Split]:
        """Yield the calls that lead to another session while the function holds one.

        A call that leaves out a session which the callee takes is unthreaded instead, and a callee that replaces or
        ignores the session that it was handed answers for that itself.
        """
        found: dict[object, Split] = {}
        for site in self._graph.sites(function):
            split = self._split(function, site)
            if split is not None:
                first = found.setdefault(site.callee.key, split)
                if first is not split:
                    first.again.append(site.span.line)
        yield from found.values()

    def beside(self, function: ProjectFunction) -> Iterator[tuple[Opening, Live]]:
        """Yield the scopes that a boundary opens for itself while it works with a session that it is given."""
        node = self._graph.node(function.symbol) if function.role == "boundary" else None
        if node is None or not node.beside:
            return
        for opening in function.own_scopes:
            live = node.beside.get(opening.span)
            if live is not None and reads(function.symbol.function.body, live.held.parameter):
                yield opening, live

    def _split(self, function: ProjectFunction, site: Site) -> Split | None:
        taken = self._functions.session_parameters(site.callee)
        given = _given(site, taken)
        if site.apart or not site.live or (taken and not given):
            return None
        if given and all(site.handed[name] == frozenset({NONE}) for name in given):
            return None  # session=None: somebody wants it so
        effect = self._graph.reaching(site, lambda effect: self._leads_away(site, effect) is not None)
        live = self._leads_away(site, effect) if effect is not None else None
        if effect is None or live is None or _is_ignored(function, live):
            return None
        return Split(
            site, effect, self._graph.chain(site.callee, effect), live, bool(given), _origin(function, live), []
        )

    def _leads_away(self, site: Site, effect: Effect) -> Live | None:
        # The session that is open while another is opened or committed, that nobody further down answers for.
        if effect.told or not leads_away(effect):
            return None
        mine = self._graph.at(site, effect)
        if mine is None:
            return None
        return next((live for live in site.live if splits(live, mine.guard, site, effect)), None)

    def _alive(self, site: Site) -> Live | None:
        for live in site.live:
            if not (live.held.origin == "parameter" and live.held.parameter in site.absent):
                return live
        return None

    def carried(self, site: Site) -> bool:
        """Tell whether a call is made on an object that carries a session: ``Repository(session).find()``."""
        owner = site.callee.owner
        return owner is not None and self._carrying.carries(owner)

    def _is_certain_to_fail(self, callee: FunctionSymbol) -> bool:
        return all(dotted(decorator) in _HARMLESS for decorator in callee.function.decorators)

    def _consequence(self, site: Site, found: SessionParameter) -> str:
        # Empty where nothing is known to follow: the session may be a switch, or be found in another way.
        if decorator := self._functions.supplied_by_decorator(site.callee, found.parameter.name):
            return f"@{decorator} opens another for it"
        wanted = found.parameter.name
        effect = self._graph.reaching(
            site,
            lambda effect: (
                effect.kind == "opens" and wanted in effect.guard and self._graph.at(site, effect) is not None
            ),
        )
        if effect is not None:
            return f"it opens one of its own ({self._graph.chain(site.callee, effect)[-1].text})"
        return "it is None there, and this call fails" if fails_without(site.callee.function, wanted) else ""


def _given(site: Site, taken: tuple[SessionParameter, ...]) -> list[str]:
    return [found.parameter.name for found in taken if found.parameter.name in site.handed]


def _is_ignored(function: ProjectFunction, live: Live) -> bool:
    # A parameter that nothing reads: that is the one thing to be said of the function.
    if live.held.origin != "parameter":
        return False
    return any(ignored.parameter.name == live.held.parameter for ignored in function.ignored_parameters)


def _origin(function: ProjectFunction, live: Live) -> tuple[str, int] | None:
    if live.since is not None:
        return function.path, live.since.line
    for found in function.session_parameters:
        if live.held.origin == "parameter" and found.parameter.name == live.held.parameter:
            return function.path, found.parameter.span.line
    return None
