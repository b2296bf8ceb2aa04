"""Expressions with sessions passed and aliases of the session renamed."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import FileChanges
from session_lint.codemods.lambdas import as_function, bare, scope_in
from session_lint.codemods.layout import laid_out
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

    # A name needs no parentheses where a lambda did.

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:  # noqa: ARG002
        return updated_node.with_changes(value=self._bare(updated_node.value))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: ARG002
        return updated_node.with_changes(value=self._bare(updated_node.value))

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.Return:  # noqa: ARG002
        value = updated_node.value
        return updated_node if value is None else updated_node.with_changes(value=self._bare(value))

    def _bare(self, value: cst.BaseExpression) -> cst.BaseExpression:
        match value:
            case cst.Name(value=name) if any(one.name.value == name for one in self.functions):
                return bare(value)
            case cst.Call(func=cst.Name(value=name) as called) if any(one.name.value == name for one in self.functions):
                return value.with_changes(func=bare(called))
            case _:
                return value

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        new = self._renames.get(original_node.value)
        if new is None or new.isidentifier():
            return updated_node if new is None else updated_node.with_changes(value=new)
        return cst.parse_expression(new).with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    # What is written like a name and is none: an attribute, a keyword, a nested function's own parameter.

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword, value=self._bare(updated_node.value))

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
        old = arguments.pop(index)
        named = _named(keyword, old.value if value is None else cst.parse_expression(value))
        at = index
        while keyword and at < len(arguments) and arguments[at].keyword is None and arguments[at].star != "**":
            at += 1  # a keyword argument cannot stand before one that goes by position
        return _with_arguments(call, [*arguments[:at], named, *arguments[at:]], named, old)
    argument = _named(keyword, cst.parse_expression(value or keyword))
    if len(arguments) == 1 and _is_bare_generator(arguments[0]):
        call = call.with_changes(args=[arguments[0].with_changes(value=_in_parentheses(arguments[0].value))])
        arguments = [*call.args]
    at = next((i for i, one in enumerate(arguments) if one.star == "**"), len(arguments))
    return _with_arguments(call, [*arguments[:at], argument, *arguments[at:]], argument, None)


def _with_arguments(call: cst.Call, arguments: list[cst.Arg], new: cst.Arg, old: cst.Arg | None) -> cst.Call:
    opening, laid = laid_out(call.args, arguments, call.whitespace_before_args, new, old)
    return call.with_changes(args=laid, whitespace_before_args=opening)


def _named(keyword: str, value: cst.BaseExpression) -> cst.Arg:
    if not keyword:
        return cst.Arg(value)
    if isinstance(value, (cst.NamedExpr, cst.GeneratorExp)) and not value.lpar:
        value = _in_parentheses(value)  # which it may go without only by position
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(keyword), equal=equal)


def _in_parentheses(value: cst.BaseExpression) -> cst.BaseExpression:
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _is_bare_generator(argument: cst.Arg) -> bool:
    return isinstance(argument.value, cst.GeneratorExp) and not argument.value.lpar
