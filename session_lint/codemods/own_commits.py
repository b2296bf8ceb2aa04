"""What the commits of its own session did for a function, and what does it once they are gone: a flush, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.afterwards import After
from session_lint.codemods.ending_calls import is_ending
from session_lint.codemods.flushes import bare_names, is_async, looked_at, session_names, written_names
from session_lint.codemods.folding import Known, dotted
from session_lint.codemods.handlers import EXCEPTION_FOLLOWS, raises_later
from session_lint.codemods.refusals import refuse_bounding
from session_lint.codemods.source import Source
from session_lint.codemods.standing import standing
from session_lint.codemods.statements import called
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk, writes
from session_lint.facts.values import Span


class OwnCommits:
    """Follows one function while its statements are gone through in their order.

    Args:
        source: the file.
        session: what the session is called.
        scopes: where the scopes and sessions stand that go.
        may_write: whether the function, or one that it calls, may write.
        stands_in: whether its session stands in for one that it may be handed: what others do with that is theirs.
        autoflush: whether queries flush first: otherwise they do not find what is not flushed.
    """

    def __init__(
        self,
        source: Source,
        session: str,
        scopes: frozenset[Span],
        *,
        may_write: bool,
        stands_in: bool,
        autoflush: bool,
    ) -> None:
        self._source = source
        self._session = session
        self._scopes = scopes
        self._counts = may_write and bool(scopes)
        self._stands_in = stands_in
        self._autoflush = autoflush
        self._function: cst.FunctionDef | None = None
        self._written: set[str] = set()
        self._just_flushed = False
        self._caught = False
        self.after = After()
        """What may run after the present statement."""
        self.unflushed = False
        """Whether something was written since the last flush."""
        self.is_async = False
        """Whether the session has to be awaited where the present statement stands."""
        self.undoing = False
        """Whether the present statement stands where the function goes on after an error."""
        self.ending = False
        """Whether it stands in a ``finally``."""

    def begin(self, function: cst.FunctionDef, known: Known) -> None:
        """Begin to go through a function."""
        self._function = function
        self.is_async = is_async(function, self._source, self._scopes, self._session)
        names = session_names(function, self._source, self._scopes)
        self._written = written_names(function.body, names | known.sessions, by_calls=not self._stands_in)
        self.unflushed = self._caught = False

    def end(self) -> None:
        """Raise Uncertain when a commit stood where the function goes on after an error, and nothing undoes it now."""
        if self._caught:
            raise Uncertain(
                "it goes on where its own session fails, which undoes the work when it is closed: with the caller's "
                "session that has to be a savepoint"
            )

    def goes(self, commit: cst.CSTNode) -> None:
        """Take note of a commit that goes: what it kept for good depends from now on on what comes later.

        Raises:
            Uncertain: when that is an exception.
        """
        if not self._counts:
            return
        self._caught = self._caught or self.undoing
        if self.ending:
            raise Uncertain(f"it commits in a 'finally': {EXCEPTION_FOLLOWS}")
        if raises_later(self.after.all()):
            span = next((found for one in walk(commit) if (found := self._source.span(one)) is not None), None)
            where = f" in line {span.line}" if span is not None else ""
            raise Uncertain(f"what it commits{where} would be lost: {EXCEPTION_FOLLOWS}")

    def refuse_bounding(self, commit: cst.Call) -> None:
        """Refuse a commit that may be meant to keep what the turns of a loop did.

        Raises:
            Uncertain: unless the session is one of the turn's own, or nothing but turns that are alike come after it.
        """
        span = self._source.span(commit)
        if not self._counts or span is None or self._function is None:
            return
        found = standing(self._function, self._source, span)
        if found is None or found.loop is None:
            return
        if not any(self._source.span(part) in self._scopes for part in walk(found.loop)):
            assert isinstance(commit.func, cst.Attribute)
            refuse_bounding(found, dotted(commit.func.value), what=f"its commit in line {span.line}")

    def did(self, small: cst.BaseSmallStatement, known: Known) -> None:
        """Take note of a statement that stays."""
        self._just_flushed = is_ending(small, known, "flush", "commit")
        self.unflushed = not self._just_flushed and (self.unflushed or writes([small], known.sessions))

    def branched(self, unflushed: bool, header: Sequence[cst.CSTNode], known: Known) -> None:
        """Take note of the end of a statement with blocks: a flush in one of them counts for that one only.

        Args:
            unflushed: whether something was written before it.
            header: what it evaluates itself.
            known: what is known of names.
        """
        self._just_flushed = False
        self.unflushed = self.unflushed or unflushed or writes(header, known.sessions)

    def is_looked_at(self, known: Known) -> bool:
        """Tell whether a flush has to take the place of a commit."""
        if self._is_left_unflushed():
            return True
        return not self._just_flushed and looked_at(self.after.all(), known)

    def is_handed_out_later(self, known: Known) -> bool:
        """Tell whether a flush has to take the place of the commit at the end of a scope."""
        if self._is_left_unflushed():
            return True
        return self._counts and self.unflushed and looked_at(self.after.all(), known, self._written)

    def is_handed_out(self, small: cst.BaseSmallStatement) -> bool:
        """Tell whether a statement returns what is not flushed: whoever got it used to get it committed."""
        match small:
            case cst.Return() if self._is_left_unflushed():
                return True
            case cst.Return(value=cst.BaseExpression() as value) if self._counts and self.unflushed:
                return bool(self._written & set(bare_names(value)))
            case _:
                return False

    def _is_left_unflushed(self) -> bool:
        return self._counts and self.unflushed and not self._autoflush

    def flush(self) -> cst.SimpleStatementLine:
        """Return the statement that flushes, and take note of it."""
        self.unflushed, self._just_flushed = False, True
        return called(self._session, "flush", is_async=self.is_async)
