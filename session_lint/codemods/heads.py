"""The head of a compound statement, evaluated in a statement before it: the scope that it needs is over by then."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.statements import Statement

_SPACE = cst.SimpleWhitespace(" ")


def moved(statement: Statement, name: str) -> tuple[cst.SimpleStatementLine, Statement]:
    """Return the statement that gives a head a name, and the compound statement with that name for its head.

    Args:
        statement: an ``if``, ``for`` or ``match``.
        name: the name; that of a ``:=`` which is the whole head.
    """
    head: cst.BaseExpression
    match statement:
        case cst.If(test=head):
            rest: Statement = statement.with_changes(test=cst.Name(name), whitespace_before_test=_SPACE)
        case cst.For(iter=head):
            rest = statement.with_changes(iter=cst.Name(name), whitespace_after_in=_SPACE)
        case _:
            assert isinstance(statement, cst.Match)
            head = statement.subject
            rest = statement.with_changes(
                subject=cst.Name(name), whitespace_after_match=_SPACE, whitespace_before_colon=cst.SimpleWhitespace("")
            )
    value = head.value if isinstance(head, cst.NamedExpr) and named(head) == name else head
    line = cst.SimpleStatementLine(
        [cst.Assign([cst.AssignTarget(cst.Name(name))], value)], leading_lines=statement.leading_lines
    )
    return line, rest.with_changes(leading_lines=[])


def named(head: cst.BaseExpression) -> str:
    """Return the name that a ``:=`` gives a head; empty where it is none."""
    return head.target.value if isinstance(head, cst.NamedExpr) and isinstance(head.target, cst.Name) else ""
