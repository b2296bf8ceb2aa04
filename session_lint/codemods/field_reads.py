"""Who computes with the fields of DTOs: what has to be seen to once they are text."""

from __future__ import annotations

from collections.abc import Collection

from session_lint.facts import walk
from session_lint.facts.program import Statement
from session_lint.facts.values import (
    Attribute,
    Call,
    Comprehension,
    Expression,
    Formatted,
    Literal,
    Name,
    Operation,
    Span,
    Subscript,
)
from session_lint.project.amounts import Env
from session_lint.project.known import Known
from session_lint.project.money import MoneyReader
from session_lint.project.symbols import ClassSymbol, FunctionSymbol

_NOT_COMPUTING = frozenset({"and", "or", "not", "is", "is not", "in", "not in"})
_COMPUTES = frozenset({"sum", "min", "max", "round", "abs", "float", "int", "fsum"})
Field = tuple[tuple[str, str, int], str]
"""The key of a DTO, and a field's name."""


class FieldReads(MoneyReader):
    """Finds the statements of one function that compute with fields.

    Args:
        known: what is known of the program.
        symbol: the function.
        fields: the fields.
    """

    def __init__(self, known: Known, symbol: FunctionSymbol, fields: Collection[Field]) -> None:
        super().__init__(known, symbol.scope.inside(symbol.function))
        self._symbol = symbol
        self._fields = fields
        self._line = symbol.function.span.line
        self.computed: dict[int, Field] = {}
        """The fields by the lines of the statements that compute with them."""
        self.formatted: set[Field] = set()
        """The fields that stand in formatted strings."""

    def find(self) -> None:
        """Read the function."""
        names = {name for _, name in self._fields}
        self._sorts(names)
        for part in walk.own_expressions(self._symbol.function.body):
            if (isinstance(part, Attribute) and part.name in names) or (
                isinstance(part, Literal) and part.kind == "str" and part.text in names
            ):
                self.read(self._symbol)
                return

    def _sorts(self, names: set[str]) -> None:
        # Text has another order than amounts: "10" is less than "9". What a lambda is given has no type, so that the
        # field's name has to do.
        line = self._line
        for statement in walk.statements(self._symbol.function.body):
            span: object = getattr(statement, "span", None)
            line = span.line if isinstance(span, Span) else line
            for part in walk.parts(statement):
                for expression in walk.expressions(part):
                    key = expression.argument("key") if isinstance(expression, Call) else None
                    for inner in walk.expressions(key) if key is not None else ():
                        found = inner.name if isinstance(inner, Attribute) else getattr(inner, "text", None)
                        if found in names:
                            self.computed.setdefault(line, next(one for one in self._fields if one[1] == found))

    def _statement(self, statement: Statement, env: Env) -> Env | None:
        span: object = getattr(statement, "span", None)
        self._line = span.line if isinstance(span, Span) else self._line
        return super()._statement(statement, env)

    def _seen(self, expression: Expression, env: Env) -> None:
        match expression:
            case Operation(operator=operator, operands=operands) if operator not in _NOT_COMPUTING:
                self._note(operands, env)
            case Call(function=Attribute(value=receiver)) if self._field(receiver, env) is not None:
                self._note((receiver,), env)
            case Call(function=Name(id=name), arguments=arguments) if name in _COMPUTES:
                self._note(tuple(one.value for one in arguments), env)
            case Formatted(values=values):
                self.formatted |= {found for one in values if (found := self._field(one, env)) is not None}
            case _:
                pass

    def _note(self, values: tuple[Expression, ...], env: Env) -> None:
        for value in values:
            if isinstance(value, Comprehension):
                self._note((value.element,), self._iteration.inside(value, env))
            elif (found := self._field(value, env)) is not None:
                self.computed.setdefault(self._line, found)

    def _field(self, value: Expression, env: Env) -> Field | None:
        match value:
            case Attribute(value=owner, name=name):
                pass
            case Subscript(value=owner, items=(Literal(kind="str", text=name),)):
                pass
            case _:
                return None
        symbol = self._decimals.declared.class_of(owner, env.typed)
        for ancestor in self._known.names.lineage(symbol) if symbol is not None else ():
            if isinstance(ancestor, ClassSymbol) and (ancestor.key, name) in self._fields:
                return ancestor.key, name
        return None
