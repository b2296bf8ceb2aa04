"""A method's body once its object carries a session for certain, which somebody else ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import libcst as cst

from session_lint.codemods.changes import ManagerChange
from session_lint.codemods.failed_commits import caught, is_caught, refuse_followed, savepoint
from session_lint.codemods.folding import dotted, folded, is_session, truth
from session_lint.codemods.looking import looks
from session_lint.codemods.savepoints import Savepoint, with_savepoint
from session_lint.codemods.source import Source
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.standing import Standing, standing
from session_lint.codemods.statements import Block, Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import own_names, walk


class CarriedSession(Specialiser):
    """Specialises one method's body.

    Args:
        source: the file.
        method: the method.
        change: what holds the session.
    """

    def __init__(self, source: Source, method: cst.FunctionDef, change: ManagerChange) -> None:
        super().__init__(source, change.session, frozenset())
        self._known.sessions.add(change.carrier)
        self._known.flags |= _attributes(change)
        self._made = True
        self._method = method
        self._change = change

    def _small(self, small: cst.BaseSmallStatement) -> cst.BaseSmallStatement | None:
        match small:
            case (
                cst.Assign(targets=[cst.AssignTarget(target=target)], value=given)
                | cst.AnnAssign(target=target, value=given)
            ) if given is not None:
                if dotted(target) in _attributes(self._change):
                    return None
                value = folded(given, self._known)
                if not is_session(value, self._known):
                    return super()._small(small)
                if isinstance(target, cst.Name):
                    self._known.sessions.add(target.value)
                return small if value is given else small.with_changes(value=value)
            case cst.Return(value=given) if given is not None:
                value = folded(given, self._known)
                return small if value is given else small.with_changes(value=value)
            case _:
                return super()._small(small)

    def body(self, function: cst.FunctionDef) -> cst.FunctionDef:
        """Return the method with its body specialised.

        Raises:
            Uncertain: when that cannot be done for certain.
        """
        changed = super().body(function)
        for commit in self._commits_in(function.body):
            if (found := self._standing(commit)) is not None:
                refuse_followed(found)
        return changed

    def _try(self, statement: cst.Try, block: Block) -> None:
        super()._try(statement, block)
        commits = self._commits_in(statement.body) if caught(statement) else []
        savepoints = [self._savepoint(statement, commit) for commit in commits]
        if not any(savepoints):
            return
        changed = block.statements[-1]
        if len(savepoints) > 1 or savepoints[0] is None or not isinstance(changed, cst.Try):
            raise Uncertain("it commits more than once in a try that catches the failures: use begin_nested()")
        block.statements.pop()
        with_savepoint(changed, savepoints[0], block, _as_it_is)

    def _savepoint(self, statement: cst.Try, commit: cst.Call) -> Savepoint | None:
        found = self._standing(commit)
        if found is None:
            return None
        blocks = [statements(self._method.body), *(one.block for one in found.around)]
        above: list[Statement] = []
        for block, one in zip(blocks, found.around, strict=False):
            above += takewhile(lambda other, around=one: other is not around.statement, block)
            if one.statement is statement:
                break
        return savepoint(statement, commit, found, above, self._known.sessions)

    def _commits_in(self, suite: cst.BaseSuite) -> list[cst.Call]:
        parts = [part for part in walk(suite, into_functions=False) if isinstance(part, cst.Call)]
        called = [(part, part.func) for part in parts if isinstance(part.func, cst.Attribute)]
        return [
            call
            for call, function in called
            if function.attr.value == "commit" and is_session(function.value, self._known)
        ]

    def _standing(self, call: cst.Call) -> Standing | None:
        span = self._source.span(call)
        return standing(self._method, self._source, span) if span is not None else None

    def _is_looked_at(self, commit: cst.Call) -> bool:
        found = self._standing(commit)
        if found is None or is_caught(found):
            return True
        own = own_names(self._method)
        after = [one for one in found.after if not self._vanishes(one)]
        return looks(after, dotted(commit.func).rpartition(".")[0], own)

    def _vanishes(self, statement: Statement) -> bool:
        match statement:
            case cst.If(test=test, orelse=None):
                return truth(test, self._known) is False
            case cst.SimpleStatementLine(
                body=[cst.Expr(value=cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="close"))))]
            ):
                return is_session(receiver, self._known)
            case _:
                return False


def _as_it_is(body: Sequence[Statement]) -> Block:
    block = Block()
    block.statements += body
    return block


def _attributes(change: ManagerChange) -> dict[str, bool]:
    me = change.carrier.partition(".")[0]
    return {f"{me}.{name}": value for name, value in change.flags.items()}
