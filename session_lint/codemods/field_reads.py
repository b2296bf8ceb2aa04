"""Who computes with the fields of DTOs: what has to be seen to once they are text."""

from __future__ import annotations

from collections.abc import Mapping

from session_lint.codemods.computing import COMPUTING_CALLS, LOOK_UPS, NOT_COMPUTING, takes_amount
from session_lint.codemods.sorting import Field, sorted_by_index, sorted_by_name
from session_lint.codemods.text_fields import TextField
from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Evaluate, Loop, Statement
from session_lint.facts.values import (
    Argument,
    Attribute,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Formatted,
    Literal,
    Name,
    Operation,
    Span,
    Subscript,
    Walrus,
)
from session_lint.project.amounts import Env
from session_lint.project.known import Known
from session_lint.project.money import MoneyReader
from session_lint.project.selected import Typed
from session_lint.project.symbols import ClassSymbol, FunctionSymbol
from session_lint.project.usage import taken_by

_ELEMENT = "\x00element"


class FieldReads(MoneyReader):
    """Finds the statements of one function that compute with fields.

    Args:
        known: what is known of the program.
        symbol: the function.
        fields: the fields.
    """

    def __init__(self, known: Known, symbol: FunctionSymbol, fields: Mapping[Field, TextField]) -> None:
        super().__init__(known, symbol.scope.inside(symbol.function))
        self._symbol = symbol
        self._fields = fields
        self._tuples = {key[0]: one.dto for key, one in fields.items() if one.dto.kind == "NamedTuple"}
        self._aliases: dict[str, Field] = {}  # names that hold what a field held
        self._line = symbol.function.span.line
        branches = [one for one in walk.statements(symbol.function.body) if isinstance(one, Branch)]
        self._branches = {id(one): -1 - index for index, one in enumerate(branches)}
        self.computed: dict[int, Field] = {}
        """The fields by the lines of the statements that compute with them; ``-1 - n`` is the test of the n-th if."""
        self.formatted: set[Field] = set()
        """The fields that stand in formatted strings."""

    def find(self) -> None:
        """Read the function."""
        names = {name for _, name in self._fields}
        for line, found in sorted_by_name(self._symbol.function, self._fields):
            self.computed.setdefault(line, found)
        for part in walk.own_expressions(self._symbol.function.body):
            if (
                self._tuples
                or (isinstance(part, Attribute) and part.name in names)
                or (isinstance(part, Literal) and part.kind == "str" and part.text in names)
            ):
                self.read(self._symbol)
                return

    def _sorted_at(self, call: Call, env: Env) -> Field | None:
        sorted_ = sorted_by_index(call)
        if sorted_ is None:
            return None
        inside = env.copy()
        self._iteration.iterate(Name(_ELEMENT), sorted_, inside)
        return self._at(None, Name(_ELEMENT), inside)

    def _statement(self, statement: Statement, env: Env) -> Env | None:
        span: object = getattr(statement, "span", None)
        self._line = span.line if isinstance(span, Span) else self._branches.get(id(statement), self._line)
        news: dict[str, Field | None] = {}
        match statement:
            case Branch(test=test) | Loop(target=None, iterable=test) | Evaluate(value=test):  # what is asserted
                self._note((test,), env)
            case Loop(target=Display() as target, iterable=iterable):
                self._aliases |= self._iterated(target, iterable, env)
            case Bind(targets=targets, value=value, operator=operator):
                if operator and value is not None:
                    self._note((*targets, value), env)
                for target in targets:
                    if isinstance(target, Name) and not operator:
                        news[target.id] = self._field(value, env) if value is not None else None
                    elif isinstance(target, Display) and value is not None:
                        news |= self._unpacked(target, value, env)
            case _:
                pass
        after = super()._statement(statement, env)
        for name, held in news.items():
            self._hold(name, held)
        self._fill(statement, env)
        return after

    def _fill(self, statement: Statement, env: Env) -> None:
        """Note the class of what a list was filled with: by a comprehension, or by ``append``."""
        match statement:
            case Bind(targets=(Name(id=name),), value=Comprehension(kind="list", element=element) as made):
                known = self._iteration.inside(made, env).typed
            case Evaluate(
                value=Call(function=Attribute(value=Name(id=name), name="append"), arguments=(Argument(value=element),))
            ):
                known = env.typed
            case _:
                return
        symbol = self._decimals.declared.class_of(element, known)
        if symbol is not None and name not in env.typed:
            env.typed[name] = Typed(Subscript(Name("list"), (Name(symbol.definition.name),)), symbol.scope)

    def _hold(self, name: str, held: Field | None) -> None:
        self._aliases.pop(name, None)
        if held is not None:
            self._aliases[name] = held

    def _iterated(self, target: Display, iterable: Expression, env: Env) -> dict[str, Field]:
        inside = env.copy()
        self._iteration.iterate(Name(_ELEMENT), iterable, inside)
        return self._unpacked(target, Name(_ELEMENT), inside)

    def _unpacked(self, target: Display, value: Expression, env: Env) -> dict[str, Field]:
        """Return the names that the fields of a NamedTuple are unpacked into."""
        found: dict[str, Field] = {}
        for index, one in enumerate(target.items):
            held = self._at(index, value, env)
            if isinstance(one, Name) and held is not None:
                found[one.id] = held
        return found

    def _at(self, index: int | None, value: Expression, env: Env) -> Field | None:
        """Return the field of a NamedTuple at an index; without one the first that is text."""
        symbol = self._decimals.declared.class_of(value, env.typed) if self._tuples else None
        dto = self._tuples.get(symbol.key) if symbol is not None else None
        if dto is None or symbol is None:
            return None
        keys = [(symbol.key, one.name) for one in dto.fields]
        among = keys if index is None else keys[index : index + 1]
        return next((key for key in among if key in self._fields), None)

    def _seen(self, expression: Expression, env: Env) -> None:
        match expression:
            case Operation(operator=operator, operands=operands) if operator not in NOT_COMPUTING:
                self._note(operands, env)
            case Conditional(test=test):
                self._note((test,), env)
            case Walrus(target=Name(id=name), value=value):
                self._hold(name, self._field(value, env))
            case Subscript(items=items):
                self._note(items, env)
            case Call() if self._tuples and (found := self._sorted_at(expression, env)) is not None:
                self.computed.setdefault(self._line, found)
            case Comprehension():
                for clause in expression.clauses:
                    if isinstance(clause.target, Display):
                        self._aliases |= self._iterated(clause.target, clause.iterable, env)
                inside = self._iteration.inside(expression, env)
                self._note(tuple(one for clause in expression.clauses for one in clause.conditions), inside)
            case Call(function=Attribute(value=receiver)) if self._field(receiver, env) is not None:
                self._note((receiver,), env)
            case Call(function=Attribute(value=Literal(text=text), name="format"), arguments=arguments) if ":" in text:
                self._note(tuple(one.value for one in arguments), env)
            case Call(function=Attribute(name=name), arguments=(Argument(value=key), *_)) if (
                name in LOOK_UPS and self._field(key, env) is not None
            ):
                self._note((key,), env)
            case Call(function=Name(id=name), arguments=arguments) if name in COMPUTING_CALLS:
                self._note(tuple(one.value for one in arguments), env)
            case Call(arguments=arguments):
                handed = [one for one in arguments if self._field(one.value, env) is not None]
                callee = self._known.names.resolve(expression.function, self._scope) if handed else None
                for one in handed if isinstance(callee, FunctionSymbol) else ():
                    assert isinstance(callee, FunctionSymbol)
                    taken = taken_by(callee, expression, one)
                    if taken is not None and takes_amount(callee.function, taken):
                        self._note((one.value,), env)
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
            case Subscript(value=owner, items=(Literal(kind="int"),)) if self._tuples:
                return self._at(None, owner, env)
            case Name(id=name):
                return self._aliases.get(name)
            case Walrus(value=inner):
                return self._field(inner, env)
            case Conditional(body=body, orelse=orelse):
                return self._field(body, env) or self._field(orelse, env)
            case _:
                return None
        symbol = self._decimals.declared.class_of(owner, env.typed)
        for ancestor in self._known.names.lineage(symbol) if symbol is not None else ():
            if isinstance(ancestor, ClassSymbol) and (ancestor.key, name) in self._fields:
                return ancestor.key, name
        return None
