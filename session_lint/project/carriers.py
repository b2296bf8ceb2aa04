"""Carriers that no type shows: by configuration, or because their module uses them like a session."""

from __future__ import annotations

from session_lint.config import Config, matching
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Expression, Name
from session_lint.project.held import Held
from session_lint.project.names import Names
from session_lint.project.symbols import External, ModuleSymbol, Scope, ValueSymbol
from session_lint.project.usage import SHORT, paths_used_like_sessions


class Carriers:
    """Recognises ``trans.sa_session``, ``db.session``, ``context.session``.

    Args:
        names: the project's names.
        config: carriers as they are written or called, and session names.
    """

    def __init__(self, names: Names, config: Config) -> None:
        self._names = names
        self._config = config
        self._used_paths: dict[str, frozenset[str]] = {}
        self._configured: dict[str, str | None] = {}

    def held(self, expression: Attribute, scope: Scope) -> Held | None:
        """Return the session that an attribute of unknown type holds; None when nothing says that it holds one.

        What begins with a global is ambient, else the session is its carrier's.
        """
        configured = self.entry(expression, scope) is not None
        if not configured and not self.is_used(expression, scope):
            return None
        ambient = self._begins_with_a_global(expression, scope)
        return Held("session", "ambient" if ambient else "carrier", certain=configured)

    def entry(self, expression: Attribute, scope: Scope) -> str | None:
        """Return the configured carrier that an attribute is.

        It bears one by how it is written (``trans.sa_session`` is also ``self.trans.sa_session``), or by the qualified
        name of the module's variable that it begins with.
        """
        if not self._config.carriers:
            return None
        written = walk.dotted(expression)
        if written not in self._configured:
            self._configured[written] = self._by_writing(written)
        found = self._configured[written]
        if found is None and (holder := self._qualified(expression.value, scope)):
            found = matching(self._config.carriers, f"{holder}.{expression.name}")
        return found

    def is_used(self, expression: Attribute, scope: Scope) -> bool:
        """Tell whether an attribute is called and used like a session in its module."""
        if expression.name not in self._config.session_names or expression.name in SHORT:
            return False
        module = scope.module
        if module.path not in self._used_paths:
            self._used_paths[module.path] = paths_used_like_sessions(module.facts.body)
        return walk.dotted(expression) in self._used_paths[module.path]

    def _by_writing(self, written: str) -> str | None:
        while "." in written:
            if found := matching(self._config.carriers, written):
                return found
            written = written.partition(".")[2]
        return None

    def _qualified(self, expression: Expression, scope: Scope) -> str:
        symbol = self._names.resolve(expression, scope)
        if isinstance(symbol, External):
            return symbol.name
        if isinstance(symbol, ValueSymbol) and not symbol.scope.around:
            return f"{symbol.scope.module.name}.{symbol.name}"
        return ""

    def _begins_with_a_global(self, expression: Expression, scope: Scope) -> bool:
        while isinstance(expression, Attribute):
            expression = expression.value
        if not isinstance(expression, Name):
            return False
        symbol = self._names.look_up(expression.id, scope)
        if isinstance(symbol, ValueSymbol):
            return not symbol.scope.around
        return isinstance(symbol, (External, ModuleSymbol))
