"""What becomes of sessions in one function: used, ended, handed over, lost. Values that rules read."""

from __future__ import annotations

from msgspec import Struct, field

from session_lint.facts.values import Call, Span
from session_lint.project.held import Holding
from session_lint.project.symbols import FunctionSymbol

_CLOSES = frozenset({"close", "aclose", "remove", "reset", "invalidate", "with"})


class Use(Struct, frozen=True):
    """A session is asked for something, or handed to a callee (then ``method`` is empty and ``callee`` is the call).

    ``depth`` counts the savepoints and scopes around it, whose end undoes what failed inside them.
    """

    span: Span
    words: str
    method: str
    sessions: Holding
    depth: int
    callee: Call | None = None


class Ending(Struct, frozen=True):
    """A session is rolled back, closed, reset, …: ``method`` is ``with`` for ``with session:``.

    ``handler`` is the exception in whose handler that happens.
    """

    span: Span
    words: str
    method: str
    sessions: Holding
    handler: str

    @property
    def closes(self) -> bool:
        """Whether the session gives its connection back, and does not only end its transaction."""
        return self.method in _CLOSES


class Taking(Struct, frozen=True):
    """A session is taken from a global, a registry or the context: ``words`` are where from.

    ``row`` is the object whose session it is, empty where it is no object's.
    """

    span: Span
    words: str
    row: str = ""


class Setting(Struct, frozen=True):
    """A context variable is set for a session: ``token`` is the variable that its token is bound to, or empty."""

    span: Span
    variable: str
    token: str


class Failure(Struct, frozen=True):
    """An exception that a session failed with was caught: where, which, and what may have raised it.

    ``swallowed`` tells that the function may go on; else its handler raises in any case.
    """

    span: Span
    error: str
    cause: Use
    causes: tuple[Use, ...]
    swallowed: bool


class Reuse(Struct, frozen=True):
    """A failed session is used on."""

    failure: Failure
    use: Use


class Escape(Struct, frozen=True):
    """Something leaves the scope that it lives in: ``what`` it is, ``how`` it leaves and ``made_at`` where it began."""

    span: Span
    what: str
    how: str
    kind: str
    made_at: Span | None


class Launch(Struct, frozen=True):
    """Something runs beside the function, or after it, with sessions: ``by`` is what starts it.

    ``kind`` is *later* for what runs when the function is through whatever it waits for, *started* for a task or thread
    that it may wait for, *together* for several that run at once. ``several`` tells that one call starts more than one
    with the same session.
    """

    call: Call
    by: str
    words: str
    sessions: Holding
    kind: str
    several: bool


class Handing(Struct, frozen=True):
    """A session of the function's own is given to a function of the project, which may end it."""

    site: Span
    callee: FunctionSymbol
    parameter: str


class Lifetimes(Struct):
    """All of it, for one function; ``released`` are the sites of sessions that are ended or given away."""

    uses: list[Use] = field(default_factory=list[Use])
    endings: list[Ending] = field(default_factory=list[Ending])
    takings: list[Taking] = field(default_factory=list[Taking])
    settings: list[Setting] = field(default_factory=list[Setting])
    reuses: list[Reuse] = field(default_factory=list[Reuse])
    escapes: list[Escape] = field(default_factory=list[Escape])
    launches: list[Launch] = field(default_factory=list[Launch])
    handings: list[Handing] = field(default_factory=list[Handing])
    globals: list[Taking] = field(default_factory=list[Taking])
    entered: set[Span] = field(default_factory=set[Span])
    released: set[Span] = field(default_factory=set[Span])

    @property
    def closed(self) -> set[Span]:
        """The sites of the sessions that the function itself closes."""
        endings = [ending for ending in self.endings if ending.closes]
        return {held.site for ending in endings for held in ending.sessions if held.site is not None}
