"""A method's body once its object carries a session for certain, which somebody else ends."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import ManagerChange
from session_lint.codemods.folding import dotted, folded, is_session, truth
from session_lint.codemods.looking import looks
from session_lint.codemods.source import Source
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.standing import standing
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import bound_names


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

    def _is_looked_at(self, commit: cst.Call) -> bool:
        span = self._source.span(commit)
        found = standing(self._method, self._source, span) if span is not None else None
        if found is None:
            return True
        own = bound_names(self._method.body) | {one.name.value for one in self._method.params.params}
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


def _attributes(change: ManagerChange) -> dict[str, bool]:
    me = change.carrier.partition(".")[0]
    return {f"{me}.{name}": value for name, value in change.flags.items()}
