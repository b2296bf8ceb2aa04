"""What is to be done with one commit of a service: decided by where it stands, and who commits instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import libcst as cst
from msgspec import Struct

from session_lint.codemods.ending_edits import Action
from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import EXCEPTION_FOLLOWS
from session_lint.codemods.looking import is_constant, looks
from session_lint.codemods.owners import Owners
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Standing, standing
from session_lint.codemods.statements import statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import bound_names, header, walk
from session_lint.facts.program import Function
from session_lint.facts.values import Span
from session_lint.project.flow import Commit
from session_lint.project.function import ProjectFunction
from session_lint.project.held import Holding
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, Scope

_ENDS = frozenset({"close", "reset", "invalidate", "rollback", "expunge_all"})
_SENT = frozenset({"delay", "apply_async", "send_task", "enqueue", "add_task", "submit", "create_task", "publish"})
_A_REMARK = 8
_BATCH = re.compile(r"batch|chunk|partition|yield_per|page|window", re.IGNORECASE)


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

    @cached_property
    def owners(self) -> Owners:
        """Who commits what the services do not."""
        return Owners(self._project)

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
        """Return what becomes of a commit; of a block, whether a flush is needed at its end.

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
        _refuse_explained(found)
        _refuse_followed(found, session)
        _refuse_bounding(found, commit)
        if not commit.block and not _is_alone(found, session):
            raise Uncertain("it is part of something larger")
        inside = [one for one in found.tries if one.statement is not undone]
        if any(rolls_back(handler, session) for one in inside for handler in _handlers(one.statement)):
            raise Uncertain("its failure is rolled back here: rollback-to-savepoint repairs both at once")
        branch, flag = self._branch(found, tree)
        owner = self.owner(function, session)
        if reason := self.owners.loss(owner, session, flag):
            raise Uncertain(f"without it the work would be lost: {reason}")
        closure = owner is not function
        if commit.block:
            return Decision(_of_block(found, tree, session, closure=closure), session)
        needed = closure or bool(inside) or _only_commits(tree, session) or looks(found.after, session, _own(tree))
        idle = flag if branch and _reads(tree, flag) == 1 else ""
        return Decision("flush" if needed or self._must_stay(found) else "remove", session, branch, idle)

    def _branch(self, found: Standing, tree: cst.FunctionDef) -> tuple[bool, str]:
        # Whether the commit is all that an `if` does, and the parameter that it asks for.
        inner = found.around[-1] if found.around else None
        if inner is None or not isinstance(inner.statement, cst.If):
            return False, ""
        test = inner.statement.test
        names = {one.name.value for one in (*tree.params.params, *tree.params.kwonly_params)}
        flag = test.value if isinstance(test, cst.Name) and test.value in names and inner.part == "body" else ""
        if len(inner.block) > 1 or inner.part != "body" or inner.statement.orelse is not None:
            return False, flag
        if any(isinstance(part, (cst.Call, cst.Await, cst.NamedExpr, cst.Yield)) for part in walk(test)):
            raise Uncertain(
                "the condition of the commit does something itself, and would be left with nothing to decide"
            )
        outer = found.around[-2] if len(found.around) > 1 else None
        if outer is not None and outer.part == "else" and isinstance(outer.statement, cst.If):
            return False, flag  # an elif
        return True, flag

    def _must_stay(self, found: Standing) -> bool:
        # A block that would be left with nothing to do although others decide whether it is reached.
        inner = found.around[-1] if found.around else None
        if inner is None or not isinstance(inner.statement, cst.If) or len(inner.block) > 1:
            return False
        return inner.statement.orelse is not None or inner.part != "body"


def rolls_back(handler: cst.CSTNode, session: str) -> bool:
    """Tell whether a handler rolls a session back."""
    return any(_is_call_of(part, session, frozenset({"rollback"})) for part in walk(handler))


def _handlers(statement: cst.CSTNode) -> list[cst.ExceptHandler]:
    return [*statement.handlers] if isinstance(statement, cst.Try) else []


def _is_call_of(part: cst.CSTNode, session: str, methods: frozenset[str]) -> bool:
    match part:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method))):
            return method in methods and dotted(receiver) == session
        case _:
            return False


def _refuse_explained(found: Standing) -> None:
    # "Commit the event" goes with the commit; whoever says more had a reason.
    around = found.around[-1].statement if found.around else None
    lines = [*found.statement.leading_lines, *(around.leading_lines if isinstance(around, cst.If) else ())]
    comments = [line.comment.value for line in lines if line.comment is not None]
    if isinstance(found.statement, cst.SimpleStatementLine) and found.statement.trailing_whitespace.comment is not None:
        comments.append(found.statement.trailing_whitespace.comment.value)
    words = " ".join(comments).split()
    if len(words) > _A_REMARK and any("commit" in word.lower() for word in words):
        raise Uncertain("a comment says why it is there")


def _refuse_followed(found: Standing, session: str) -> None:
    final = [one.statement.finalbody for one in found.around if isinstance(one.statement, cst.Try)]
    for node in (*found.after, *(one for one in final if one is not None)):
        for part in walk(node):
            if _is_call_of(part, session, _ENDS):
                raise Uncertain(f"{session!r} is closed or rolled back after it, which would undo the work")
            if isinstance(part, cst.Call) and dotted(part.func).rpartition(".")[2] in _SENT:
                sent = dotted(part.func)
                raise Uncertain(
                    f"{sent}() follows: what is sent there may run before the owner commits, and not see the work"
                )
    last = found.after[0] if found.after else None
    if isinstance(last, cst.SimpleStatementLine) and any(isinstance(small, cst.Raise) for small in last.body):
        raise Uncertain(EXCEPTION_FOLLOWS)


def _refuse_bounding(found: Standing, commit: Commit) -> None:
    loop = found.loop
    if loop is None:
        return
    inside = found.around[[one.statement for one in found.around].index(loop) + 1 :]
    head = [part for part in header(loop) if isinstance(part, cst.Name) and _BATCH.search(part.value)]
    counted = any(
        isinstance(part, cst.Call) and len(part.args) == 3 and dotted(part.func) == "range" for part in header(loop)
    )
    if isinstance(loop, cst.While) or commit.block or inside or head or counted:
        raise Uncertain("it ends a turn of a loop, and may be meant to bound the work: let the caller do that")


def _is_alone(found: Standing, session: str) -> bool:
    if not isinstance(found.statement, cst.SimpleStatementLine):
        return False
    for small in found.statement.body:
        value = small.value if isinstance(small, cst.Expr) else None
        call = value.expression if isinstance(value, cst.Await) else value
        if call is not None and _is_call_of(call, session, frozenset({"commit"})):
            return True
    return False


def _of_block(found: Standing, tree: cst.FunctionDef, session: str, *, closure: bool) -> Action:
    statement = found.statement
    if not isinstance(statement, cst.With):
        raise Uncertain("it is part of something larger")
    for item in statement.items:
        if item.asname is not None and isinstance(item.asname.name, cst.Name):
            name = item.asname.name.value
            if (
                isinstance(item.item, cst.Call)
                and dotted(item.item.func) == f"{session}.begin"
                and _reads(tree, name) > 1
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
    needed = looked or closure or _only_commits(tree, session) or looks(found.after, session, _own(tree))
    return "flush" if needed else "remove"


def _own(tree: cst.FunctionDef) -> set[str]:
    parameters = (*tree.params.posonly_params, *tree.params.params, *tree.params.kwonly_params)
    return bound_names(tree.body) | {one.name.value for one in parameters}


def _reads(tree: cst.FunctionDef, name: str) -> int:
    attributes = {id(part.attr) for part in walk(tree.body) if isinstance(part, cst.Attribute)}
    return sum(
        isinstance(part, cst.Name) and part.value == name and id(part) not in attributes for part in walk(tree.body)
    )


def _only_commits(tree: cst.FunctionDef, session: str) -> bool:
    # Without its commits the session would not be used at all.
    ended = sum(
        isinstance(part, cst.Call) and dotted(part.func) in (f"{session}.commit", f"{session}.begin")
        for part in walk(tree.body)
    )
    return _reads(tree, session) <= ended
