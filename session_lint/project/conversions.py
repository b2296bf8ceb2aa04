"""What a call makes of an amount: a float, a text, a rounded Decimal, the same."""

from __future__ import annotations

import typing
from collections.abc import Callable

from msgspec import structs

from session_lint.config import Config, matches
from session_lint.facts import walk
from session_lint.facts.values import Argument, Attribute, Call, Expression, Literal, Name
from session_lint.project.amounts import Amount
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope

Made = typing.Literal["float", "text", "formatted", "same", "rounded", "computed", ""]

_BUILTINS: dict[str, Made] = {
    "float": "float", "str": "text", "repr": "text", "format": "formatted", "round": "rounded", "Decimal": "computed",
    **dict.fromkeys(("sum", "max", "min", "abs"), "computed"),
    **dict.fromkeys(
        ("sorted", "filter", "reversed", "next", "list", "tuple", "set", "frozenset", "iter"), "same"
    ),
}  # fmt: skip
_METHODS: dict[str, Made] = {
    "quantize": "rounded", "to_integral_value": "rounded", "__float__": "float", "__str__": "text",
    "to_eng_string": "text",
    **dict.fromkeys(("normalize", "copy_abs", "copy_negate", "fma", "remainder_near"), "computed"),
}  # fmt: skip
_FLOATS = ("numpy.float16", "numpy.float32", "numpy.float64", "numpy.double", "math.fsum")


class Conversions:
    """Recognises what makes something else of an amount.

    Args:
        names, scope: what the called names mean.
        config: the money formatters.
    """

    def __init__(self, names: Names, scope: Scope, config: Config) -> None:
        self._names = names
        self._scope = scope
        self._formatters = config.money_formatters

    def made_by(self, function: Expression) -> Made:
        """Return what a function, called or handed to ``map``, makes of an amount; empty for any other function."""
        meant = self._names.resolve(function, self._scope)
        if meant is None and isinstance(function, Name):
            return _BUILTINS.get(function.id, "")
        if isinstance(meant, External) and meant.name in _FLOATS:
            return "float"
        if self.is_formatter(function):
            return "formatted"
        if isinstance(function, Attribute) and not isinstance(meant, (FunctionSymbol, ClassSymbol)):
            if function.name in ("join", "format") and isinstance(function.value, Literal):
                return "formatted"
            return _METHODS.get(function.name, "")
        return ""

    def is_formatter(self, function: Expression) -> bool:
        """Tell whether a function is a configured money formatter."""
        if not self._formatters:
            return False
        meant = self._names.resolve(function, self._scope)
        if isinstance(meant, (External, FunctionSymbol, ClassSymbol)):
            return matches(self._formatters, meant.name)
        return matches(self._formatters, walk.dotted(function))

    def result(self, made: Made, amount: Amount | None, words: str) -> Amount | None:
        """Return what is left of an amount that was converted.

        Args:
            made: what the conversion makes.
            amount: what went into it.
            words: how the conversion is called, for the evidence.
        """
        if amount is None:
            return None
        match made:
            case "float":
                why = amount.why if amount.form == "float" else f"{words} of money: {amount.why}"
                return structs.replace(amount, form="float", why=why)
            case "text" if amount.form in ("decimal", "column"):
                if not self._formatters or amount.rounded:
                    return None
                return structs.replace(amount, form="text", why=f"{words} of a Decimal: {amount.why}")
            case "text" | "formatted":
                return written(amount)
            case "rounded":
                return structs.replace(amount.computed(), rounded=True)
            case "computed":
                return amount.computed()
            case "same":
                return amount
            case _:
                return None


def converted(call: Call, made: Made) -> tuple[Argument, ...] | Expression:
    """Return what a conversion converts: its arguments, or the object whose method it is."""
    function = call.function
    if made == "rounded" and isinstance(function, Name) and len(call.arguments) < 2:
        return ()  # round(cost) is an int
    if isinstance(function, Attribute) and function.name in _METHODS:
        return function.value
    if made == "same" and isinstance(function, Name) and function.id == "filter":
        return call.arguments[1:]
    return tuple(argument for argument in call.arguments if argument.keyword != "key")


def written(amount: Amount | None) -> Amount | None:
    """Return what is wrong with an amount that was written into a text: that it had been a float, or was ``str()``."""
    return amount if amount is not None and amount.form in ("float", "text") else None


def first(values: tuple[Expression, ...], amount_of: Callable[[Expression], Amount | None]) -> Amount | None:
    """Return the amount that decides what several make together: a float if there is one, else the first."""
    found = [amount for value in values if (amount := amount_of(value)) is not None]
    return next((amount for amount in found if amount.form == "float"), found[0] if found else None)
