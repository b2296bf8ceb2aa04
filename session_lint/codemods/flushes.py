"""Where a flush takes the place of a commit that goes: what was written is looked at or handed out afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from session_lint.codemods.folding import Known, dotted, is_session, truth
from session_lint.codemods.looking import is_constant
from session_lint.codemods.source import Source
from session_lint.codemods.uses import READING, STORING, bound_names, walk
from session_lint.facts.values import Span

_ENDS = frozenset({"commit", "rollback", "close", "flush"})


def looked_at(after: Sequence[cst.CSTNode], known: Known, handed_out: set[str] | None = None) -> bool:
    """Tell whether statements look at objects or call something, so that what was added must be flushed before.

    Args:
        after: the statements that may run.
        known: what is known of names: branches that do not run look at nothing.
        handed_out: the names whose values are worth a flush where they are returned; None for all.
    """
    waiting = [*after]
    while waiting:
        node = waiting.pop()
        match node:
            case cst.If(test=test, body=body, orelse=orelse) if (decided := truth(test, known)) is not None:
                waiting += [body] if decided else [orelse] if orelse is not None else []
                continue
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method))) if (
                is_session(receiver, known) and method in _ENDS
            ):
                continue
            case cst.Call() | cst.Attribute() | cst.Yield():
                return True
            case cst.Return(value=cst.BaseExpression() as value):
                if not is_constant(value) and (handed_out is None or handed_out & set(bare_names(value))):
                    return True
            case _:
                pass
        waiting += node.children
    return False


def is_async(function: cst.FunctionDef, source: Source, scopes: frozenset[Span], session: str) -> bool:
    """Tell whether the session of a function has to be awaited.

    Args:
        function: the function.
        source: its file.
        scopes: where the scopes and sessions stand that the function opens.
        session: what the session is called.
    """
    if function.asynchronous is None:
        return False
    for part in walk(function.body):
        if isinstance(part, cst.With) and any(source.span(one.item) in scopes for one in part.items):
            return part.asynchronous is not None
    names = {session, *session_names(function, source, scopes)}
    awaited = [part.expression for part in walk(function.body) if isinstance(part, cst.Await)]
    return any(isinstance(one, cst.Call) and dotted(one.func).rpartition(".")[0] in names for one in awaited)


def session_names(function: cst.FunctionDef, source: Source, scopes: frozenset[Span]) -> set[str]:
    """Return what a function calls the sessions that it opens.

    Args:
        function: the function.
        source: its file.
        scopes: where the scopes and sessions stand that it opens.
    """
    found: set[str] = set()
    for part in walk(function.body):
        opens = isinstance(part, (cst.Assign, cst.AnnAssign, cst.WithItem))
        if opens and any(source.span(one) in scopes for one in walk(part)):
            found |= bound_names(part)
    return found


def bare_names(value: cst.CSTNode) -> Iterator[str]:
    """Yield the names whose objects an expression gives, by themselves or in a container that is written out."""
    match value:
        case cst.Name(value=name):
            yield name
        case cst.Tuple() | cst.List() | cst.Set() | cst.Dict():
            for element in value.elements:
                yield from bare_names(element.value)
        case cst.IfExp(body=body, orelse=orelse):
            yield from (*bare_names(body), *bare_names(orelse))
        case cst.BooleanOperation(left=left, right=right):
            yield from (*bare_names(left), *bare_names(right))
        case _:
            pass


def written_names(body: cst.CSTNode, sessions: set[str], *, by_calls: bool = True) -> set[str]:
    """Return the names of objects that a function adds to a session or changes, and of the containers that hold them.

    Args:
        body: the function's body.
        sessions: what its sessions are called.
        by_calls: whether what other functions answer counts too, where they are given a session.
    """
    parts = [*walk(body)]
    found = {name for part in parts for name in _written(part, sessions, by_calls)}
    before = -1
    while len(found) != before:
        before = len(found)
        for part in parts:
            match part:
                case cst.Assign(value=value) | cst.AnnAssign(value=cst.BaseExpression() as value):
                    if found & set(bare_names(value)):
                        found |= bound_names(part)
                case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method)), args=args):
                    if method in STORING and any(found & set(bare_names(one.value)) for one in args):
                        found.add(dotted(receiver).partition(".")[0])
                case _:
                    pass
    return found - sessions


def _written(part: cst.CSTNode, sessions: set[str], by_calls: bool) -> Iterator[str]:
    match part:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method)), args=args):
            if method not in READING if dotted(receiver) in sessions else method in STORING and "." in dotted(receiver):
                for one in args:
                    yield from bare_names(one.value)
        case cst.AssignTarget(target=cst.Attribute() as target) | cst.AugAssign(target=cst.Attribute() as target):
            yield dotted(target).partition(".")[0]
        case cst.Call(func=cst.Name(value="setattr"), args=[cst.Arg(value=cst.Name(value=name)), *_]):
            yield name
        case cst.Assign(value=value) | cst.AnnAssign(value=cst.BaseExpression() as value) if _gives_written(
            value, sessions, by_calls
        ):
            yield from bound_names(part)
        case _:
            pass


def _gives_written(value: cst.BaseExpression, sessions: set[str], by_calls: bool) -> bool:
    match value.expression if isinstance(value, cst.Await) else value:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="merge"))) if dotted(receiver) in sessions:
            return True
        case cst.Call(args=args):
            return by_calls and any(dotted(one.value) in sessions for one in args)
        case _:
            return False
