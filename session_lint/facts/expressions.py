"""LibCST's expressions, lowered to facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from session_lint.facts.parse import Places
from session_lint.facts.values import (
    Argument,
    Attribute,
    Await,
    Call,
    Clause,
    Comprehension,
    Conditional,
    Display,
    Entry,
    Expression,
    Formatted,
    Lambda,
    Literal,
    Mapping,
    Name,
    Operation,
    Parameter,
    Span,
    Starred,
    Subscript,
    Walrus,
    Yield,
)

LONGEST_TEXT = 500
"""Strings are kept up to this length: longer ones are neither annotations nor keys."""

OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.MatrixMultiply: "@", cst.BitAnd: "&", cst.BitOr: "|", cst.BitXor: "^", cst.LeftShift: "<<",
    cst.RightShift: ">>", cst.And: "and", cst.Or: "or", cst.Not: "not", cst.Minus: "-", cst.Plus: "+",
    cst.BitInvert: "~", cst.Is: "is", cst.IsNot: "is not", cst.Equal: "==", cst.NotEqual: "!=", cst.In: "in",
    cst.NotIn: "not in", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">", cst.GreaterThanEqual: ">=",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.MatrixMultiplyAssign: "@",
    cst.BitAndAssign: "&", cst.BitOrAssign: "|", cst.BitXorAssign: "^", cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
}  # fmt: skip


class Expressions:
    """Lowers the expressions of one file.

    Args:
        places: where the file's nodes stand.
    """

    def __init__(self, places: Places) -> None:
        self.places = places

    def lower(self, node: cst.BaseExpression) -> Expression:
        """Return the fact for an expression node."""
        return _LOWER[type(node)](self, node)

    def optional(self, node: cst.BaseExpression | None) -> Expression | None:
        """Return the fact for an expression node, None for none."""
        return None if node is None else self.lower(node)

    def span(self, node: cst.CSTNode) -> Span:
        """Return where a node stands."""
        return self.places.span(node)

    def annotation(self, node: cst.Annotation | None) -> Expression | None:
        """Return the fact for an annotation, None for none."""
        return None if node is None else self.lower(node.annotation)

    def arguments(self, nodes: Sequence[cst.Arg]) -> tuple[Argument, ...]:
        """Return the arguments of a call or the bases of a class."""
        return tuple(
            Argument(
                self.lower(node.value),
                node.keyword.value if node.keyword else None,
                node.star,
                self.span(node.value),
            )
            for node in nodes
        )

    def parameters(self, node: cst.Parameters) -> tuple[Parameter, ...]:
        """Return a signature's parameters in their order."""
        found = [self._parameter(parameter, "positional") for parameter in node.posonly_params]
        found += [self._parameter(parameter, "any") for parameter in node.params]
        if isinstance(node.star_arg, cst.Param):
            found.append(self._parameter(node.star_arg, "*"))
        found += [self._parameter(parameter, "keyword") for parameter in node.kwonly_params]
        if node.star_kwarg is not None:
            found.append(self._parameter(node.star_kwarg, "**"))
        return tuple(found)

    def _parameter(self, node: cst.Param, kind: str) -> Parameter:
        start = self.span(node.name)
        end = start
        if node.default is not None:
            end = self.span(node.default)
        elif node.annotation is not None:
            end = self.span(node.annotation.annotation)
        return Parameter(
            node.name.value,
            kind,
            self.annotation(node.annotation),
            self.optional(node.default),
            start.until(end),
        )

    def bounds(self, node: cst.TypeParameters | None) -> dict[str, Expression]:
        """Return what type parameters are bound to, by name: ``def f[S: Session](…)``."""
        found: dict[str, Expression] = {}
        for parameter in node.params if node is not None else ():
            if isinstance(parameter.param, cst.TypeVar) and parameter.param.bound is not None:
                found[parameter.param.name.value] = self.lower(parameter.param.bound)
        return found

    def clauses(self, node: cst.CompFor) -> tuple[Clause, ...]:
        """Return a comprehension's ``for … in … if …`` parts, outermost first."""
        found: list[Clause] = []
        part: cst.CompFor | None = node
        while part is not None:
            conditions = tuple(self.lower(condition.test) for condition in part.ifs)
            found.append(Clause(self.lower(part.target), self.lower(part.iter), conditions))
            part = part.inner_for_in
        return tuple(found)


def _chain(lower: Expressions, node: cst.BooleanOperation | cst.BinaryOperation) -> Expression:
    # a + b + c leans left: a loop, not a recursion, follows the left side.
    operands: list[tuple[str, Expression]] = []
    kind = type(node)
    left: cst.BaseExpression = node
    while isinstance(left, kind):
        operands.append((OPERATORS[type(left.operator)], lower.lower(left.right)))
        left = left.left
    result = lower.lower(left)
    for operator, operand in reversed(operands):
        result = Operation(operator, (result, operand))
    return result


def _comparison(lower: Expressions, node: cst.Comparison) -> Expression:
    operands = [lower.lower(node.left), *(lower.lower(target.comparator) for target in node.comparisons)]
    return Operation(OPERATORS[type(node.comparisons[0].operator)], tuple(operands))


def _call(lower: Expressions, node: cst.Call) -> Expression:
    return Call(lower.lower(node.func), lower.arguments(node.args), lower.span(node))


def _subscript(lower: Expressions, node: cst.Subscript) -> Expression:
    items: list[Expression] = []
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Index):
            items.append(lower.lower(part.value))
        elif isinstance(part, cst.Slice):
            bounds = (part.lower, part.upper, part.step)
            items.append(Operation(":", tuple(lower.lower(bound) for bound in bounds if bound is not None)))
    return Subscript(lower.lower(node.value), tuple(items))


def _string(_: Expressions, node: cst.SimpleString) -> Expression:
    if "b" in node.prefix:
        return Literal("bytes")
    if len(node.value) > LONGEST_TEXT:
        return Literal("str")
    try:
        text = str(node.evaluated_value)
        text.encode()  # a lone surrogate, as in "\ud800", cannot be stored, and is neither an annotation nor a key
    except (SyntaxError, ValueError):
        return Literal("str")
    return Literal("str", text)


def _joined(lower: Expressions, node: cst.ConcatenatedString) -> Expression:
    parts: list[Expression] = []
    right: cst.BaseExpression = node
    while isinstance(right, cst.ConcatenatedString):
        parts.append(lower.lower(right.left))
        right = right.right
    parts.append(lower.lower(right))
    if all(isinstance(part, Literal) for part in parts):
        text = "".join(part.text for part in parts if isinstance(part, Literal))
        kind = parts[0].kind if isinstance(parts[0], Literal) else "str"
        return Literal(kind, text if len(text) <= LONGEST_TEXT else "")
    return Formatted(tuple(part for part in parts if not isinstance(part, Literal)))


def _formatted(lower: Expressions, node: cst.FormattedString | cst.TemplatedString) -> Expression:
    values: list[Expression] = []
    for part in node.parts:
        if isinstance(part, (cst.FormattedStringExpression, cst.TemplatedStringExpression)):
            values.append(lower.lower(part.expression))
            if part.format_spec:
                values += [
                    lower.lower(inner.expression)
                    for inner in part.format_spec
                    if isinstance(inner, (cst.FormattedStringExpression, cst.TemplatedStringExpression))
                ]
    return Formatted(tuple(values))


def _name(_: Expressions, node: cst.Name) -> Expression:
    if node.value in ("None", "True", "False"):
        return Literal(node.value)
    return Name(node.value)


def _elements(lower: Expressions, node: cst.Tuple | cst.List | cst.Set) -> Expression:
    items: list[Expression] = []
    for element in node.elements:
        value = lower.lower(element.value)
        items.append(Starred(value) if isinstance(element, cst.StarredElement) else value)
    return Display(type(node).__name__.lower(), tuple(items))


def _mapping(lower: Expressions, node: cst.Dict) -> Expression:
    return Mapping(
        tuple(
            Entry(
                lower.lower(element.key) if isinstance(element, cst.DictElement) else None,
                lower.lower(element.value),
                lower.span(element.value),
            )
            for element in node.elements
        )
    )


_COMPREHENSIONS: dict[type[cst.CSTNode], str] = {
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.DictComp: "dict",
    cst.StarredDictComp: "dict",
    cst.GeneratorExp: "generator",
}


def _comprehension(lower: Expressions, node: Any) -> Expression:  # the four classes share no base with these fields
    kind = _COMPREHENSIONS[type(node)]
    if isinstance(node, (cst.DictComp, cst.StarredDictComp)):
        # Python 3.15's {**mapping for …} has no key.
        key = lower.lower(node.key) if isinstance(node, cst.DictComp) else None
        return Comprehension(kind, key, lower.lower(node.value), lower.clauses(node.for_in), lower.span(node.value))
    element = node.elt
    if isinstance(element, cst.StarredElement):
        element = element.value
    return Comprehension(kind, None, lower.lower(element), lower.clauses(node.for_in), lower.span(element))


def _yield(lower: Expressions, node: cst.Yield) -> Expression:
    if isinstance(node.value, cst.From):
        return Yield(lower.lower(node.value.item), True)
    return Yield(lower.optional(node.value), False)


_LOWER: dict[type[cst.CSTNode], Callable[[Expressions, Any], Expression]] = {
    cst.Name: _name,
    cst.Attribute: lambda lower, node: Attribute(lower.lower(node.value), node.attr.value),
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.Integer: lambda _, __: Literal("int"),
    cst.Float: lambda _, __: Literal("float"),
    cst.Imaginary: lambda _, __: Literal("complex"),
    cst.Ellipsis: lambda _, __: Literal("..."),
    cst.SimpleString: _string,
    cst.ConcatenatedString: _joined,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _formatted,
    cst.BinaryOperation: _chain,
    cst.BooleanOperation: _chain,
    cst.UnaryOperation: lambda lower, node: Operation(OPERATORS[type(node.operator)], (lower.lower(node.expression),)),
    cst.Comparison: _comparison,
    cst.IfExp: lambda lower, node: Conditional(
        lower.lower(node.test), lower.lower(node.body), lower.lower(node.orelse)
    ),
    cst.Tuple: _elements,
    cst.List: _elements,
    cst.Set: _elements,
    cst.Dict: _mapping,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.StarredDictComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.Lambda: lambda lower, node: Lambda(lower.parameters(node.params), lower.lower(node.body)),
    cst.Await: lambda lower, node: Await(lower.lower(node.expression)),
    cst.Yield: _yield,
    cst.NamedExpr: lambda lower, node: Walrus(lower.lower(node.target), lower.lower(node.value), lower.span(node)),
    cst.StarredElement: lambda lower, node: Starred(lower.lower(node.value)),
}
