"""Which names of a function hold an object that was made with a session, or what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import libcst as cst
from msgspec import Struct

from session_lint.codemods.children import children
from session_lint.codemods.folding import dotted
from session_lint.codemods.plain_values import COMPUTING, RENDERING
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Statement
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import binds, read_names, walk
from session_lint.facts.values import Span

Kind = Literal["", "answer", "made"]
"""What a value holds: nothing of it, what it answered, or itself, also by a method or a generator of it."""

LATER = frozenset({
    "Thread", "Timer", "Process", "submit", "map", "imap", "starmap", "apply_async", "map_async", "run_in_executor",
    "to_thread", "create_task", "ensure_future", "start_soon", "add_task", "run_in_threadpool", "call_soon",
    "call_later", "register", "connect",
})  # fmt: skip
"""What runs what it is handed in another thread, in a task of its own, or at a later time."""

_AT_ONCE = frozenset({"sorted", "min", "max", "reduce"})
_FILLS = frozenset({"append", "add", "extend", "update", "insert", "setdefault", "appendleft"})


class Made(Struct, frozen=True):
    """A call that makes something with a session, and what is known of the function that it stands in.

    Where ``answers`` it is a function that is given the session, and answers with something of it. ``plain`` are the
    calls whose answer holds no objects of a session, ``writing`` those that may write; ``methods`` what the made
    object can do. ``returns_plain`` tells that the function itself answers with plain values, ``returns_built_in`` that
    these are no DTOs either; ``is_fixture`` that what it yields is used while it waits.
    """

    call: Span
    answers: bool = False
    plain: frozenset[Span] = frozenset()
    writing: frozenset[Span] = frozenset()
    methods: frozenset[str] = frozenset()
    returns_plain: bool = False
    returns_built_in: bool = False
    is_fixture: bool = False


class Holding:
    """Follows what was made through the statements of its function.

    Args:
        function: the function.
        source: its file.
        made: the call that makes it.
        stays: whether its session is its function's own: only what runs elsewhere is refused then.
    """

    def __init__(self, function: cst.FunctionDef, source: Source, made: Made, *, stays: bool = False) -> None:
        self._source = source
        self._made = made
        self._stays = stays
        self._kinds: dict[str, Kind] = {}
        parts = walk(function.body, into_functions=False)
        declared = [part for part in parts if isinstance(part, (cst.Global, cst.Nonlocal))]
        self._outer = {item.name.value for part in declared for item in part.names}

    @property
    def names(self) -> set[str]:
        """The names that hold it, or something of it."""
        return {*self._kinds}

    def see(self, statement: Statement) -> None:
        """Take in a statement.

        Raises:
            Uncertain: when something leaves the function, or may run when its session is closed.
        """
        while True:
            before = dict(self._kinds)
            inside = not isinstance(statement, (cst.FunctionDef, cst.ClassDef))
            for part in walk(statement, into_functions=False) if inside else (statement,):
                self._take(part)
            if self._kinds == before:
                return

    def forget(self, statement: Statement) -> None:
        """Let go of a name that a statement binds to something else."""
        match statement:
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]) as a]
            ):
                if not self.kind(a.value):
                    self._kinds.pop(name, None)
            case _:
                pass

    def kind(self, value: cst.CSTNode) -> Kind:
        """Return what a value holds."""
        match value:
            case cst.Name(value=name):
                return self._kinds.get(name, "")
            case cst.Call():
                return self._of_call(value)
            case cst.Attribute(value=inner, attr=name):
                kind = self.kind(inner)
                return "answer" if kind == "made" and name.value not in self._made.methods else kind
            case cst.GeneratorExp():
                return "made" if self._touches(value) else ""
            case cst.ListComp() | cst.SetComp() | cst.DictComp():
                return "answer" if self._touches(value) and not self._is_plain(value) else ""
            case cst.Comparison() | cst.Lambda() | cst.FormattedString() | cst.SimpleString():
                return ""
            case cst.UnaryOperation(operator=cst.Not()):
                return ""
            case cst.IfExp(body=body, orelse=orelse):
                return self._most((body, orelse))
            case _:
                return self._most(children(value))

    def _most(self, values: Iterable[cst.CSTNode]) -> Kind:
        kinds = {self.kind(value) for value in values}
        return "made" if "made" in kinds else "answer" if "answer" in kinds else ""

    def _of_call(self, call: cst.Call) -> Kind:
        span = self._source.span(call)
        if span is not None and span == self._made.call:
            return "answer" if self._made.answers else "made"
        function = call.func
        if span in self._made.plain or (isinstance(function, cst.Name) and function.value in COMPUTING):
            return ""
        name = function.attr.value if isinstance(function, cst.Attribute) else dotted(function)
        if name in RENDERING:
            return ""
        given = self._most(argument.value for argument in call.args)
        if name[:1].isupper():
            return given  # a class keeps what it is given; a function is thought to answer with something else
        return "answer" if given or self.kind(function) else ""

    def _is_plain(self, comprehension: cst.ListComp | cst.SetComp | cst.DictComp) -> bool:
        if isinstance(comprehension, cst.DictComp):
            return False
        return isinstance(comprehension.elt, cst.Call) and self._source.span(comprehension.elt) in self._made.plain

    def _touches(self, value: cst.CSTNode) -> bool:
        made = self._made.call
        return bool(self.names & read_names(value)) or any(
            isinstance(part, cst.Call) and self._source.span(part) == made for part in walk(value)
        )

    def _take(self, part: cst.CSTNode) -> None:
        match part:
            case cst.Assign(value=value, targets=targets):
                for target in targets:
                    self._bind(target.target, target, self.kind(value))
            case cst.AnnAssign(target=target, value=value) | cst.NamedExpr(target=target, value=value) if value:
                self._bind(target, part, self.kind(value))
            case cst.AugAssign(target=target, value=value):
                self._bind(target, part, self.kind(value))
            case cst.For(target=target, iter=value):
                self._bind(target, part, "answer" if self.kind(value) else "")
            case cst.WithItem(item=value, asname=cst.AsName() as name):
                self._bind(name.name, name, self.kind(value))
            case cst.Return(value=value) if value is not None and not self._stays:
                self._leave(value)
            case cst.Yield() if not self._stays and not self._made.is_fixture:
                raise Uncertain("it is handed out by a generator, which may wait for good: hand a session in")
            case cst.FunctionDef() | cst.Lambda() | cst.ClassDef() if not self._stays and self._touches(part):
                raise Uncertain("a function inside uses it, perhaps later: open a scope where it does")
            case cst.Call():
                self._hand(part)
            case _:
                pass

    def _bind(self, target: cst.CSTNode, binding: cst.CSTNode, kind: Kind) -> None:
        if not kind or (self._stays and not isinstance(target, (cst.Name, cst.Tuple, cst.List))):
            return
        names = [*binds(binding)]
        if isinstance(target, cst.Subscript) and isinstance(target.value, cst.Name):
            names = [target.value.value]
        if not names or (self._outer & {*names} and not self._stays):
            what = "it" if kind == "made" else "what it answers"
            raise Uncertain(f"{what} is kept on an object that outlives the statement: open a scope where it is used")
        for name in names:
            self._kinds[name] = "made" if self._kinds.get(name) == "made" else kind

    def _leave(self, value: cst.BaseExpression) -> None:
        kind = self.kind(value)
        if kind == "made":
            raise Uncertain("it is returned, and used where its session would be closed: hand a session in")
        plain = self._made.returns_built_in or (self._made.returns_plain and not self._is_itself(value))
        if kind == "answer" and not plain:
            raise Uncertain(
                "what it answers may hold objects of its session, and is returned where that is closed: hand a session "
                "in, or annotate what is returned where it is plain"
            )

    def _is_itself(self, value: cst.BaseExpression) -> bool:
        # Frameworks make the annotated type of a row, later.
        match value:
            case cst.Await(expression=inner):
                return self._is_itself(inner)
            case cst.Call(func=cst.Attribute(value=receiver)):
                return bool(self.kind(receiver))
            case _:
                return isinstance(value, cst.Name)

    def _hand(self, call: cst.Call) -> None:
        name = dotted(call.func).rpartition(".")[2] or (
            call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        )
        for argument in call.args:
            if self.kind(argument.value) != "made":
                continue
            method = isinstance(argument.value, cst.Attribute)
            if name in LATER or (method and not self._stays and name not in _AT_ONCE):
                raise Uncertain("it is handed to something that may run later or beside it: open a scope in there")
        if name in _FILLS and isinstance(call.func, cst.Attribute) and isinstance(call.func.value, cst.Name):
            kind = self._most(argument.value for argument in call.args)
            if kind and call.func.value.value not in self._kinds:
                self._kinds[call.func.value.value] = kind
