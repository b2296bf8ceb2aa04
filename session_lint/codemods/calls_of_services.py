"""What the callers of a service notice of its commit: a failure that they catch, rows that they look at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from session_lint.codemods.census import Caller, Key
from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import catches_failures, names_failures, suppresses
from session_lint.codemods.owners import Owners
from session_lint.codemods.rereading import rereads
from session_lint.codemods.session_calls import is_call_of
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Around, Standing, standing
from session_lint.codemods.uses import binds, walk
from session_lint.facts import walk as facts_walk
from session_lint.project.function import ProjectFunction

_FLUSHES = frozenset({"commit", "flush"})
_EXPECTING = frozenset({"raises", "assertRaises", "assertRaisesRegex"})


class CallsOfServices:
    """Looks at the calls of services, as far as the project shows them.

    Args:
        owners: knows who calls a service.
        sources: the project's files.
    """

    def __init__(self, owners: Owners, sources: Sources) -> None:
        self._owners = owners
        self._sources = sources
        self._caught: dict[tuple[Key, str], bool] = {}

    def catch(self, function: ProjectFunction, session: str) -> bool:
        """Tell whether somebody calls a function where what the database refuses is caught before it is committed.

        Args:
            function: the service.
            session: its parameter.
        """
        key = function.symbol.key, session
        if key not in self._caught:
            self._caught[key] = self._any(function, session, _is_caught)
        return self._caught[key]

    def reread(self, function: ProjectFunction, session: str, keys: frozenset[str]) -> bool:
        """Tell whether somebody reads rows after a call, other than keys; what tests read is theirs.

        Args:
            function: the service.
            session: its parameter.
            keys: what primary keys are called.
        """

        def reads(caller: Caller, found: Standing, words: str) -> bool:
            tree = self._tree(caller)
            return caller.function.role != "test" and tree is not None and rereads(tree, found.after, words, keys)

        return self._any(function, session, reads)

    def _any(self, function: ProjectFunction, session: str, tells: Callable[[Caller, Standing, str], bool]) -> bool:
        # Whoever only hands a session on is asked for his own callers.
        seen = {(function.symbol.key, session)}
        waiting = [(function, session)]
        while waiting:
            for caller, found, words in self._calls(*waiting.pop()):
                if tells(caller, found, words):
                    return True
                key = caller.function.symbol.key, words
                if key not in seen and any(one.parameter.name == words for one in caller.function.session_parameters):
                    seen.add(key)
                    waiting.append((caller.function, words))
        return False

    def _calls(self, function: ProjectFunction, session: str) -> Iterator[tuple[Caller, Standing, str]]:
        for caller in self._owners.callers(function):
            index = caller.argument(session)
            tree = self._tree(caller)
            if tree is None:
                continue
            found = standing(tree, self._sources.of(caller.path), caller.site.span)
            if found is not None:
                yield caller, found, facts_walk.dotted(caller.gives(index).value) if index is not None else ""

    def _tree(self, caller: Caller) -> cst.FunctionDef | None:
        if caller.in_class or not caller.function.symbol.function.name:
            return None
        return self._sources.function(caller.path, caller.function.symbol.function.span)


def _is_caught(_caller: Caller, found: Standing, words: str) -> bool:
    for one in reversed(found.around):
        if isinstance(one.statement, cst.With) and any(words in _names(item) for item in one.statement.items):
            return False  # it commits when it is left, inside of all that is around it
        parts = (part for statement in one.block for part in walk(statement))
        if _catches(one) and not any(is_call_of(part, words, _FLUSHES) for part in parts):
            return True
    return False


def _catches(one: Around) -> bool:
    match one.statement:
        case cst.Try(handlers=handlers) | cst.TryStar(handlers=handlers):
            return one.part == "body" and any(catches_failures(handler) for handler in handlers)
        case cst.With(items=items):
            return any(suppresses(item.item) or _expects(item.item) for item in items)
        case _:
            return False


def _expects(entered: cst.BaseExpression) -> bool:
    # A test that waits for a failure.
    if not isinstance(entered, cst.Call) or dotted(entered.func).rpartition(".")[2] not in _EXPECTING:
        return False
    return bool(entered.args) and names_failures(entered.args[0].value)


def _names(item: cst.WithItem) -> Iterator[str]:
    if item.asname is not None:
        yield from binds(item.asname)
