"""The session that a call is to be handed, where the function around it has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.codemods.uncertain import Uncertain
from session_lint.project.sites import Live, Site

_ORDER = ("parameter", "own", "carrier", "ambient", "row", "unknown")
_HELD_BY_NAME = ("parameter", "own")


def alive(site: Site) -> Iterator[Live]:
    """Yield the sessions that are alive at a call, parameters that are None there aside."""
    for live in site.live:
        if not (live.held.origin == "parameter" and live.held.parameter in site.absent):
            yield live


def at_hand(live: Iterable[Live]) -> Live | None:
    """Return the session to be passed on of those that are alive at a call; None where none is.

    Raises:
        Uncertain: when the function holds two: work that is copied from one database to another has both.
    """
    found = sorted(live, key=lambda one: (_ORDER.index(one.held.origin), one.name != one.held.parameter, one.name))
    for other in found[1:]:
        if other.held.origin in _HELD_BY_NAME and _are_two(found[0], other):
            raise Uncertain(f"{found[0].name!r} and {other.name!r} are both at hand. Decide which one it gets")
    return found[0] if found else None


def _are_two(one: Live, other: Live) -> bool:
    same = (one.held.parameter, one.held.site) == (other.held.parameter, other.held.site)
    return one.name != other.name and not same
