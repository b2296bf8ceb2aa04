"""What a codemod is: a name, what it repairs, and a plan over the whole project."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst
from msgspec import Struct, field

from session_lint.codemods.changes import ByHand
from session_lint.codemods.options import Options
from session_lint.codemods.source import Source
from session_lint.codemods.sources import Sources
from session_lint.project.project import Project

UNCALLED = "of the functions nobody in the project calls (see who does outside)"
"""What the summary says of functions whose parameters change without that a call was seen."""


class Work(Struct):
    """What a codemod is going to do.

    ``rewrites`` gives, by a file's path relative to the root, the function that makes its changed tree; ``counts`` what
    the summary says, such as ``{"functions require a session": 12}``.
    """

    rewrites: dict[str, Callable[[Source], cst.Module]] = field(
        default_factory=dict[str, Callable[[Source], cst.Module]]
    )
    by_hand: list[ByHand] = field(default_factory=list[ByHand])
    counts: dict[str, int] = field(default_factory=dict[str, int])


class Codemod(Struct, frozen=True):
    """A repair of a whole project.

    ``repairs`` are the codes of the findings that it sets out to repair; ``before`` and ``after`` are an example for
    the docs, which the tests hold. ``plan`` is told which files are to be repaired: callers are, wherever they are.
    """

    name: str
    summary: str
    repairs: tuple[str, ...]
    why: str
    before: str
    after: str
    plan: Callable[[Project, Sources, frozenset[str], Options], Work]
