"""An amount of money on its way: in which form a value holds it, how that is known, and what is known at one point."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, structs

from session_lint.facts.values import Span
from session_lint.project.selected import Typed
from session_lint.project.symbols import FunctionSymbol

Form = Literal["decimal", "column", "float", "text"]
Single = Literal["", "sure", "perhaps"]
"""Whether a value is one amount: for certain, that or None, or not for certain."""


class Amount(Struct, frozen=True):
    """Money that a value holds.

    ``form`` is ``decimal`` for a Decimal that was computed or declared, ``column`` for what a Numeric column holds, as
    it is, ``float`` for what a conversion to float left of it, ``text`` for what ``str()`` made. ``why`` says how that
    is known; ``source`` is the name that it comes from; ``rounded`` says that it was quantized.
    """

    form: Form
    why: str
    source: str = ""
    rounded: bool = False

    def computed(self) -> Amount:
        """Return what arithmetic makes of it: no column any more, nor rounded."""
        return structs.replace(self, form="decimal" if self.form == "column" else self.form, rounded=False)

    def named(self, name: str, operator: str = "=") -> Amount:
        """Return it under the name that it is bound to; ``a = a = …`` is not said twice."""
        prefix = f"{name} {operator} "
        why = self.why if self.why.startswith(prefix) else f"{prefix}{self.why}"
        return structs.replace(self, why=why, source=self.source or name)


class Leak(Struct, frozen=True):
    """An amount that gets into a value: where, under which key, and in which function if not in the one read.

    ``within`` is the key of the dict around it, where its own is unknown. ``single`` says whether the value is one
    amount; ``into`` is the key of the DTO whose field it gets into, None for a dict.
    """

    span: Span
    key: str
    amount: Amount
    origin: FunctionSymbol | None = None
    within: str = ""
    single: Single = ""
    into: tuple[str, str, int] | None = None

    @property
    def what(self) -> str:
        """What messages call it."""
        if self.key != "*":
            return f"value of {self.key!r}"
        return f"a value in {self.within!r}" if self.within else "a value"


Slots = dict[str, frozenset[Leak]]
"""What a dict or a container holds, by key."""


class Returned(Struct, frozen=True):
    """What a function hands back by its body: an amount, something of a known type, and what its dicts hold.

    ``copied`` says that a dict holds every column of ``self``, as ``to_dict()`` over ``__table__.columns`` makes it.
    """

    amount: Amount | None = None
    typed: Typed | None = None
    slots: tuple[Leak, ...] = ()
    copied: bool = False


NOTHING = Returned()


class Env:
    """What is known at one point: ``amounts`` by name, ``typed`` names, and ``slots`` of dicts.

    ``single`` says which names hold one amount, ``elements`` which names stand for the elements of which container.
    """

    def __init__(self) -> None:
        self.amounts: dict[str, Amount] = {}
        self.typed: dict[str, Typed] = {}
        self.slots: dict[str, Slots] = {}
        self.elements: dict[str, str] = {}
        self.single: dict[str, Single] = {}

    def copy(self) -> Env:
        """Return an environment that can change on its own."""
        twin = Env()
        twin.amounts = dict(self.amounts)
        twin.typed = dict(self.typed)
        twin.slots = {name: dict(slots) for name, slots in self.slots.items()}
        twin.elements = dict(self.elements)
        twin.single = dict(self.single)
        return twin

    def join(self, other: Env | None) -> Env:
        """Return what may hold after either of two ways."""
        if other is None:
            return self
        twin = self.copy()
        twin.single = {name: self._either(name, other) for name in self.single.keys() | other.single.keys()}
        twin.amounts |= other.amounts
        twin.typed |= other.typed
        for name, slots in other.slots.items():
            mine = twin.slots.setdefault(name, {})
            for key, leaks in slots.items():
                mine[key] = mine.get(key, frozenset()) | leaks
        return twin

    def _either(self, name: str, other: Env) -> Single:
        # None, where one of the ways has not bound it to an amount; a container is none that is single.
        mine, yours = self.single.get(name), other.single.get(name)
        if mine is not None and yours is not None:
            return mine if mine == yours else "perhaps" if mine and yours else ""
        without = other if yours is None else self
        return "" if name in without.amounts or without.slots.get(name) else "perhaps"

    def set(self, name: str, amount: Amount | None, typed: Typed | None = None) -> None:
        """Bind a name anew: to an amount, and to what it is declared to be."""
        for known in (self.amounts, self.typed, self.slots, self.elements, self.single):
            known.pop(name, None)
        if amount is not None:
            self.amounts[name] = amount
        if typed is not None:
            self.typed[name] = typed

    def without(self, name: str) -> Env:
        """Return what is known where a name was shown to hold no amount."""
        twin = self.copy()
        twin.amounts.pop(name, None)
        twin.typed.pop(name, None)
        return twin

    def take_out(self, name: str, key: str) -> None:
        """Forget what a dict, or each element of a container, holds under a key."""
        container = self.elements.get(name, name)
        slots = self.slots.get(container, {})
        for slot, leaks in list(slots.items()):
            slots[slot] = frozenset(leak for leak in leaks if leak.key != key)

    def held(self, name: str, key: str) -> Amount | None:
        """Return the amount that a dict holds under a key, ``*`` for any."""
        for slot, leaks in self.slots.get(name, {}).items():
            for leak in leaks:
                # Of what stands in the dict itself, not in the dicts that it holds.
                if leak.key == slot and ("*" in (key, leak.key) or key == leak.key):
                    return leak.amount
        return None
