"""Dicts that are copied from an object at once: ``asdict(x)``, ``x.model_dump()``, ``vars(x)``, ``row._asdict()``."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Display, Expression, Literal, Name, Span
from session_lint.project.amounts import Amount, Env, Leak, Slots
from session_lint.project.columns import column_of
from session_lint.project.declared import Declared
from session_lint.project.known import Known
from session_lint.project.sql_amounts import SqlAmounts
from session_lint.project.symbols import ClassSymbol, ValueSymbol

_OF_ARGUMENT = frozenset({"asdict", "vars", "astuple"})
_OF_RECEIVER = frozenset({"model_dump", "dict", "_asdict"})


class Copies:
    """Recognises what copies the fields of an object into a dict.

    Args:
        known: what is known of the program.
        declared: what is known of types inside the function.
    """

    def __init__(self, known: Known, declared: Declared) -> None:
        self._known = known
        self._declared = declared

    def by_call(self, call: Call, env: Env) -> Slots:
        """Return what a call copies, an empty dict when it copies nothing."""
        function = call.function
        last = function.name if isinstance(function, Attribute) else walk.dotted(function)
        if last in _OF_ARGUMENT and call.arguments:
            if walk.dotted(function).startswith("msgspec.") or any(a.keyword == "dict_factory" for a in call.arguments):
                return {}
            copied = call.arguments[0].value
        elif last in _OF_RECEIVER and isinstance(function, Attribute):
            if call.argument("mode") == Literal("str", "json"):
                return {}  # which writes text
            copied = function.value
        else:
            return {}
        words = f"{walk.dotted(function) or last}()"
        row = self.of_row(copied, call.span, env)
        return row or self.of_fields(self._declared.class_of(copied, env.typed), call.span, words)

    def of_row(self, value: Expression, span: Span, env: Env) -> Slots:
        """Return what a row of a query holds, by label."""
        typed = self._declared.type_of(value, env.typed)
        if typed is None or typed.shape != "row" or not isinstance(typed.annotation, Display):
            return {}
        sql = SqlAmounts(self._known.names, self._known.dtos, typed.scope)
        slots: Slots = {}
        for entity in typed.annotation.items:
            if (amount := sql.of_sql(entity, typed.scope)) is not None:
                key = _label(entity)
                slots[key] = frozenset({Leak(span, key, amount)})
        return slots

    def of_fields(self, owner: ClassSymbol | None, span: Span, words: str) -> Slots:
        """Return the Decimal fields of a class that is no DTO: those of a DTO are findings where they are declared."""
        if owner is None or self._known.dtos.get(owner) is not None:
            return {}
        if self._known.dtos.is_row(owner):
            return self.of_columns(owner, span, words)
        slots: Slots = {}
        inner = owner.scope.inside(owner.definition)
        for field in self._known.dtos.fields(owner):
            if self._known.dtos.decimal_in(field.annotation, inner):
                amount = Amount("decimal", f"{words} copies {owner.definition.name}.{field.name}", field.name)
                slots[field.name] = frozenset({Leak(span, field.name, amount)})
        return slots

    def of_columns(self, owner: ClassSymbol | None, span: Span, words: str) -> Slots:
        """Return the Numeric columns of an ORM class, each as a leak at one place."""
        if owner is None:
            return {}
        slots: Slots = {}
        for ancestor in self._known.names.lineage(owner):
            if not isinstance(ancestor, ClassSymbol):
                continue
            inner = ancestor.scope.inside(ancestor.definition)
            sql = SqlAmounts(self._known.names, self._known.dtos, inner)
            for statement in ancestor.definition.body:
                if not isinstance(statement, Bind) or not isinstance(statement.targets[0], Name):
                    continue
                name = statement.targets[0].id
                column = column_of(owner, ValueSymbol(name, statement, inner))
                amount = sql.of_column(column) if column is not None else None
                if amount is not None and name not in slots and self._known.dtos.is_money(name):
                    why = f"{words} copies every column, and {amount.why}"
                    slots[name] = frozenset({Leak(span, name, Amount("column", why, name))})
        return slots


def _label(entity: Expression) -> str:
    match entity:
        case Call(function=Attribute(name="label"), arguments=(argument, *_)) if isinstance(argument.value, Literal):
            return argument.value.text or "*"
        case Attribute():
            return entity.name
        case Name():
            return entity.id
        case _:
            return "*"
