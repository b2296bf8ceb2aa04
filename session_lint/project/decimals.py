"""Where an expression holds money: by its making, by arithmetic, by what functions return, fields and columns hold."""

from __future__ import annotations

from msgspec import structs

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, Function
from session_lint.facts.values import (
    Argument,
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Formatted,
    Literal,
    Name,
    Operation,
    Subscript,
    Walrus,
)
from session_lint.project.amounts import Amount, Env
from session_lint.project.conversions import Conversions, Made, converted, first, written
from session_lint.project.declared import ELEMENTS, Declared, options
from session_lint.project.iteration import Iteration
from session_lint.project.known import Known
from session_lint.project.selected import Typed
from session_lint.project.sql_amounts import SqlAmounts
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, ValueSymbol
from session_lint.project.usage import is_property
from session_lint.project.wording import source_of, words_of

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_DEEPEST = 4
_LONGEST = 90


class Decimals:
    """Recognises money inside one function.

    Args:
        known: what is known of the program.
        scope: the scope of the function's body.
        depth: how many variables were followed to get here.
    """

    def __init__(self, known: Known, scope: Scope, depth: int = 0) -> None:
        self._known = known
        self._names = known.names
        self._scope = scope
        self._depth = depth
        self._conversions = Conversions(known.names, scope, known.config)
        self._sql = SqlAmounts(known.names, known.dtos, scope)
        self.iteration = Iteration(self)
        self.declared = Declared(known.names, scope, lambda symbol: known.returned(symbol).typed)

    def amount(self, value: Expression | None, env: Env) -> Amount | None:
        """Return the money that an expression can be, in which form, and how that is known; None when it is none.

        A list or a generator of money is the money that iterating over it gives.
        """
        match value:
            case Name() if value.id in env.amounts:
                return env.amounts[value.id]
            case Name() if value.id not in env.typed:
                return self._variable(value)
            case Operation():
                return self._operation(value, env)
            case Formatted():
                return self._first(value.values, env, only_written=True)
            case Conditional():
                yes, no = self.iteration.narrowed(value.test, env)
                return self.amount(value.body, yes) or self.amount(value.orelse, no)
            case Await() | Walrus():
                return self.amount(value.value, env)
            case Comprehension():
                return self.amount(value.element, self.iteration.inside(value, env)) if value.kind != "dict" else None
            case Call():
                return self._called(value, env)
            case Attribute():
                return self._declared(value, env) or self._assigned(value, env)
            case Subscript(value=Name(id=name), items=(key,)) if name in env.slots:
                text = key.text if isinstance(key, Literal) and key.kind == "str" else "*"
                return env.held(name, text) or self._declared(value, env)
            case _:
                return self._declared(value, env)

    def carried(self, value: Expression, env: Env) -> Amount | None:
        """Return the money that an expression is, or that the container holds which it is."""
        if amount := self.amount(value, env):
            return amount
        if isinstance(value, Display):
            return self._first(value.items, env)
        typed = self.declared.type_of(value, env.typed)
        if typed is None:
            return None
        if typed.shape:
            return self._sql.in_rows(typed.annotation, typed.scope)
        if typed.column is None and self._known.dtos.decimal_in(typed.annotation, typed.scope):
            return Amount("decimal", f"{words_of(value)}, which is declared to hold Decimals", source_of(value))
        return None

    def declare(self, name: str, annotation: Expression, scope: Scope, env: Env) -> None:
        """Note what an annotation says about a name."""
        typed = Typed(annotation, scope)
        env.typed[name] = typed
        if self._is_decimal(typed):
            env.amounts[name] = Amount("decimal", f"{name} is declared Decimal", name)

    def given(self) -> Env:
        """Return what the annotations of the function's parameters say."""
        env = Env()
        around = self._scope.around
        if around and isinstance(around[-1], Function):
            for parameter in around[-1].parameters:
                if parameter.annotation is not None:
                    self.declare(parameter.name, parameter.annotation, self._scope, env)
        return env

    def names_decimal(self, annotation: Expression) -> bool:
        """Tell whether a type, as ``isinstance`` takes it, is Decimal."""
        return self._known.dtos.decimal_in(annotation, self._scope)

    def _first(self, values: tuple[Expression, ...], env: Env, only_written: bool = False) -> Amount | None:
        if only_written:
            return first(values, lambda value: written(self.amount(value, env)))
        return first(values, lambda value: self.amount(value, env))

    def _operation(self, value: Operation, env: Env) -> Amount | None:
        if value.operator == "and":
            return self.amount(value.operands[-1], env) or self.amount(value.operands[0], env)
        if value.operator == "or":
            return next((amount for operand in value.operands if (amount := self.amount(operand, env))), None)
        if value.operator not in _ARITHMETIC:
            return None
        if any(_is_text(operand) for operand in value.operands):
            last = value.operands[-1]
            parts = last.items if isinstance(last, Display) else value.operands  # "%s: %.2f" % (name, cost)
            return self._first(parts, env, only_written=True)
        found = self._first(value.operands, env)
        return found.computed() if found is not None else None

    def _called(self, call: Call, env: Env) -> Amount | None:
        function = call.function
        meant = self._names.resolve(function, self._scope)
        if isinstance(meant, External) and f"{meant.name}.".startswith(("decimal.Decimal.", "_decimal.Decimal.")):
            return Amount("decimal", "Decimal(…)")
        match call:
            case Call(function=Name(id="map"), arguments=(made, given)) if meant is None:
                amount, words = self._iterated(given.value, env), f"{words_of(made.value)}()"
                return self._conversions.result(self._conversions.made_by(made.value), amount, words)
            case Call(
                function=Name(id="getattr"), arguments=(owner, Argument(value=Literal(kind="str", text=name)), *_)
            ):
                return self.amount(Attribute(owner.value, name), env)
            case Call(function=Attribute(value=Name(id=name), name="get" | "pop" | "values")) if (
                name in env.slots and name not in env.typed
            ):
                key = call.arguments[0].value if call.arguments else None
                return env.held(name, key.text if isinstance(key, Literal) and key.text else "*")
            case _:
                pass
        made = self._conversions.made_by(function)
        if (
            made
            and (amount := self._conversions.result(made, self._given(call, made, env), words_of(call))) is not None
        ):
            return amount
        if made in ("float", "text", "formatted"):
            return None
        return self._declared(call, env) or self._handed_back(self.declared.member(call, env.typed), call)

    def _given(self, call: Call, made: Made, env: Env) -> Amount | None:
        of = converted(call, made)
        if isinstance(of, tuple):
            return first(tuple(argument.value for argument in of), lambda value: self._iterated(value, env))
        return self.amount(of, env)

    def _iterated(self, value: Expression, env: Env) -> Amount | None:
        if isinstance(value, Display):
            return self._first(value.items, env)
        if amount := self.amount(value, env):
            return amount
        element = self.declared.element(self.declared.type_of(value, env.typed))
        return self.of_type(element, f"{words_of(value)} holds Decimals", source_of(value))

    def _handed_back(self, symbol: FunctionSymbol | None, value: Expression) -> Amount | None:
        # What a function's own body returns, where its annotation does not say what it is.
        if symbol is None or not _is_open(symbol.function.returns):
            return None
        amount = self._known.returned(symbol).amount
        if amount is None:
            return None
        why = amount.why if len(amount.why) < _LONGEST else amount.why[: _LONGEST - 1].rstrip() + "…"
        return structs.replace(amount.computed(), why=f"{words_of(value)} returns {why}", source=symbol.function.name)

    def _declared(self, value: Expression | None, env: Env) -> Amount | None:
        typed = self.declared.type_of(value, env.typed)
        if isinstance(value, Call) and isinstance(value.function, Name) and value.function.id in ELEMENTS:
            return self.of_type(typed, f"{words_of(value)} of Decimals", value.function.id)
        returned = isinstance(value, Call) and self.declared.member(value, env.typed) is not None
        why = f"{words_of(value)}, which {'returns' if returned else 'is declared'} Decimal"
        return self.of_type(typed, why, source_of(value))

    def of_type(self, typed: Typed | None, why: str, source: str) -> Amount | None:
        """Return the amount that something of a declared type is."""
        if typed is None:
            return None
        if typed.shape:
            return self._sql.of_sql(typed.annotation, typed.scope) if typed.shape == "sql" else None
        if typed.column is not None:
            return self._sql.of_column(typed.column)
        return Amount("decimal", why, source) if self._is_decimal(typed) else None

    def _variable(self, name: Name) -> Amount | None:
        # A module's constant: ZERO = Decimal("0.00").
        meant = self._names.look_up(name.id, self._scope)
        if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Bind) or self._depth > _DEEPEST:
            return None
        if meant.scope.around and isinstance(meant.scope.around[-1], Function):
            return None
        if meant.binding.annotation is not None and self._is_decimal(Typed(meant.binding.annotation, meant.scope)):
            return Amount("decimal", f"{name.id} is declared Decimal", name.id)
        outside = Decimals(self._known, meant.scope, self._depth + 1)
        amount = outside.amount(meant.binding.value, Env())
        return amount.named(name.id) if amount is not None else None

    def _assigned(self, value: Attribute, env: Env) -> Amount | None:
        # An attribute without a type: a constant of the class, what __init__ assigns, or an unannotated property.
        owner = self.declared.class_of(value.value, env.typed)
        if owner is None or self._depth > _DEEPEST:
            return None
        for ancestor in self._names.lineage(owner):
            if not isinstance(ancestor, ClassSymbol):
                continue
            inner = ancestor.scope.inside(ancestor.definition)
            for statement in ancestor.definition.body:
                found: list[tuple[Bind, Scope]] = []
                if isinstance(statement, Bind) and Name(value.name) in statement.targets:
                    found.append((statement, inner))
                elif isinstance(statement, Define) and statement.function.name == "__init__":
                    body = inner.inside(statement.function)
                    found += [
                        (assignment, body)
                        for assignment in walk.statements(statement.function.body)
                        if isinstance(assignment, Bind) and Attribute(Name("self"), value.name) in assignment.targets
                    ]
                elif isinstance(statement, Define) and _is_property_called(value.name, statement.function):
                    return self._handed_back(FunctionSymbol(statement.function, inner), value)
                for assignment, where in found:
                    outside = Decimals(self._known, where, self._depth + 1)
                    if amount := outside.amount(assignment.value, outside.given()):
                        return amount.named(words_of(value))
        return None

    def _is_decimal(self, typed: Typed) -> bool:
        # Decimal itself or Decimal | None, not a container of it.
        return any(
            not isinstance(option, Subscript) and self._known.dtos.decimal_in(option, typed.scope)
            for option in options(typed)
        )


def _is_property_called(name: str, function: Function) -> bool:
    return function.name == name and is_property(function)


def _is_open(annotation: Expression | None) -> bool:
    # Nothing is declared, or something that an amount can hide behind.
    words = {name.id for name in walk.expressions(annotation) if isinstance(name, Name)} if annotation else set[str]()
    return annotation is None or bool(words & {"float", "Any", "object"})


def _is_text(value: Expression) -> bool:
    return isinstance(value, Formatted) or (isinstance(value, Literal) and value.kind in ("str", "bytes"))
