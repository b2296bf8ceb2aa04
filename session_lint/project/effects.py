"""What a function does to sessions and transactions, and what of it reaches whoever calls it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Literal

from msgspec import Struct, structs

from session_lint.facts.values import Span
from session_lint.project.conditions import conditions_at, ended_at
from session_lint.project.flow import Opening
from session_lint.project.functions import Functions
from session_lint.project.held import Held, Unlike
from session_lint.project.site_reader import SiteReader
from session_lint.project.sites import Conditions, Live, Site
from session_lint.project.symbols import FunctionSymbol

Kind = Literal["opens", "works", "commits", "rolls back", "closes"]


class Effect(Struct, frozen=True, order=True):
    """One thing that happens when a function is called.

    ``on`` is whose session it happens to, as the origin of what is held: a ``parameter`` has a name, and what is opened
    is ``own``, or ``ambient`` where it is a registry's. ``guard`` names the parameters that are all None where it
    happens; ``*name`` is one that ``*args`` and ``**kwargs`` do not bring. ``told`` says that a function on the way
    there holds a session itself, so that it is to be reported there. ``unlike`` and ``ended`` are the other
    conditions, in their order.
    """

    kind: Kind
    on: str
    parameter: str = ""
    guard: tuple[str, ...] = ()
    told: bool = False
    unlike: tuple[Unlike, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def conditions(self) -> Conditions:
        """The conditions under which it happens, but for the guard."""
        return Conditions(frozenset(self.unlike), frozenset(self.ended))

    def is_like(self, other: Effect) -> bool:
        """Tell whether two effects differ in their conditions at most."""
        return (self.kind, self.on, self.parameter, self.guard, self.told) == (
            other.kind,
            other.on,
            other.parameter,
            other.guard,
            other.told,
        )

    def covers(self, other: Effect) -> bool:
        """Tell whether this effect happens whenever one like it does."""
        return set(self.unlike) <= set(other.unlike) and set(self.ended) <= set(other.ended)

    def under(self, conditions: Conditions) -> Effect:
        """Return the same effect under other conditions."""
        return structs.replace(self, unlike=tuple(sorted(conditions.unlike)), ended=tuple(sorted(conditions.ended)))


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
    symbol: FunctionSymbol,
    reader: SiteReader,
    functions: Functions,
    answers_for_it: bool,
    made_after: Callable[[Site], frozenset[str]],
) -> Iterator[tuple[Effect, Step]]:
    """Yield what a function does itself, in the order of its lines.

    Args:
        symbol, functions: the function, and what answers for it.
        reader: what read it.
        answers_for_it: whether its own openings are reported in the function.
        made_after: the session parameters that a scope function ends before it opens, in the words of its caller.
    """
    flow = reader.flow
    conditions = reader.conditions
    gives = any(held.kind == "session" and held.origin == "own" for held in flow.returned | flow.yielded)
    if not gives:  # what it hands out is the caller's, who is seen to open it
        made = [opening for opening in flow.constructions if opening.span not in {o.span for o in flow.openings}]
        for opening in sorted([*flow.openings, *made], key=lambda opening: opening.span):
            guard = tuple(sorted(opening.guarded))
            whose = "ambient" if opening.shared else "own"
            effect = Effect("opens", whose, guard=guard, told=answers_for_it and not guard)
            yield effect.under(_where_opened(opening, reader, made_after)), Step(opening.span, opening.text)
    for found in functions.session_parameters(symbol):
        if decorator := functions.supplied_by_decorator(symbol, found.parameter.name):
            yield Effect("opens", "own", guard=(found.parameter.name,)), Step(symbol.function.span, f"@{decorator}")
    for commit in flow.commits:
        for held in sorted(commit.sessions, key=_order):
            if held.origin != "unknown":
                step = Step(commit.span, commit.receiver if commit.block else f"{commit.receiver}.commit()")
                yield Effect("commits", held.origin, _parameter(held)).under(conditions[commit.span]), step
    for deed in sorted(reader.deeds.values(), key=lambda deed: deed.span):
        if deed.kind != "commits" and deed.held.origin != "unknown":
            effect = Effect(_KINDS[deed.kind], deed.held.origin, _parameter(deed.held), tuple(sorted(deed.absent)))
            yield effect, Step(deed.span, deed.kind)


def _where_opened(opening: Opening, reader: SiteReader, made_after: Callable[[Site], frozenset[str]]) -> Conditions:
    # A scope function that is handed a session may end it before it opens another.
    known = reader.conditions.get(opening.span, Conditions())
    made = reader.sites.get(reader.made_at.get(opening.span, opening.span))
    return Conditions(known.unlike, known.ended | made_after(made)) if made is not None else known


_CONDITIONAL = ("opens", "commits")
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
    conditions = conditions_at(site, effect.conditions)
    if conditions is None:
        return None
    told = effect.told or (leads_away(effect) and any(splits(live, guard, site, effect) for live in site.live))
    on, parameter = effect.on, ""
    if on == "parameter" and effect.parameter in mine and effect.parameter not in site.handed:
        parameter = effect.parameter
    elif on == "parameter":
        handed = _handed(site, effect.parameter)
        if handed is None:
            return None
        on, parameter = handed.origin, _parameter(handed)
    reaching = Effect(effect.kind, on, parameter, tuple(sorted(guard)), told)
    return reaching.under(conditions) if effect.kind in _CONDITIONAL else reaching


def _handed(site: Site, parameter: str) -> Held | None:
    for held in sorted(site.handed.get(parameter, ()), key=_order):
        if held.kind == "session" and held.origin in ("parameter", "carrier", "ambient", "row"):
            return held
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


def splits(live: Live, guard: Collection[str], site: Site, effect: Effect) -> bool:
    """Tell whether an effect outside a session that is alive splits its transaction, where some parameters are None."""
    return is_at_work(live, guard) and not ended_at(site, effect.conditions)


def is_at_work(live: Live, guard: Collection[str]) -> bool:
    """Tell whether a session that is alive may hold work, where some parameters are None."""
    return not live.idle and not (live.held.origin == "parameter" and live.held.parameter in guard)


def _parameter(held: Held) -> str:
    return held.parameter if held.origin == "parameter" else ""


def _order(held: Held) -> tuple[str, str, str]:
    return (held.kind, held.origin, held.parameter)
