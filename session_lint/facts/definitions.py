"""LibCST's functions and classes, lowered to facts."""

from __future__ import annotations

import libcst as cst

from session_lint.facts.bounds import bounded
from session_lint.facts.program import Class, Define, DefineClass, Function
from session_lint.facts.statements import Kinds, Lowered, Statements


def _function(lower: Statements, node: cst.FunctionDef) -> Lowered:
    name = node.name.value
    qualname = lower.qualname(name)
    lower.path += [name, "<locals>"]
    body = lower.block(node.body)
    del lower.path[-2:]
    expressions = lower.expressions
    bounds = expressions.bounds(node.type_parameters)
    return (
        Define(
            Function(
                name,
                qualname,
                tuple(bounded(parameter, bounds) for parameter in expressions.parameters(node.params)),
                expressions.annotation(node.returns),
                tuple(expressions.lower(decorator.decorator) for decorator in node.decorators),
                body,
                node.asynchronous is not None,
                expressions.span(node.name),
            )
        ),
    )


def _class(lower: Statements, node: cst.ClassDef) -> Lowered:
    name = node.name.value
    qualname = lower.qualname(name)
    lower.path.append(name)
    body = lower.block(node.body)
    lower.path.pop()
    expressions = lower.expressions
    bases = expressions.arguments([*node.bases, *node.keywords])
    decorators = tuple(expressions.lower(decorator.decorator) for decorator in node.decorators)
    return (DefineClass(Class(name, qualname, bases, decorators, body, expressions.span(node.name))),)


DEFINITIONS: Kinds = {cst.FunctionDef: _function, cst.ClassDef: _class}
