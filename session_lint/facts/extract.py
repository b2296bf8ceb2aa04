"""One file's bytes to its facts: the only door between LibCST and the rest of the house."""

from __future__ import annotations

import sys

from session_lint.facts.program import FileFacts
from session_lint.source.text import Unreadable, decode


def extract(data: bytes) -> FileFacts:
    """Return what a file's bytes say; a file that cannot be parsed gives facts that say why, never an exception.

    To be called through :func:`session_lint.deep.with_deep_stack`.
    """
    from session_lint.facts.compound_statements import COMPOUND
    from session_lint.facts.definitions import DEFINITIONS
    from session_lint.facts.expressions import Expressions
    from session_lint.facts.parse import parse
    from session_lint.facts.simple_statements import SIMPLE
    from session_lint.facts.statements import Statements

    kinds = {**SIMPLE, **COMPOUND, **DEFINITIONS}
    try:
        module, places = parse(decode(data).text)
        return FileFacts(Statements(Expressions(places), kinds).block(module))
    except Unreadable as error:
        return FileFacts(unreadable=(error.reason, error.line, error.column))
    except RecursionError:
        # Python 3.12 bounds calls through C at some 500 levels of a tree, whatever the stack and the limit.
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return FileFacts(unreadable=(f"nests too deeply for Python {version}", 1, 1))
