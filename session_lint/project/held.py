"""What a name can hold, as far as sessions go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from session_lint.facts.values import Span
from session_lint.project.symbols import ClassSymbol

if TYPE_CHECKING:
    from session_lint.project.lifetimes import Failure

Kind = Literal[
    "session",
    "factory",
    "registry",
    "scope",
    "maker",
    "dependency",
    "context",
    "transaction",
    "savepoint",
    "variable",
    "sessions",
    "query",
    "result",
    "rows",
    "ended",
    "instance",
    "none",
]
Origin = Literal["parameter", "own", "carrier", "row", "ambient", "unknown"]


class Held(Struct, frozen=True):
    """One thing that a name can hold.

    ``kind``: a *session*; a *factory* or *registry*, which make sessions when called; a *scope*, which opens one when
    entered; a *maker*, which makes scopes when called; a *dependency*, a generator that yields a session it opened;
    a *context* that hands out a session that exists already
    (``nullcontext``); a *transaction* or *savepoint* of a session; a context *variable* that sessions are kept in;
    several *sessions*; a *query* that loads ORM objects when it is iterated over, a *result* that so loads values, the
    *rows* that a query gave; what has *ended* with its scope; an *instance* of a project's class; *none*.

    ``origin`` tells whose a session is: the function's *parameter*, its *own*, a *carrier*'s, that of a *row*, which is
    whoever's the row is, *ambient* (a global or registry), or *unknown*. ``shared`` tells of a scope that it opens a
    registry's session. ``guarded`` names the parameters that are None wherever this thing exists; ``made_by`` is
    the call that made it, for messages; ``site`` is where the function that is read made it, and with it one session is
    told from another. A query, its rows and a savepoint have the origin and the site of their session.
    """

    kind: Kind
    origin: Origin = "unknown"
    parameter: str = ""
    guarded: frozenset[str] = frozenset()
    of: ClassSymbol | None = None
    certain: bool = True
    made_by: str = ""
    site: Span | None = None
    shared: bool = False

    def becomes(self, kind: Kind, origin: Origin | None = None) -> Held:
        """Return the same thing as another kind, and of another origin if one is given."""
        return structs.replace(self, kind=kind, origin=origin or self.origin)

    def elsewhere(self, origin: Origin) -> Held:
        """Return the same thing, of an origin, for another function than the one that made it."""
        return structs.replace(self, origin=origin, site=None)


Holding = frozenset[Held]

NOTHING: Holding = frozenset()
NONE = Held("none")


Unlike = tuple[str, str]
"""A parameter, and a constant (``True``, ``False`` or ``None``) that its argument is certainly not."""


class Flag(Struct, frozen=True):
    """One way in which a variable came to be true or false, and what is known then.

    ``absent`` parameters are None and ``present`` ones are not, ``unlike`` says which constants others are not.
    """

    truth: bool
    absent: frozenset[str]
    present: frozenset[str]
    unlike: frozenset[Unlike] = frozenset()


class State:
    """What is known at one point of a function: what names hold, and which parameters are None or given here.

    ``flags`` remembers what variables say that hold a truth: a stored test, or True and False set where a parameter
    was known to be None. ``failed`` are the exceptions that were swallowed without mending the session.
    ``given`` are the parameters that still hold what the caller gave, ``unlike`` which constants that was not.
    ``idle`` are the names of sessions that were committed, rolled back or closed, and not used since.

    ``memo`` holds what calls were found to give, by their identity, until a statement ends or a
    name is bound: a chain of calls is evaluated once.
    """

    def __init__(self) -> None:
        self.held: dict[str, Holding] = {}
        self.absent: frozenset[str] = frozenset()
        self.present: frozenset[str] = frozenset()
        self.flags: dict[str, frozenset[Flag]] = {}
        self.failed: frozenset[Failure] = frozenset()
        self.given: frozenset[str] = frozenset()
        self.unlike: frozenset[Unlike] = frozenset()
        self.idle: frozenset[str] = frozenset()
        self.memo: dict[int, Holding] = {}

    def copy(self) -> State:
        """Return a state that can change on its own."""
        twin = State()
        twin.held = dict(self.held)
        twin.absent, twin.present = self.absent, self.present
        twin.flags = dict(self.flags)
        twin.failed = self.failed
        twin.given, twin.unlike = self.given, self.unlike
        twin.idle = self.idle
        return twin

    def narrowed(
        self, absent: frozenset[str], present: frozenset[str], unlike: frozenset[Unlike] = frozenset()
    ) -> State:
        """Return the state where some parameters are known to be None, others not to be, or not to be a constant."""
        twin = self.copy()
        twin.unlike |= unlike
        if not absent and not present:
            return twin
        twin.absent = (self.absent | absent) - present
        twin.present = (self.present | present) - absent
        for name, holding in self.held.items():
            kept = frozenset(
                held
                for held in holding
                if not (held.origin == "parameter" and held.parameter in absent)
                and not (held.guarded & present)
                and not (held.kind == "none" and name in present)
            )
            twin.held[name] = kept if kept or not holding else frozenset({NONE})
        return twin

    def join(self, other: State | None) -> State:
        """Return what is known after either of two ways; None is a way that does not come back."""
        if other is None:
            return self
        joined = State()
        for name in self.held.keys() | other.held.keys():
            joined.held[name] = self.held.get(name, NOTHING) | other.held.get(name, NOTHING)
        joined.absent = self.absent & other.absent
        joined.present = self.present & other.present
        joined.failed = self.failed | other.failed
        joined.given = self.given & other.given
        joined.unlike = self.unlike & other.unlike
        joined.idle = _idle_in_both(self, other)
        joined.flags = {name: flags | other.flags[name] for name, flags in self.flags.items() if name in other.flags}
        return joined


def joined(first: State | None, second: State | None) -> State | None:
    """Return what is known after either of two ways; None when neither comes back."""
    return second if first is None else first.join(second)


def handed_out(holding: Holding) -> Holding:
    """Return what ``next`` or a ``for`` gets out of what it is given."""
    return frozenset(held.becomes("session") for held in holding if held.kind in ("dependency", "sessions"))


def _idle_in_both(first: State, second: State) -> frozenset[str]:
    # A session that only one way made is idle if it is so there; what a dotted name holds was made before both.
    if not first.idle and not second.idle:
        return first.idle
    return frozenset(
        name
        for name in first.idle | second.idle
        if all(name in way.idle or ("." not in name and not way.held.get(name)) for way in (first, second))
    )
