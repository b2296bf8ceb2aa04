"""What a function does with sessions: opens, commits, replaces, gives back and yields them. Values that rules read."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts.values import Span
from session_lint.project.held import Holding, State
from session_lint.project.lifetimes import Lifetimes


class Opening(Struct, frozen=True):
    """A scope that is entered, or a session that is made: ``text`` is what opens it.

    ``guarded`` names the parameters that are None there; ``shared`` tells that it is a registry's, so that everybody in
    the thread has it.
    """

    span: Span
    text: str
    guarded: frozenset[str]
    shared: bool = False


class Commit(Struct, frozen=True):
    """A commit: on which sessions, in which words; ``block`` is a ``with session.begin()``, written out in them."""

    span: Span
    receiver: str
    sessions: Holding
    block: bool


class Replacement(Struct, frozen=True):
    """A parameter that is bound anew to a session, where it was not known to be None."""

    span: Span
    parameter: str
    text: str


class Flow(Struct):
    """All of it, for one function.

    ``openings`` are scopes that are entered, ``constructions`` sessions that are made, each where it is made,
    ``closures`` the states in which nested functions were defined, ``lifetimes`` what becomes of the sessions.
    """

    openings: list[Opening]
    constructions: list[Opening]
    commits: list[Commit]
    replacements: list[Replacement]
    returned: Holding
    yielded: Holding
    yields: bool
    makes_session: bool
    closures: dict[tuple[str, int], State]
    lifetimes: Lifetimes
