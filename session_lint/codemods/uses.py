"""How names are used in a piece of LibCST's tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from session_lint.codemods.children import children
from session_lint.codemods.folding import dotted

READING = frozenset({
    "execute", "scalar", "scalars", "get", "get_one", "query", "stream", "stream_scalars", "refresh", "flush",
    "begin_nested", "expunge", "commit", "rollback", "close",
})  # fmt: skip
"""What a session does that leaves nothing for a flush."""

STORING = frozenset({"append", "add", "extend", "insert", "update"})
"""What puts objects into a container, or into a relationship of another object."""

_STATEMENTS = frozenset({"insert", "update", "delete", "text"})


def walk(node: cst.CSTNode, *, into_functions: bool = True) -> Iterator[cst.CSTNode]:
    """Yield a node and all inside it; without the bodies of nested functions, lambdas and classes on request."""
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if into_functions or current is node or not isinstance(current, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            waiting += children(current)


def parameters(function: cst.FunctionDef) -> list[cst.Param]:
    """Return the parameters that take one argument each: all but ``*args`` and ``**options``."""
    taken = function.params
    return [*taken.posonly_params, *taken.params, *taken.kwonly_params]


def own_names(function: cst.FunctionDef) -> set[str]:
    """Return the names that a function takes and binds."""
    taken = function.params
    stars = [one for one in (taken.star_arg, taken.star_kwarg) if isinstance(one, cst.Param)]
    return {one.name.value for one in (*parameters(function), *stars)} | bound_names(function.body)


def bound_names(node: cst.CSTNode) -> set[str]:
    """Return the names that a piece of a function binds in that function's scope."""
    found: set[str] = set()
    for part in walk(node, into_functions=False):
        found.update(binds(part))
    return found


def binds(part: cst.CSTNode) -> Iterator[str]:
    """Yield the names that a statement or clause binds itself, not those bound in its blocks."""
    match part:
        case cst.AssignTarget(target=target) | cst.AnnAssign(target=target) | cst.AugAssign(target=target):
            yield from _names(target)
        case cst.For(target=target) | cst.NamedExpr(target=target):
            yield from _names(target)
        case cst.AsName(name=name):
            yield from _names(name)
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            yield name.value
        case cst.ImportAlias(name=name, asname=None):
            yield dotted(name).partition(".")[0]
        case cst.MatchAs(name=cst.Name(value=name)) | cst.MatchStar(name=cst.Name(value=name)):
            yield name
        case _:
            pass


def header(statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a statement and all of its nodes that do not stand in its blocks."""
    waiting: list[cst.CSTNode] = [statement]
    while waiting:
        current = waiting.pop()
        yield current
        if not isinstance(current, cst.Lambda):
            waiting += [child for child in children(current) if not isinstance(child, cst.BaseSuite)]


def _names(target: cst.BaseExpression) -> Iterator[str]:
    match target:
        case cst.Name(value=name):
            yield name
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from _names(element.value)
        case _:
            pass


def is_read(node: cst.CSTNode, name: str) -> bool:
    """Tell whether a name is read anywhere in a piece of code."""
    return name in read_names(node)


def read_names(node: cst.CSTNode) -> set[str]:
    """Return every name that stands anywhere in a piece of code otherwise than as the target of an assignment."""
    found: set[str] = set()
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        current = waiting.pop()
        match current:
            case cst.Name(value=name):
                found.add(name)
            case cst.Attribute(value=value):
                waiting.append(value)
            case cst.Arg(value=value):
                waiting.append(value)
            case cst.AssignTarget(target=cst.Name()):
                pass
            case cst.Param(annotation=annotation, default=default):
                waiting += [part for part in (annotation, default) if part is not None]
            case cst.SimpleString() | cst.FormattedStringText():
                pass
            case _:
                waiting += children(current)
    return found


def writes(body: Iterable[cst.CSTNode], sessions: set[str]) -> bool:
    """Tell whether statements may leave something in their session that is not flushed."""
    for statement in body:
        for part in walk(statement):
            match part:
                case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=attribute)) if name in sessions:
                    if attribute.value not in READING:
                        return True
                case cst.Call(func=cst.Attribute(value=cst.Attribute(), attr=cst.Name(value=method))):
                    if method in STORING:
                        return True
                case cst.Arg(value=cst.Name(value=name)) if name in sessions:
                    return True
                case cst.AssignTarget(target=cst.Attribute()) | cst.AugAssign(target=cst.Attribute()):
                    return True
                case _:
                    pass
    return False


def stores(body: Iterable[cst.CSTNode], sessions: set[str]) -> bool:
    """Tell whether statements may leave something in their session's transaction, flushed or not."""
    kept = [*body]
    return writes(kept, sessions) or any(
        isinstance(part, cst.Call) and _last_name(part.func) in _STATEMENTS for one in kept for part in walk(one)
    )


def _last_name(function: cst.BaseExpression) -> str:
    match function:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name
        case _:
            return ""
