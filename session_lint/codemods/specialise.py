"""A function's body once its session is there for certain: fallbacks, guards and scopes of its own go.

All forms come to one: with what is known of the session, conditions are decided, branches that cannot run are left
out, and a block whose scope goes moves one level out. Nothing here knows the forms by name.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.afterwards import After
from session_lint.codemods.clauses import as_clause, mapped, try_of, with_block
from session_lint.codemods.detached import refuse_changed_later
from session_lint.codemods.ending_calls import is_ending, only_commits
from session_lint.codemods.flags import decided, decides_nothing, without
from session_lint.codemods.folding import Known, begins, dotted, folded, hands_out, is_session, simplified, truth
from session_lint.codemods.handlers import always_raises, raises, raises_again, rolls_back, suppresses
from session_lint.codemods.simple_statements import SimpleStatements
from session_lint.codemods.statements import Block, Statement, statements, with_statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import bound_names, header, is_read, parameters, stores
from session_lint.codemods.with_items import with_items


class Specialiser(SimpleStatements):
    """Specialises one function's body.

    Args:
        source: the file.
        session: what the session is called.
        scopes: where the scopes and sessions stand that go.
        may_write: whether the function, or one that it calls, may write.
        stands_in: whether its session stands in for one that it may be handed, and then commits nothing.
        autoflush: whether queries flush first.
    """

    def body(self, function: cst.FunctionDef) -> cst.FunctionDef:
        """Return the function with its body specialised.

        Raises:
            Uncertain: when that cannot be done for certain.
        """
        while True:
            flags = dict(self._known.flags)
            self._commits.begin(function, self._known)
            body = self._suite(function.body)
            self._known.flags |= decided(body, self._known)
            if self._known.flags == flags:
                break
        self._commits.end()
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
            with self._commits.after.block(body[index + 1 :]):
                self._statement(statement, block)
            if block.terminated:
                break
        return block

    def _statement(self, statement: Statement, block: Block) -> None:
        unflushed = self._commits.unflushed
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
            case cst.FunctionDef():
                block.add(self._nested(statement, {one.name.value for one in parameters(statement)}))
            case cst.For() | cst.While():
                with self._commits.after.turn(statements(statement.body)):
                    block.add(mapped(statement, self._suite))
            case _:
                block.add(mapped(statement, self._suite))
        self._commits.branched(unflushed, [*header(statement)], self._known)

    def _nested(self, function: cst.FunctionDef, shadowed: set[str]) -> Statement:
        commits, before = self._commits, self._known
        after, awaited = commits.after, commits.is_async
        commits.after, commits.is_async = After(), awaited and function.asynchronous is not None
        self._known = Known(before.sessions - shadowed, {n: v for n, v in before.flags.items() if n not in shadowed})
        changed = mapped(function, self._suite)
        self._known, commits.after, commits.is_async = before, after, awaited
        return changed

    def _if(self, statement: cst.If, lines: Sequence[cst.EmptyLine], block: Block) -> None:
        decided = truth(statement.test, self._known)
        if decided is False and only_commits(statements(statement.body), self._known):
            self._commits.goes(statement.body)
            if not self._flushes(statement.orelse) and self._commits.is_looked_at(self._known):
                block.add(self._commits.flush())
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
            if not (changed is not statement and decides_nothing(changed)):
                block.add(changed)

    def _flushes(self, orelse: cst.If | cst.Else | None) -> bool:
        """Tell whether an ``else`` begins with a flush, which serves what its ``if`` committed too."""
        match statements(orelse.body)[0] if isinstance(orelse, cst.Else) else None:
            case cst.SimpleStatementLine(body=[small, *_]):
                return is_ending(small, self._known, "flush")
            case _:
                return False

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
            orelse = with_block(statement.orelse, self._block(statements(statement.orelse.body)))
        else:
            orelse = None
        if orelse is not statement.orelse:
            changes["orelse"] = orelse
        return statement.with_changes(**changes) if changes else statement

    def _with(self, statement: cst.With, block: Block) -> None:
        left: list[cst.WithItem] = []
        place: int | None = None  # where the first of its own scopes stands
        instead = 0
        suppressing = self._suppressing
        around = suppressing
        for number, item in enumerate(statement.items):
            value = folded(item.item, self._known)
            own = self._goes(value)
            self._made = self._made or own
            own = own or (self._made and begins(value, self._known))
            if own or hands_out(value, self._known) or (item.asname is None and is_session(value, self._known)):
                if own and place is None:
                    place, instead, suppressing = len(left), number, around
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
        stored = place is not None and stores(inner.statements, self._known.sessions)
        if place is not None and (self._swallowing or (suppressing and stored)):
            # What failed in the scope was rolled back, and the function went on: a savepoint does that now.
            left.insert(place, cst.WithItem(cst.parse_expression(f"{self._session}.begin_nested()")))
            self._commits.unflushed = False
        elif stored and not inner.terminated:
            self._commits.goes(statement)
            if self._commits.is_handed_out_later(self._known):
                inner.add(self._commits.flush())
        if left:
            changed = with_items(statement, left, instead)
            block.add(changed.with_changes(body=with_statements(statement.body, inner)))
        else:
            block.splice(statement.leading_lines, statement.body, inner)

    def _inside(self, statement: cst.With, undone: bool, suppressing: bool) -> Block:
        # The block of a `with`; what a savepoint undoes needs none further in.
        commits, before = self._commits, (self._swallowing, self._suppressing, self._commits.undoing)
        self._swallowing, self._suppressing = (False, False) if undone else (self._swallowing, suppressing)
        commits.undoing = self._swallowing or self._suppressing
        inner = self._block(statements(statement.body))
        self._swallowing, self._suppressing, commits.undoing = before
        return inner

    def _try(self, statement: cst.Try, block: Block) -> None:
        commits, before = self._commits, (self._swallowing, self._commits.undoing)
        self._swallowing = self._swallowing or not all(always_raises(one.body) for one in statement.handlers)
        commits.undoing = commits.undoing or self._swallowing
        orelse = statements(statement.orelse.body) if statement.orelse is not None else []
        final = statements(statement.finalbody.body) if statement.finalbody is not None else []
        with commits.after.block([*orelse, *final]):
            body = self._block(statements(statement.body))
        self._swallowing, commits.undoing = before
        handlers: list[cst.ExceptHandler] = []
        for handler in statement.handlers:
            self._handling += 1
            with commits.after.block(final):
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
        with commits.after.block(final):
            orelse = self._block(orelse)
        ending, commits.ending = commits.ending, True
        final = self._block(final)
        commits.ending = ending
        if not handlers and not final.statements:
            body.pending += [*orelse.pending]
            for one in orelse.statements:
                body.add(one)
            block.splice(statement.leading_lines, statement.body, body)
            return
        block.add(try_of(statement, body, handlers, orelse, final))

    def _without_idle(self, body: cst.BaseSuite) -> cst.BaseSuite:
        for name in (*self._known.flags, *self._entered):
            if not is_read(body, name):
                body = without(body, name)
        return body
