"""Expressions with sessions passed and aliases of the session renamed."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import FileChanges
from session_lint.codemods.lambdas import as_function, scope_in
from session_lint.codemods.source import Source


class ExpressionEditor(cst.CSTTransformer):
    """Changes the calls and names of one statement.

    Args:
        source: the file.
        changes: what is to be done in the file.
        renames: new names of what was an alias of the session; those of attributes have dots.
    """

    def __init__(self, source: Source, changes: FileChanges, renames: dict[str, str]) -> None:
        super().__init__()
        self._source = source
        self._changes = changes
        self._renames = renames
        self.functions: list[cst.FunctionDef] = []
        """What was a lambda, and stands in front of the statement from now on."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        span = self._source.span(original_node)
        change = self._changes.calls.get(span) if span is not None else None
        if change is None:
            return updated_node
        value = change.value and self._renames.get(change.value, change.value)
        return with_argument(updated_node, change.keyword, value, change.argument)

    def leave_Lambda(self, original_node: cst.Lambda, updated_node: cst.Lambda) -> cst.BaseExpression:
        change = scope_in(original_node, self._source, self._changes.scopes) if self._changes.scopes else None
        if change is None:
            return updated_node
        self.functions.append(as_function(updated_node, change))
        return cst.Name(change.function, lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        new = self._renames.get(original_node.value)
        if new is None or new.isidentifier():
            return updated_node if new is None else updated_node.with_changes(value=new)
        return cst.parse_expression(new).with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    # What is written like a name and is none: an attribute, a keyword, a nested function's own parameter.

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        return updated_node.with_changes(name=original_node.name)


def with_argument(call: cst.Call, keyword: str, value: str | None, index: int | None) -> cst.Call:
    """Return a call that passes a session.

    Args:
        call: the call.
        keyword: the parameter's name; empty to pass it by position.
        value: what is passed; None where an argument keeps its own value.
        index: the argument that changes; None to add one.
    """
    arguments = [*call.args]
    if index is not None:
        old = arguments[index]
        new = old.value if value is None else cst.parse_expression(value)
        arguments[index] = _named(keyword, new).with_changes(
            comma=old.comma, whitespace_after_arg=old.whitespace_after_arg
        )
        named = arguments.pop(index)
        return call.with_changes(args=_moved(arguments, named, index))
    argument = _named(keyword, cst.parse_expression(value or keyword))
    if len(arguments) == 1 and _is_bare_generator(arguments[0]):
        inner = arguments[0].value
        inner = inner.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        arguments[0] = arguments[0].with_changes(value=inner)
    at = next((i for i, one in enumerate(arguments) if one.star == "**"), len(arguments))
    return call.with_changes(args=_inserted(arguments, argument, at, call))


def _named(keyword: str, value: cst.BaseExpression) -> cst.Arg:
    if not keyword:
        return cst.Arg(value)
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(keyword), equal=equal)


def _moved(others: list[cst.Arg], named: cst.Arg, index: int) -> list[cst.Arg]:
    # A keyword argument cannot stand before one that goes by position.
    at = index
    while at < len(others) and others[at].keyword is None and others[at].star != "**":
        at += 1
    if at == index:
        return [*others[:index], named, *others[index:]]
    commas = [one.comma for one in (*others[:index], named, *others[index:])]
    placed = [*others[:at], named, *others[at:]]
    return [one.with_changes(comma=comma) for one, comma in zip(placed, commas, strict=True)]


def _inserted(arguments: list[cst.Arg], new: cst.Arg, at: int, call: cst.Call) -> list[cst.Arg]:
    if at < len(arguments):
        comma = arguments[at - 1].comma if at else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
        return [*arguments[:at], new.with_changes(comma=comma), *arguments[at:]]
    if not arguments:
        return [new]
    last = arguments[-1]
    if isinstance(last.comma, cst.Comma):  # one argument a line, a comma behind the last
        between = arguments[-2].comma if len(arguments) > 1 else _line_like(call)
        return [*arguments[:-1], last.with_changes(comma=between), new.with_changes(comma=last.comma)]
    between = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if len(arguments) > 1 and isinstance(arguments[-2].comma, cst.Comma):
        between = _without_comments(arguments[-2].comma)
    elif isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace):
        between = cst.Comma(whitespace_after=_without_comment(call.whitespace_before_args))
    return [
        *arguments[:-1],
        last.with_changes(comma=between, whitespace_after_arg=cst.SimpleWhitespace("")),
        new.with_changes(whitespace_after_arg=last.whitespace_after_arg),
    ]


def _line_like(call: cst.Call) -> cst.Comma:
    before = call.whitespace_before_args
    if isinstance(before, cst.ParenthesizedWhitespace):
        return cst.Comma(whitespace_after=_without_comment(before))
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _without_comments(comma: cst.Comma) -> cst.Comma:
    after = comma.whitespace_after
    return (
        comma.with_changes(whitespace_after=_without_comment(after))
        if not isinstance(after, cst.SimpleWhitespace)
        else comma
    )


def _without_comment(space: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    if isinstance(space, cst.ParenthesizedWhitespace):
        line = cst.TrailingWhitespace(newline=space.first_line.newline)
        return space.with_changes(first_line=line, empty_lines=[])
    return space


def _is_bare_generator(argument: cst.Arg) -> bool:
    return isinstance(argument.value, cst.GeneratorExp) and not argument.value.lpar
