"""What is to be done with one commit of a service: decided by where it stands, and who commits instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import libcst as cst
from msgspec import Struct

from session_lint.codemods.calls_of_services import CallsOfServices
from session_lint.codemods.commit_flags import branch_of, left_before, must_stay, reads
from session_lint.codemods.ending_edits import AS_COMMITTED, FLUSH, Action
from session_lint.codemods.folding import dotted
from session_lint.codemods.following import Following
from session_lint.codemods.handed_in import HandedIn
from session_lint.codemods.looking import is_constant, looks
from session_lint.codemods.owners import Owners
from session_lint.codemods.refusals import (
    is_guarded,
    refuse_begun,
    refuse_bounding,
    refuse_caught,
    refuse_explained,
    refuse_listened,
)
from session_lint.codemods.rereading import rereads
from session_lint.codemods.session_calls import is_call
from session_lint.codemods.session_options import SessionOptions
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Standing, standing
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import own_names, walk
from session_lint.facts.program import Function
from session_lint.facts.values import Span
from session_lint.project.flow import Commit
from session_lint.project.function import ProjectFunction
from session_lint.project.held import Holding
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, Scope


class Decision(Struct, frozen=True):
    """What becomes of a commit: ``branch`` tells that the ``if`` around it goes too, ``idle`` names the flag that then
    decides nothing; ``session`` is the parameter that was committed.
    """

    action: Action
    session: str
    branch: bool = False
    idle: str = ""


def owing(project: Project, path: str) -> Iterator[ProjectFunction]:
    """Yield the functions of a file that leave the transaction to somebody else: services, and listeners."""
    for function in project.functions_in(project.modules[path]):
        if function.role == "service" or (function.is_listener and function.role == "other"):
            yield function


class Commits:
    """Decides on commits, and on the sessions of rollbacks.

    Args:
        project: all files as one program.
        sources: the project's files.
    """

    def __init__(self, project: Project, sources: Sources) -> None:
        self._project = project
        self._sources = sources
        self._following = Following(project, sources)
        self._options = SessionOptions(project)

    @cached_property
    def owners(self) -> Owners:
        """Who commits what the services do not."""
        return Owners(self._project)

    @cached_property
    def _calls(self) -> CallsOfServices:
        return CallsOfServices(self.owners, self._sources)

    def session(self, function: ProjectFunction, sessions: Holding, words: str) -> str:
        """Return the parameter whose session is ended.

        Raises:
            Uncertain: when it is not for certain the session that the function was handed.
        """
        if function.is_listener:
            raise Uncertain(
                f"SQLAlchemy's events call {function.qualname!r} in the midst of a flush: move this out of it"
            )
        if any(held.kind != "session" or held.origin != "parameter" or held.parameter != words for held in sessions):
            raise Uncertain(f"{words} is not for certain the session that {function.qualname!r} is handed")
        if not all(held.certain for held in sessions):
            raise Uncertain(f"no type says that {words!r} is a session of SQLAlchemy: annotate it first")
        owner = self.owner(function, words)
        for one in owner.session_parameters:
            if one.parameter.name == words and one.optional and not one.injected:
                raise Uncertain(f"{words!r} can be None: run add-required-session first")
        return words

    def owner(self, function: ProjectFunction, parameter: str) -> ProjectFunction:
        """Return the function that has a parameter: a function itself, or one around it."""
        around = function.symbol.scope.around
        if any(one.parameter.name == parameter for one in function.session_parameters):
            return function
        for index in range(len(around) - 1, -1, -1):
            outer = around[index]
            if isinstance(outer, Function) and any(one.name == parameter for one in outer.parameters):
                symbol = FunctionSymbol(outer, Scope(function.symbol.scope.module, around[:index]))
                for one in self._project.functions_in(symbol.scope.module):
                    if one.symbol.key == symbol.key:
                        return one
        return function

    def standing(self, function: ProjectFunction, span: Span) -> Standing:
        """Return where something stands in a function.

        Raises:
            Uncertain: when it stands in an expression or a block that is not understood.
        """
        found = standing(self.tree(function), self._sources.of(function.path), span)
        if found is None or not isinstance(found.statement, (cst.SimpleStatementLine, cst.With)):
            raise Uncertain("it is part of something larger")
        return found

    def tree(self, function: ProjectFunction) -> cst.FunctionDef:
        """Return a function's tree."""
        return self._sources.function(function.path, function.symbol.function.span)

    def decision(self, function: ProjectFunction, commit: Commit, *, undone: cst.Try | None = None) -> Decision:
        """Return what becomes of a commit; of a block, what is needed at its end.

        Args:
            function: whose it is.
            commit: the commit.
            undone: the ``try`` around it that is getting a savepoint: its rollback needs no commit.

        Raises:
            Uncertain: when it cannot be said for certain.
        """
        words = commit.receiver.removesuffix(".begin()") if commit.block else commit.receiver
        session = self.session(function, commit.sessions, words)
        found = self.standing(function, commit.span)
        tree = self.tree(function)
        owner = self.owner(function, session)
        refuse_explained(found)
        refuse_begun(self.tree(owner), session)
        refuse_listened(self.tree(owner), session)
        self._following.refuse(function, found, session)
        refuse_bounding(found, words, is_block=commit.block)
        if not commit.block and not is_call(found.statement, session, "commit"):
            raise Uncertain("it is part of something larger")
        inside = [one for one in found.tries if one.statement is not undone]
        refuse_caught([one for one in found.around if one.statement is not undone], session)
        branch = branch_of(found, tree)
        early = left_before(found, tree)
        if reason := self.owners.loss(owner, session, branch.flag or early):
            raise Uncertain(f"without it the work would be lost: {reason}")
        closure = owner is not function
        handed_in = HandedIn(tree, session, self._options.keys)
        outdated = handed_in.changes_rows and self._calls.reread(owner, session, self._options.keys)
        anew = closure or outdated
        needed = anew or not self._options.autoflush or _only_commits(tree, session)
        needed = needed or (handed_in.is_written and not _is_ended(found.before, session))
        if commit.block:
            read = _read_of_block(found, tree, session)
            needed = needed or bool(read) or self._calls.catch(owner, session)
            return Decision(self._action(tree, read, session, needed=needed, anew=anew), session)
        needed = needed or bool(inside) or is_guarded(found, session)
        needed = needed or looks(found.after, session, own_names(tree)) or must_stay(found)
        needed = needed or self._calls.catch(owner, session)
        action = self._action(tree, found.after, session, needed=needed, anew=anew)
        if action and _is_ended(found.before, session, "flush"):
            action = action[1:]
        if len(action) > 1 and found.after and is_call(found.after[0], session, "expire_all"):
            action = FLUSH
        if branch.alone and action and not branch.flag:
            return Decision(action, session)  # what is not to be written at all stays unwritten
        asked = branch.asked if branch.alone else "" if action else early
        return Decision(action, session, branch.alone, asked if reads(tree, asked) == 1 else "")

    def _action(
        self, tree: cst.FunctionDef, read: Sequence[Statement], session: str, *, needed: bool, anew: bool
    ) -> Action:
        # A commit lets the session forget what it loaded, unless its factory says otherwise; a flush does not.
        if not needed:
            return ()
        if self._options.expire_on_commit is False or not (anew or rereads(tree, read, session, self._options.keys)):
            return FLUSH
        if self._options.expire_on_commit is None:
            raise Uncertain("what is read after it was expired by it, unless its factory says expire_on_commit=False")
        return AS_COMMITTED


def _is_ended(before: Sequence[Statement], session: str, *methods: str) -> bool:
    # Right before it, the session is flushed or committed already.
    return bool(before) and any(is_call(before[-1], session, one) for one in methods or ("flush", "commit"))


def _read_of_block(found: Standing, tree: cst.FunctionDef, session: str) -> tuple[Statement, ...]:
    # What looks at the work after a block, or at its end; empty when nothing does.
    statement = found.statement
    if not isinstance(statement, cst.With):
        raise Uncertain("it is part of something larger")
    for item in statement.items:
        if item.asname is not None and isinstance(item.asname.name, cst.Name):
            name = item.asname.name.value
            if (
                isinstance(item.item, cst.Call)
                and dotted(item.item.func) == f"{session}.begin"
                and reads(tree, name) > 1
            ):
                raise Uncertain(f"the transaction {name!r} is used by itself")
    if found.tries:
        raise Uncertain("it undoes what fails in it, and that is caught around it: begin_nested() may be meant")
    body = statements(statement.body)
    inside = [part for one in body for part in walk(one) if isinstance(part, cst.Return)]
    last = body[-1]
    ends = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
    looked = [one for one in inside if one.value is not None and not is_constant(one.value)]
    if any(one is not ends for one in looked):
        raise Uncertain("its block returns what may have to be flushed first")
    if looked:
        return (last,)
    return found.after if looks(found.after, session, own_names(tree)) else ()


def _only_commits(tree: cst.FunctionDef, session: str) -> bool:
    # Without its commits the session would not be used at all.
    ended = sum(
        isinstance(part, cst.Call) and dotted(part.func) in (f"{session}.commit", f"{session}.begin")
        for part in walk(tree.body)
    )
    return reads(tree, session) <= ended
