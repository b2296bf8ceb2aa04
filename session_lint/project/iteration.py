"""What loops, tests and unpacking say about the names that they bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from session_lint.facts.values import (
    Attribute,
    Call,
    Comprehension,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Starred,
)
from session_lint.project.amounts import Env
from session_lint.project.selected import Typed

if TYPE_CHECKING:  # each asks the other: a comprehension is an expression, and has names of its own
    from session_lint.project.decimals import Decimals


class Iteration:
    """Binds names.

    Args:
        decimals: recognises money in expressions.
    """

    def __init__(self, decimals: Decimals) -> None:
        self._decimals = decimals

    def narrowed(self, test: Expression, env: Env) -> tuple[Env, Env]:
        """Return what is known where a test holds and where it does not: ``x is None``, ``isinstance(x, Decimal)``."""
        match test:
            case Operation(operator="not", operands=(inner,)):
                yes, no = self.narrowed(inner, env)
                return no, yes
            case Operation(operator="is" | "is not" | "==" | "!=", operands=(Name(id=name), Literal(kind="None"))):
                return (env.without(name), env) if test.operator in ("is", "==") else (env, env.without(name))
            case Operation(operator="and", operands=operands):
                return self.narrowed(operands[-1], self.narrowed(operands[0], env)[0])[0], env
            case Call(function=Name(id="isinstance"), arguments=(one, other)) if isinstance(one.value, Name):
                meant = other.value.items if isinstance(other.value, Display) else (other.value,)
                if any(self._decimals.names_decimal(kind) for kind in meant):
                    return env, env.without(one.value.id)
                return env.without(one.value.id), env
            case _:
                return env, env

    def inside(self, comprehension: Comprehension, env: Env) -> Env:
        """Return what is known inside a comprehension, where its own names hide those outside."""
        inner = env.copy()
        for clause in comprehension.clauses:
            self.iterate(clause.target, clause.iterable, inner)
            for condition in clause.conditions:
                inner = self.narrowed(condition, inner)[0]
        return inner

    def iterate(self, target: Expression, iterable: Expression, env: Env) -> None:
        """Bind the target of a loop to what its iterable yields."""
        match iterable, target:
            case Call(function=Name(id="enumerate"), arguments=(counted, *_)), Display(items=(index, item)):
                self.unpack(index, None, env)
                self.iterate(item, counted.value, env)
            case Call(function=Name(id="zip"), arguments=zipped), Display(items=items) if len(zipped) == len(items):
                for item, part in zip(items, zipped, strict=True):
                    self.iterate(item, part.value, env)
            case (
                Call(function=Attribute(value=Name(id=name), name="items")),
                Display(items=(key, Name(id=item))),
            ) if name in env.slots and name not in env.typed:
                amount = env.held(name, "*")
                self.unpack(key, None, env)
                env.set(item, amount)
            case Call(function=Attribute(value=Name(id=name), name="values")), Name(id=item) if (
                name in env.slots and name not in env.typed
            ):
                env.set(item, env.held(name, "*"))
            case _:
                typed = self._decimals.declared.element(self._decimals.declared.type_of(iterable, env.typed))
                amount = self._decimals.amount(iterable, env) if typed is None and isinstance(target, Name) else None
                self.unpack(target, typed, env)
                if amount is not None and isinstance(target, Name):
                    env.amounts[target.id] = amount

    def unpack(self, target: Expression, typed: Typed | None, env: Env) -> None:
        """Bind a target to something of which only the declared type is known."""
        match target:
            case Name():
                env.set(target.id, self._decimals.of_type(typed, f"{target.id} is declared Decimal", target.id), typed)
            case Display():
                for item, part in zip(
                    target.items, self._decimals.declared.parts(typed, len(target.items)), strict=True
                ):
                    self.unpack(item, part, env)
            case Starred():
                self.unpack(target.value, None, env)
            case _:
                pass
