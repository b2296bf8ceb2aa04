"""What computes with a value, asks for its truth, or looks something up by it: what text does in another way."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Function
from session_lint.facts.values import Attribute, Call, Expression, Name, Operation, Parameter

NOT_COMPUTING = frozenset({"is", "is not"})
"""The operators that say the same of text."""

COMPUTING_CALLS = frozenset({
    "sum", "min", "max", "round", "abs", "float", "int", "fsum", "format", "bool", "any", "all", "isinstance", "sorted",
})  # fmt: skip
"""The functions that compute with what they are given."""

LOOK_UPS = frozenset({"get", "pop", "setdefault", "index", "count", "remove", "discard"})
"""The methods of containers that look for what they are given."""


def takes_amount(function: Function, parameter: Parameter) -> bool:
    """Tell whether a function computes with one of its parameters, or declares it to be a Decimal."""
    if parameter.annotation is not None and "Decimal" in {
        part.id for part in walk.expressions(parameter.annotation) if isinstance(part, Name)
    }:
        return True
    return computes_with(function, Name(parameter.name))


def computes_with(function: Function, given: Expression) -> bool:
    """Tell whether a function computes with something, as it is written there."""
    for statement in walk.statements(function.body):
        match statement:
            case Branch(test=test) if test == given:
                return True
            case Bind(value=value, operator=operator) if operator and value == given:
                return True
            case _:
                pass
    for part in walk.own_expressions(function.body):
        match part:
            case Operation(operator=operator, operands=operands) if given in operands:
                if operator not in NOT_COMPUTING:
                    return True
            case Call(function=Name(id=name), arguments=arguments) if name in COMPUTING_CALLS:
                if any(one.value == given for one in arguments):
                    return True
            case Call(function=Attribute(value=receiver)) if receiver == given:
                return True
            case _:
                pass
    return False
