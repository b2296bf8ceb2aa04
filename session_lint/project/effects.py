"""What a function does to sessions and transactions, and what of it reaches whoever calls it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from msgspec import Struct

from session_lint.facts.values import Span
from session_lint.project.functions import Functions
from session_lint.project.held import Held
from session_lint.project.sites import Live, Site, SiteReader
from session_lint.project.symbols import FunctionSymbol

Kind = Literal["opens", "works", "commits", "rolls back", "closes"]


class Effect(Struct, frozen=True, order=True):
    """One thing that happens when a function is called.

    ``on`` is whose session it happens to: ``own``, ``carrier``, ``ambient``, or ``parameter``, which then has a name.
    ``guard`` names the parameters that are all None where it happens; ``*name`` is one that ``*args`` and ``**kwargs``
    do not bring. ``told`` says that a function on the way there
    holds a session itself, so that it is to be reported there.
    """

    kind: Kind
    on: str
    parameter: str = ""
    guard: tuple[str, ...] = ()
    told: bool = False


class Step(Struct, frozen=True):
    """Where an effect comes from: a place in the function, and the call there, or what the function does itself.

    ``effect`` is what it is for the callee; ``text`` says what happens when there is no call; ``length`` is how many
    calls there are on the way.
    """

    span: Span
    text: str
    site: Site | None = None
    effect: Effect | None = None
    length: int = 0


def direct(
    symbol: FunctionSymbol, reader: SiteReader, functions: Functions, answers_for_it: bool
) -> Iterator[tuple[Effect, Step]]:
    """Yield what a function does itself, in the order of its lines.

    Args:
        symbol, functions: the function, and what answers for it.
        reader: what read it.
        answers_for_it: whether its own openings are reported in the function.
    """
    flow = reader.flow
    gives = any(held.kind == "session" and held.origin == "own" for held in flow.returned | flow.yielded)
    if not gives:  # what it hands out is the caller's, who is seen to open it
        made = [opening for opening in flow.constructions if opening.span not in {o.span for o in flow.openings}]
        for opening in sorted([*flow.openings, *made], key=lambda opening: opening.span):
            guard = tuple(sorted(opening.guarded))
            yield (
                Effect("opens", "own", guard=guard, told=answers_for_it and not guard),
                Step(opening.span, opening.text),
            )
    for found in functions.session_parameters(symbol):
        if decorator := functions.supplied_by_decorator(symbol, found.parameter.name):
            yield Effect("opens", "own", guard=(found.parameter.name,)), Step(symbol.function.span, f"@{decorator}")
    for commit in flow.commits:
        for held in sorted(commit.sessions, key=_order):
            if held.origin != "unknown":
                step = Step(commit.span, f"{commit.receiver}.{'begin' if commit.block else 'commit'}()")
                yield Effect("commits", held.origin, _parameter(held)), step
    for deed in sorted(reader.deeds.values(), key=lambda deed: deed.span):
        if deed.kind != "commits" and deed.held.origin in ("parameter", "carrier", "ambient", "own"):
            effect = Effect(_KINDS[deed.kind], deed.held.origin, _parameter(deed.held), tuple(sorted(deed.absent)))
            yield effect, Step(deed.span, deed.kind)


_KINDS: dict[str, Kind] = {"works": "works", "rolls back": "rolls back", "closes": "closes"}


def at(site: Site, effect: Effect, mine: frozenset[str]) -> Effect | None:
    """Return what an effect of the callee is for the caller of a call; None when it does not happen, or may not.

    Args:
        site: the call.
        effect: what the callee does.
        mine: the parameters of the functions around the callee, which mean the same for the caller.
    """
    if site.apart or (effect.on == "own" and effect.kind != "opens"):
        return None  # what it does to a session of its own is nobody else's business; that it opens one is
    guard = set(site.absent)
    for name in effect.guard:
        none = _none_at(site, name, mine)
        if none is None:
            return None
        guard |= none
    told = effect.told or (leads_away(effect) and any(splits(live, guard) for live in site.live))
    if effect.on != "parameter":
        return Effect(effect.kind, effect.on, "", tuple(sorted(guard)), told)
    if effect.parameter in mine and effect.parameter not in site.handed:
        return Effect(effect.kind, effect.on, effect.parameter, tuple(sorted(guard)), told)
    for held in sorted(site.handed.get(effect.parameter, ()), key=_order):
        if held.kind == "session" and held.origin in ("parameter", "carrier", "ambient"):
            return Effect(effect.kind, held.origin, _parameter(held), tuple(sorted(guard)), told)
    return None


def _none_at(site: Site, name: str, mine: frozenset[str]) -> frozenset[str] | None:
    # Where the callee's parameter is None: for which of the caller's parameters being None; or None when it never is,
    # or nobody knows.
    if name in mine:
        return frozenset({name})
    forwarded = name.startswith("*")
    name = name.removeprefix("*")
    if name not in site.handed:
        if not (forwarded or name in site.optional) or "*" in site.handed:
            return None
        if site.stars:
            return frozenset({f"*{name}"}) if site.forwards else None
        return frozenset()
    handed = site.handed[name]
    if not any(held.kind == "none" for held in handed):
        return None
    sessions = [held for held in handed if held.kind != "none"]
    if not sessions:
        return frozenset()
    parameters = frozenset(held.parameter for held in sessions if held.origin == "parameter")
    return parameters if parameters and all(held.origin == "parameter" for held in sessions) else None


def leads_away(effect: Effect) -> bool:
    """Tell whether an effect is another transaction than the caller's: one is opened, or everybody's is committed."""
    return effect.kind == "opens" or (effect.kind == "commits" and effect.on == "ambient")


def splits(live: Live, guard: Collection[str]) -> bool:
    """Tell whether work outside a session that is alive splits its transaction, where some parameters are None."""
    return not live.idle and not (live.held.origin == "parameter" and live.held.parameter in guard)


def _parameter(held: Held) -> str:
    return held.parameter if held.origin == "parameter" else ""


def _order(held: Held) -> tuple[str, str, str]:
    return (held.kind, held.origin, held.parameter)
