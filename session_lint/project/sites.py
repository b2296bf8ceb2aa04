"""The calls of one function into the project: what is called, with which sessions alive, and what is handed over."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts.values import Expression, Span
from session_lint.project.held import Held, Holding, Unlike
from session_lint.project.symbols import FunctionSymbol


class Live(Struct, frozen=True):
    """A session that is alive where a call stands: the name that it goes by, and whose it is.

    ``idle`` tells that it was committed and not used since, so that whatever runs now splits nothing; ``since`` is
    where the function got it, None where a parameter or a function around it brings it.
    """

    name: str
    held: Held
    idle: bool
    since: Span | None


class Conditions(Struct, frozen=True):
    """What holds whenever a place in a function is reached.

    ``unlike`` says which constants the arguments of the function's parameters are not; ``ended`` are the session
    parameters whose sessions were committed, rolled back or closed, and not used since.
    """

    unlike: frozenset[Unlike] = frozenset()
    ended: frozenset[str] = frozenset()

    def either(self, other: Conditions) -> Conditions:
        """Return what holds in both of two cases."""
        return Conditions(self.unlike & other.unlike, self.ended & other.ended)


class Site(Struct, frozen=True, eq=False):
    """A call of a function of the project.

    ``handed`` is what each session parameter of the callee is given, NOTHING for something unknown; ``stars`` tells
    that ``*args`` or ``**kwargs`` may give more, ``forwards`` that these are all that the caller itself was given so,
    ``optional`` which may be left out. ``absent`` are the caller's parameters that are None here, ``present``
    those that are not. ``apart`` tells that the callee runs in a task of its own, or perhaps later; ``streamed``
    that it is a generator, for a response to iterate over. ``arguments`` are what is written for each parameter of
    the callee, where ``given`` are the caller's parameters that still hold what it was given.
    """

    span: Span
    callee: FunctionSymbol
    handed: dict[str, Holding]
    stars: bool
    forwards: bool
    optional: frozenset[str]
    live: tuple[Live, ...]
    absent: frozenset[str]
    apart: bool
    arguments: dict[str, Expression]
    given: frozenset[str]
    conditions: Conditions
    streamed: bool = False
    present: frozenset[str] = frozenset()


class Deed(Struct, frozen=True):
    """What a function does to a session itself: ``kind`` is works, commits, rolls back or closes."""

    kind: str
    span: Span
    held: Held
    absent: frozenset[str]
