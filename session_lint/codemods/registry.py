"""All codemods."""

from __future__ import annotations

from session_lint.codemods import (
    add_required_session,
    commit_to_flush,
    decimal_to_string,
    keyword_only_session,
    require_manager_session,
    rollback_to_savepoint,
    thread_session,
)
from session_lint.codemods.codemod import Codemod
from session_lint.config import ConfigError, nearest

CODEMODS: tuple[Codemod, ...] = (
    add_required_session.CODEMOD,
    require_manager_session.CODEMOD,
    thread_session.CODEMOD,
    commit_to_flush.CODEMOD,
    rollback_to_savepoint.CODEMOD,
    decimal_to_string.CODEMOD,
    keyword_only_session.CODEMOD,
)
"""In the order of the docs."""


def find(name: str) -> Codemod:
    """Return a codemod by its name.

    Raises:
        ConfigError: when there is none of that name.
    """
    for codemod in CODEMODS:
        if codemod.name == name:
            return codemod
    raise ConfigError(f"no codemod is called {name!r}.{nearest(name, [codemod.name for codemod in CODEMODS])}")
