"""The lines of a body whose session is there for certain: what made, named and ended one of its own goes."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.comments import spoken
from session_lint.codemods.folding import Known, folded, hands_out, is_session
from session_lint.codemods.own_commits import OwnCommits
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts.values import Span

_ENDS = frozenset({"commit", "rollback", "close", "flush"})
_SEMICOLON = cst.Semicolon(whitespace_after=cst.SimpleWhitespace(" "))


class SimpleStatements:
    """Specialises the simple statements of one function's body.

    Args:
        source: the file.
        session: what the session is called.
        scopes: where the scopes and sessions stand that go.
        may_write: whether the function, or one that it calls, may write.
        stands_in: whether its session stands in for one that it may be handed, and then commits nothing.
        autoflush: whether queries flush first.
    """

    def __init__(
        self,
        source: Source,
        session: str,
        scopes: frozenset[Span],
        *,
        may_write: bool = True,
        stands_in: bool = False,
        autoflush: bool = True,
    ) -> None:
        self._source = source
        self._session = session
        self._scopes = scopes
        self._commits = OwnCommits(
            source, session, scopes, may_write=may_write, stands_in=stands_in, autoflush=autoflush
        )
        self._known: Known = Known({session})
        self._made: bool = False
        self._handling: int = 0  # handlers of exceptions around the statement
        self._swallowing: bool = False  # inside a try that goes on after an error
        self._suppressing: bool = False  # inside a suppress()
        self._gone: list[tuple[cst.With, str]] = []  # with what its session was called there
        self._entered: set[str] = set()  # names of contexts that were made before they are entered
        self.aliases: set[str] = set()
        """Other names of the session: they become the parameter's."""

    def _line(self, line: cst.SimpleStatementLine, block: Block) -> None:
        left: list[cst.BaseSmallStatement] = []
        for small in line.body:
            new = self._small(small)
            if new is not None and self._commits.is_handed_out(new):
                if left:
                    left += [self._commits.flush().body[0].with_changes(semicolon=_SEMICOLON)]
                else:
                    block.add(self._commits.flush().with_changes(leading_lines=line.leading_lines))
                    line = line.with_changes(leading_lines=[])
            if new is not None:
                left.append(new)
                self._commits.did(new, self._known)
        if len(left) == len(line.body) and all(a is b for a, b in zip(left, line.body, strict=True)):
            block.add(line)
        elif left:
            left[-1] = left[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            block.add(line.with_changes(body=left))
        elif spoken(line.leading_lines) and not block.statements:
            block.pending += spoken(line.leading_lines)

    def _small(self, small: cst.BaseSmallStatement) -> cst.BaseSmallStatement | None:
        match small:
            case (
                cst.Assign(targets=[cst.AssignTarget(target=target)], value=given)
                | cst.AnnAssign(target=target, value=given)
            ) if given is not None:
                value = folded(given, self._known)
                if self._goes(value) or is_session(value, self._known):
                    self._made = self._made or self._goes(value) or value is not given
                    if not isinstance(target, cst.Name):
                        raise Uncertain("a session of its own is kept on an object: see require-manager-session")
                    self._alias(target)
                    return None
                if isinstance(target, cst.Name) and hands_out(value, self._known):
                    self._known.contexts.add(target.value)
                    return None
                return small if value is given else small.with_changes(value=value)
            case cst.Expr(value=value):
                return self._expression(small, value)
            case _:
                return small

    def _expression(self, small: cst.Expr, value: cst.BaseExpression) -> cst.BaseSmallStatement | None:
        call = value.expression if isinstance(value, cst.Await) else value
        match call:
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method)), args=[]) if (
                self._made and is_session(receiver, self._known) and method in _ENDS
            ):
                if method == "rollback" and not self._handling:
                    raise Uncertain("it rolls its own session back on purpose: the caller's work would go with it")
                if method != "commit":
                    return small if method == "flush" else None
                self._commits.goes(small)
                self._commits.refuse_bounding(call)
                if not self._is_looked_at(call):
                    return None
                flush = call.with_deep_changes(call.func, attr=cst.Name("flush"))
                return small.with_changes(value=value.with_changes(expression=flush) if call is not value else flush)
            case _:
                return small

    def _is_looked_at(self, _commit: cst.Call) -> bool:
        return self._commits.is_looked_at(self._known)

    def _goes(self, value: cst.BaseExpression) -> bool:
        span = self._source.span(value.expression if isinstance(value, cst.Await) else value)
        if isinstance(value, cst.Name) and span in self._scopes:
            self._entered.add(value.value)
        return span is not None and span in self._scopes

    def _alias(self, target: cst.BaseExpression) -> None:
        if not isinstance(target, cst.Name):
            raise Uncertain("a scope's session is bound to something that is no plain name")
        self.aliases.add(target.value)
        self._known.sessions.add(target.value)
