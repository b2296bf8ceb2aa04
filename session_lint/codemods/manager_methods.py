"""A manager's method on a session that is there: nobody asks for it, ends it, or is told whether to close it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.carried_session import CarriedSession
from session_lint.codemods.changes import ManagerChange
from session_lint.codemods.clauses import mapped
from session_lint.codemods.comments import kept
from session_lint.codemods.flags import decided, without
from session_lint.codemods.folding import Known, dotted, is_session, truth
from session_lint.codemods.signature import without_none
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block, Statement, statements, with_statements
from session_lint.codemods.uses import walk
from session_lint.facts.values import Span


def on_its_session(
    source: Source, function: cst.FunctionDef, change: ManagerChange
) -> tuple[cst.FunctionDef, dict[str, str]]:
    """Return a method with its body specialised, and new names of what was another name of the session.

    Raises:
        Uncertain: when that cannot be done for certain.
    """
    asked = function.with_changes(body=_without_getters(function.body, change))
    changed = CarriedSession(source, asked, change).body(asked)
    body = _annotated(changed.body, change.carrier)
    if change.lazy and function.params.star_kwarg is not None:
        body = _handing_on(body, function.params.star_kwarg.name.value, change)
    renames: dict[str, str] = {}
    for name in sorted(_carried(body, change.carrier)):
        reads = _reads(body, name)
        if not reads or (len(reads) == 1 and reads[0]):
            body = without(body, name)
            renames[name] = change.carrier
    if body is function.body:
        return function, renames
    return function.with_changes(body=body), renames


def handed_out(function: cst.FunctionDef, carrier: str) -> str:
    """Return what a specialised method does but hand out its object's session: ``pair`` with a flag that is False,
    ``session`` alone, or nothing of the kind.
    """
    if function.decorators or len(function.params.params) != 1:
        return ""
    known = Known({carrier, *_carried(function.body, carrier)})
    known.flags = decided(function.body, known)
    found = ""
    for index, statement in enumerate(statements(function.body)):
        if not isinstance(statement, cst.SimpleStatementLine) or found:
            return ""
        for small in statement.body:
            match small:
                case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()) if not index:
                    pass
                case cst.Import() | cst.ImportFrom():
                    pass
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                    if name not in known.sessions and name not in known.flags:
                        return ""
                case cst.Return(value=cst.Tuple(elements=[first, second])):
                    if not is_session(first.value, known) or truth(second.value, known) is not False:
                        return ""
                    found = "pair"
                case cst.Return(value=value) if value is not None and is_session(value, known):
                    found = "session"
                case _:
                    return ""
    return found


def asks(function: cst.FunctionDef, name: str) -> bool:
    """Tell whether a function mentions a method of its object."""
    return any(isinstance(part, cst.Attribute) and part.attr.value == name for part in walk(function.body))


def attributes_decided(function: cst.FunctionDef, known: Known) -> dict[str, bool]:
    """Return the attributes of a method's object that are bound to questions for its session, and their answers."""
    me = function.params.params[0].name.value if function.params.params else ""
    found: dict[str, bool] = {}
    for part in walk(function.body):
        match part:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=cst.Name(value=owner), attr=name))]):
                answer = (
                    truth(part.value, known) if isinstance(part.value, (cst.Comparison, cst.UnaryOperation)) else None
                )
                if owner == me and answer is not None:
                    found[name.value] = answer
            case _:
                pass
    return found


def binds_attribute(function: cst.FunctionDef, name: str) -> int:
    """Return how often a function binds an attribute of a name."""
    targets = (part.target for part in walk(function.body) if isinstance(part, (cst.AssignTarget, cst.AnnAssign)))
    return sum(isinstance(target, cst.Attribute) and target.attr.value == name for target in targets)


def does_nothing(function: cst.FunctionDef) -> bool:
    """Tell whether a function's body is but a docstring and ``pass``."""
    lines = [one for one in statements(function.body) if isinstance(one, cst.SimpleStatementLine)]
    small = [one for line in lines for one in line.body]
    said = (cst.SimpleString, cst.ConcatenatedString)
    return len(lines) == len(statements(function.body)) and all(
        isinstance(one, cst.Pass) or (isinstance(one, cst.Expr) and isinstance(one.value, said)) for one in small
    )


def works_without(function: cst.FunctionDef, change: ManagerChange, opened: frozenset[Span], source: Source) -> str:
    """Return what a method does without a session that is more than to make or ask for one; empty for nothing."""
    known = Known({change.session, change.carrier})
    for part in walk(function.body):
        if not isinstance(part, cst.If) or (decision := truth(part.test, known)) is None:
            continue
        gone = part.body if decision is False else part.orelse
        if gone is None or _makes_one(gone, opened, source):
            continue
        span = source.span(part)
        place = f" (line {span.line})" if span is not None else ""
        return f"it works without a session too{place}: decide what callers without one get"
    return ""


def _makes_one(gone: cst.CSTNode, opened: frozenset[Span], source: Source) -> bool:
    for part in walk(gone):
        if isinstance(part, cst.Raise) or (isinstance(part, cst.Call) and source.span(part) in opened):
            return True
        if isinstance(part, cst.Call) and "session" in dotted(part.func).lower():
            return True
    return not any(isinstance(part, (cst.Call, cst.Return)) for part in walk(gone))


def _without_getters(suite: cst.BaseSuite, change: ManagerChange) -> cst.BaseSuite:
    block = Block()
    for statement in statements(suite):
        if isinstance(statement, cst.SimpleStatementLine):
            for one in _assigned(statement, change):
                block.add(one)
        else:
            block.add(mapped(statement, lambda inner: _without_getters(inner, change)))
    return with_statements(suite, block)


def _assigned(line: cst.SimpleStatementLine, change: ManagerChange) -> Sequence[Statement]:
    me = change.carrier.partition(".")[0]
    match line.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=target)], value=cst.Call(func=function, args=[]))]:
            owner, _, method = dotted(function).rpartition(".")
        case _:
            return [line]
    match target:
        case cst.Tuple(elements=[cst.Element(value=cst.Name() as session), cst.Element(value=cst.Name() as flag)]) if (
            owner == me and method in change.pairs
        ):
            first = _line(session, cst.parse_expression(change.carrier))
            second = _line(flag, cst.Name("False"))
            said = kept(line.trailing_whitespace)
            return [first.with_changes(leading_lines=[*line.leading_lines, *said]), second]
        case cst.Name() if owner == me and method in change.getters:
            return [line.with_changes(body=_line(target, cst.parse_expression(change.carrier)).body)]
        case _:
            return [line]


def _line(target: cst.Name, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])


def _carried(suite: cst.BaseSuite, carrier: str) -> set[str]:
    """Return the names that are bound once, to the session that an object carries."""
    bound: dict[str, list[bool]] = {}
    for part in walk(suite):
        match part:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                bound.setdefault(name, []).append(dotted(value) == carrier)
            case _:
                pass
    return {name for name, values in bound.items() if values == [True]}


def _reads(suite: cst.BaseSuite, name: str) -> list[bool]:
    # Each read of a name, and whether it stands in the function itself.
    found: list[bool] = []
    waiting: list[tuple[cst.CSTNode, bool]] = [(suite, True)]
    while waiting:
        node, direct = waiting.pop()
        match node:
            case cst.Name(value=read):
                found += [direct] if read == name else []
            case cst.Attribute(value=value) | cst.Arg(value=value):
                waiting.append((value, direct))
            case cst.AssignTarget(target=cst.Name()):
                pass
            case _:
                inner = direct and not isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef))
                waiting += [(child, inner) for child in node.children]
    return found


def _annotated(suite: cst.BaseSuite, carrier: str) -> cst.BaseSuite:
    """Return a block in which the annotation of the attribute lets no None in any more."""
    block = Block()
    for statement in statements(suite):
        match statement:
            case cst.SimpleStatementLine(body=[cst.AnnAssign(target=target, annotation=annotation) as assigned]) if (
                dotted(target) == carrier
            ):
                plain = without_none(annotation.annotation)
                if plain is not annotation.annotation:
                    changed = assigned.with_changes(annotation=annotation.with_changes(annotation=plain))
                    statement = statement.with_changes(body=[changed])
                block.add(statement)
            case cst.SimpleStatementLine():
                block.add(statement)
            case _:
                block.add(mapped(statement, lambda inner: _annotated(inner, carrier)))
    return with_statements(suite, block)


def _handing_on(suite: cst.BaseSuite, keywords: str, change: ManagerChange) -> cst.BaseSuite:
    """Return a block that puts the session among the keywords before somebody is called with them."""
    if any(_sets(part, keywords, change.lazy) for part in walk(suite)):
        return suite
    block = Block()
    for statement in statements(suite):
        if isinstance(statement, cst.SimpleStatementLine):
            if any(isinstance(part, cst.Arg) and part.star == "**" for part in walk(statement)):
                new = cst.parse_statement(f'{keywords}["{change.lazy}"] = {change.carrier}')
                assert isinstance(new, cst.SimpleStatementLine)
                block.add(new.with_changes(leading_lines=statement.leading_lines))
                statement = statement.with_changes(leading_lines=[])
            block.add(statement)
        else:
            block.add(mapped(statement, lambda inner: _handing_on(inner, keywords, change)))
    return with_statements(suite, block)


def _sets(part: cst.CSTNode, keywords: str, name: str) -> bool:
    match part:
        case cst.Subscript(value=cst.Name(value=found), slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
            return found == keywords and isinstance(key, cst.SimpleString) and key.evaluated_value == name
        case cst.Call(func=cst.Attribute(value=cst.Name(value=found)), args=[cst.Arg(value=key), *_]):
            return found == keywords and isinstance(key, cst.SimpleString) and key.evaluated_value == name
        case _:
            return False
