"""A function's body once its session is there for certain: fallbacks, guards and scopes of its own go.

All forms come to one: with what is known of the session, conditions are decided, branches that cannot run are left
out, and a block whose scope goes moves one level out. Nothing here knows the forms by name.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.afterwards import After
from session_lint.codemods.comments import spoken
from session_lint.codemods.detached import refuse_changed_later
from session_lint.codemods.flags import decided, without
from session_lint.codemods.flushes import bare_names, is_async, looked_at, own_names, written_names
from session_lint.codemods.folding import Known, begins, dotted, folded, hands_out, is_session, simplified, truth
from session_lint.codemods.handlers import (
    EXCEPTION_FOLLOWS,
    always_raises,
    raises,
    raises_again,
    raises_later,
    rolls_back,
    suppresses,
)
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block, Statement, as_clause, called, mapped, statements, with_statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import bound_names, header, is_read, stores, walk, writes
from session_lint.facts.values import Span

_ENDS = frozenset({"commit", "rollback", "close", "flush"})


class Specialiser:
    """Specialises one function's body.

    Args:
        source: the file.
        session: what the session is called.
        scopes: where the scopes and sessions stand that go.
        may_write: whether the function, or one that it calls, may write.
    """

    def __init__(self, source: Source, session: str, scopes: frozenset[Span], *, may_write: bool = True) -> None:
        self._source = source
        self._session = session
        self._scopes = scopes
        self._may_write = may_write
        self._known = Known({session})
        self._made = False
        self._handling = 0  # handlers of exceptions around the statement
        self._swallowing = False  # inside a try that goes on after an error
        self._suppressing = False  # inside a suppress()
        self._caught = False  # whether a commit of its own stood there
        self._finally = False
        self._after = After()
        self._unflushed = False  # whether something was written since the last flush
        self._written: set[str] = set()
        self._is_async: bool = False
        self._entered: set[str] = set()  # names of contexts that were made before they are entered
        self._gone: list[tuple[cst.With, str]] = []
        self.aliases: set[str] = set()
        """Other names of the session: they become the parameter's."""

    def body(self, function: cst.FunctionDef) -> cst.FunctionDef:
        """Return the function with its body specialised.

        Raises:
            Uncertain: when that cannot be done for certain.
        """
        self._is_async = is_async(function, self._source, self._scopes, self._session)
        own = own_names(function, self._source, self._scopes)
        while True:
            flags = dict(self._known.flags)
            self._unflushed = False
            self._written = written_names(function.body, own | self._known.sessions)
            body = self._suite(function.body)
            self._known.flags |= decided(body, self._known)
            if self._known.flags == flags:
                break
        if self._caught and self._scopes and self._may_write:
            raise Uncertain(
                "it goes on where its own session fails, which undoes the work when it is closed: with the caller's "
                "session that has to be a savepoint"
            )
        refuse_changed_later(function, self._source, self._gone)
        body = self._without_idle(body)
        for alias in (self.aliases - {self._session}) & bound_names(body):
            raise Uncertain(f"{alias!r} holds a session of its own here and something else there")
        return function if body is function.body else function.with_changes(body=body)

    def _suite(self, suite: cst.BaseSuite) -> cst.BaseSuite:
        return with_statements(suite, self._block(statements(suite)))

    def _block(self, body: Sequence[Statement]) -> Block:
        block = Block()
        for index, statement in enumerate(body):
            with self._after.block(body[index + 1 :]):
                self._statement(statement, block)
            if block.terminated:
                break
        return block

    def _statement(self, statement: Statement, block: Block) -> None:
        unflushed = self._unflushed
        match statement:
            case cst.If():
                self._if(statement, statement.leading_lines, block)
            case cst.With():
                self._with(statement, block)
                return
            case cst.Try():
                self._try(statement, block)
            case cst.SimpleStatementLine():
                self._line(statement, block)
                return
            case cst.FunctionDef(params=parameters):
                shadowed = {one.name.value for one in (*parameters.params, *parameters.kwonly_params)}
                block.add(self._nested(statement, shadowed))
            case cst.For() | cst.While():
                with self._after.turn(statements(statement.body)):
                    block.add(mapped(statement, self._suite))
            case _:
                block.add(mapped(statement, self._suite))
        # A flush in a branch counts for that branch only.
        self._unflushed = self._unflushed or unflushed or writes(header(statement), self._known.sessions)

    def _nested(self, function: cst.FunctionDef, shadowed: set[str]) -> Statement:
        before, after, awaited = self._known, self._after, self._is_async
        self._after, self._is_async = After(), awaited and function.asynchronous is not None
        self._known = Known(before.sessions - shadowed, {n: v for n, v in before.flags.items() if n not in shadowed})
        changed = mapped(function, self._suite)
        self._known, self._after, self._is_async = before, after, awaited
        return changed

    def _if(self, statement: cst.If, lines: Sequence[cst.EmptyLine], block: Block) -> None:
        decided = truth(statement.test, self._known)
        if decided is False and self._commits(statements(statement.body)):
            self._commit_goes(statements(statement.body)[0])
            if self._needs_flush():
                self._flush(block)
        if decided is True:
            block.splice(lines, statement.body, self._block(statements(statement.body)))
        elif decided is False:
            match statement.orelse:
                case None:
                    pass
                case cst.If() as other:
                    self._if(other, [*lines, *other.leading_lines], block)
                case other:
                    block.splice([*lines, *other.leading_lines], other.body, self._block(statements(other.body)))
        else:
            test = simplified(statement.test, self._known)
            changed = statement if test is statement.test else statement.with_changes(test=test)
            changed = changed.with_changes(leading_lines=lines) if lines is not statement.leading_lines else changed
            changed = self._branches(changed)
            if not (changed is not statement and _decides_nothing(changed)):
                block.add(changed)

    def _branches(self, statement: cst.If) -> cst.If:
        changes: dict[str, object] = {}
        body = self._suite(statement.body)
        if body is not statement.body:
            changes["body"] = body
        if isinstance(statement.orelse, cst.If):
            inner = Block()
            self._if(statement.orelse, statement.orelse.leading_lines, inner)
            orelse = as_clause(inner, statement.orelse)
        elif statement.orelse is not None:
            suite = self._block(statements(statement.orelse.body))
            changed = with_statements(statement.orelse.body, suite)
            orelse = (
                statement.orelse if changed is statement.orelse.body else statement.orelse.with_changes(body=changed)
            )
            orelse = orelse if suite.statements else None
        else:
            orelse = None
        if orelse is not statement.orelse:
            changes["orelse"] = orelse
        return statement.with_changes(**changes) if changes else statement

    def _with(self, statement: cst.With, block: Block) -> None:
        left: list[cst.WithItem] = []
        place: int | None = None  # where the first of its own scopes stands
        suppressing = self._suppressing
        around = suppressing
        for item in statement.items:
            value = folded(item.item, self._known)
            own = self._goes(value)
            self._made = self._made or own
            own = own or (self._made and begins(value, self._known))
            if own or hands_out(value, self._known) or (item.asname is None and is_session(value, self._known)):
                if own and place is None:
                    place, suppressing = len(left), around
                if item.asname is not None:
                    self._alias(item.asname.name)
                    if own:
                        self._gone.append((statement, dotted(item.asname.name)))
            else:
                left.append(item)
                around = around or suppresses(value)
        if len(left) == len(statement.items):
            inner = self._inside(statement, False, around)
            suite = with_statements(statement.body, inner)
            block.add(statement if suite is statement.body else statement.with_changes(body=suite))
            return
        undone = place is not None and (self._swallowing or suppressing)
        inner = self._inside(statement, undone, around)
        written = writes(inner.statements, self._known.sessions)
        if place is not None and (self._swallowing or (suppressing and stores(inner.statements, self._known.sessions))):
            # What failed in the scope was rolled back, and the function went on: a savepoint does that now.
            left.insert(place, cst.WithItem(cst.parse_expression(f"{self._session}.begin_nested()")))
            self._unflushed = False
        elif place is not None and not inner.terminated and written:
            self._commit_goes(statement)
            if self._needs_flush(self._written):
                self._flush(inner)
        if left:
            left = [*(one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in left)]
            block.add(statement.with_changes(items=left, body=with_statements(statement.body, inner)))
        else:
            block.splice(statement.leading_lines, statement.body, inner)

    def _inside(self, statement: cst.With, undone: bool, suppressing: bool) -> Block:
        # The block of a `with`; what a savepoint undoes needs none further in.
        before = self._swallowing, self._suppressing
        self._swallowing, self._suppressing = (False, False) if undone else (self._swallowing, suppressing)
        inner = self._block(statements(statement.body))
        self._swallowing, self._suppressing = before
        return inner

    def _try(self, statement: cst.Try, block: Block) -> None:
        before = self._swallowing
        self._swallowing = before or not all(always_raises(handler.body) for handler in statement.handlers)
        orelse = statements(statement.orelse.body) if statement.orelse is not None else []
        final = statements(statement.finalbody.body) if statement.finalbody is not None else []
        with self._after.block([*orelse, *final]):
            body = self._block(statements(statement.body))
        self._swallowing = before
        handlers: list[cst.ExceptHandler] = []
        for handler in statement.handlers:
            self._handling += 1
            with self._after.block(final):
                inner = self._block(statements(handler.body))
            self._handling -= 1
            before = statements(handler.body)
            if raises_again(inner) and len(before) > 1:
                continue  # it was there for the session
            if len(inner.statements) < len(before) and not raises(inner.statements) and rolls_back(before):
                raise Uncertain(
                    "it rolls its own session back and goes on: with the caller's session that has to be a savepoint"
                )
            changed = with_statements(handler.body, inner)
            handlers.append(handler if changed is handler.body else handler.with_changes(body=changed))
        with self._after.block(final):
            orelse = self._block(orelse)
        before, self._finally = self._finally, True
        final = self._block(final)
        self._finally = before
        if not handlers and not final.statements:
            body.pending += [*orelse.pending]
            for one in orelse.statements:
                body.add(one)
            block.splice(statement.leading_lines, statement.body, body)
            return
        changes: dict[str, object] = {}
        suite = with_statements(statement.body, body)
        if suite is not statement.body:
            changes["body"] = suite
        if len(handlers) != len(statement.handlers) or any(
            a is not b for a, b in zip(handlers, statement.handlers, strict=True)
        ):
            changes["handlers"] = handlers
        if statement.orelse is not None:
            suite = with_statements(statement.orelse.body, orelse)
            if not orelse.statements:
                changes["orelse"] = None
            elif suite is not statement.orelse.body:
                changes["orelse"] = statement.orelse.with_changes(body=suite)
        if statement.finalbody is not None:
            suite = with_statements(statement.finalbody.body, final)
            if not final.statements:
                changes["finalbody"] = None
            elif suite is not statement.finalbody.body:
                changes["finalbody"] = statement.finalbody.with_changes(body=suite)
        block.add(statement.with_changes(**changes) if changes else statement)

    def _line(self, line: cst.SimpleStatementLine, block: Block) -> None:
        left: list[cst.BaseSmallStatement] = []
        for small in line.body:
            new = self._small(small)
            if new is not None:
                left.append(new)
                self._unflushed = not self._flushes(new) and (self._unflushed or self._adds(new))
        if self._hands_out_unflushed(line):
            # Whoever got it used to get it committed, with its keys.
            self._flush(block, line.leading_lines)
            line = line.with_changes(leading_lines=[])
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
                self._commit_goes(small)
                self._caught = self._caught or self._swallowing or self._suppressing
                if not self._is_looked_at(call):
                    return None
                flush = call.with_deep_changes(call.func, attr=cst.Name("flush"))
                return small.with_changes(value=value.with_changes(expression=flush) if call is not value else flush)
            case _:
                return small

    def _is_looked_at(self, _commit: cst.Call) -> bool:
        return self._needs_flush()

    def _needs_flush(self, handed_out: set[str] | None = None) -> bool:
        return self._may_write and self._unflushed and looked_at(self._after.all(), self._known, handed_out)

    def _flush(self, block: Block, lines: Sequence[cst.EmptyLine] = ()) -> None:
        block.add(called(self._session, "flush", is_async=self._is_async).with_changes(leading_lines=lines))
        self._unflushed = False

    def _flushes(self, small: cst.BaseSmallStatement) -> bool:
        value = small.value if isinstance(small, cst.Expr) else None
        match value.expression if isinstance(value, cst.Await) else value:
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="flush" | "commit"))):
                return is_session(receiver, self._known)
            case _:
                return False

    def _adds(self, small: cst.BaseSmallStatement) -> bool:
        return writes([small], self._known.sessions)

    def _hands_out_unflushed(self, line: cst.SimpleStatementLine) -> bool:
        match line.body[-1]:
            case cst.Return(value=cst.BaseExpression() as value) if self._may_write and self._unflushed:
                return bool(self._scopes and self._written & set(bare_names(value)))
            case _:
                return False

    def _commits(self, body: Sequence[Statement]) -> bool:
        # A branch that only commits when the session is the function's own.
        match body:
            case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.Await(expression=value) | value)])]:
                match value:
                    case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="commit")), args=[]):
                        return is_session(receiver, self._known)
                    case _:
                        return False
            case _:
                return False

    def _commit_goes(self, commit: cst.CSTNode) -> None:
        # What was committed there for good depends from now on on what comes later.
        if not (self._may_write and self._scopes):
            return
        if self._finally:
            raise Uncertain(f"it commits in a 'finally': {EXCEPTION_FOLLOWS}")
        if raises_later(self._after.all()):
            span = next((found for one in walk(commit) if (found := self._source.span(one)) is not None), None)
            where = f" in line {span.line}" if span is not None else ""
            raise Uncertain(f"what it commits{where} would be lost: {EXCEPTION_FOLLOWS}")

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

    def _without_idle(self, body: cst.BaseSuite) -> cst.BaseSuite:
        for name in (*self._known.flags, *self._entered):
            if not is_read(body, name):
                body = without(body, name)
        return body


def _decides_nothing(statement: cst.If) -> bool:
    # `if flag: session.commit()` without its commit.
    match statement:
        case cst.If(test=cst.Name(), body=suite, orelse=None):
            left = statements(suite)
            return (
                len(left) == 1
                and isinstance(left[0], cst.SimpleStatementLine)
                and isinstance(left[0].body[0], cst.Pass)
            )
        case _:
            return False
