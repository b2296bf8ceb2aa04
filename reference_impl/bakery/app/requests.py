"""What clients send. Only the types are checked here; what the values may be is the services' to say."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypeVar

from fastapi import Depends, Header
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from reference_impl.bakery.dtos.catalogue import Part

T = TypeVar("T")


def _day(value: object) -> date:
    if not isinstance(value, str):  # pydantic takes a number for the seconds since 1970
        raise ValueError('write a day as text, such as "2026-12-24"')
    return date.fromisoformat(value)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        raise ValueError("in UTC it is before the year 1, or after the year 9999") from None


def _each_once(values: Sequence[T], key: str) -> Sequence[T]:
    seen: set[Hashable] = set()
    for value in values:
        number = getattr(value, key)
        if number in seen:
            raise ValueError(f"{key} {number} is there more than once: add the quantities up")
        seen.add(number)
    return values


async def today() -> date:  # asynchronous, because it needs no thread
    """Return the present day where the bakery is; tests put another in its place."""
    return date.today()


Today = Annotated[date, Depends(today)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, AfterValidator(_in_utc)]
IdempotencyKey = Annotated[
    str | None, Header(description="The same for a request that is sent again: what it asks for is done once.")
]
Exact = Annotated[str, Field(description="A decimal number as text, so that nobody rounds it.", examples=["12.5"])]


class Body(BaseModel):
    """What a body has: no field more, and none of another type; 3.0 and "3" are no number of pieces."""

    model_config = ConfigDict(strict=True, extra="forbid")


class NewIngredient(Body):
    """An ingredient, and the unit that it is measured in."""

    name: str
    unit: str


class NewLot(Body):
    """What was bought of an ingredient; a price is that of one unit."""

    bought: Exact
    unit_price: Exact
    received_on: Day


class NewMaterial(Body):
    """Something that goods are packed in or decorated with, and what a piece of it costs."""

    name: str
    unit_price: Exact
    is_packaging: bool


class NewMaterialPieces(Body):
    """Pieces of a material that were bought; a price replaces that of before."""

    pieces: int
    unit_price: Exact | None = None


class NewRecipeLine(Body):
    """How much of an ingredient goes into a batch."""

    ingredient_id: int
    quantity: Exact


class NewRecipe(Body):
    """A recipe; each ingredient is in one line."""

    name: str
    pieces_per_batch: int
    lines: Annotated[list[NewRecipeLine], AfterValidator(lambda lines: _each_once(lines, "ingredient_id"))]


class NewPart(Body):
    """So many pieces of a unit, a good or a material."""

    kind: Literal["unit", "good", "material"]
    id: int
    quantity: int

    def as_part(self) -> Part:
        """Return it as the services take it."""
        return Part(self.kind, self.id, self.quantity)


class NewGood(Body):
    """A good, and what it is made of."""

    name: str
    parts: list[NewPart]


class NewPackageLine(Body):
    """How many of a good are in a package."""

    good_id: int
    quantity: int


class NewPackage(Body):
    """A package; each good is in one line."""

    name: str
    lines: Annotated[list[NewPackageLine], AfterValidator(lambda lines: _each_once(lines, "good_id"))]


class NewRecipient(Body):
    """Somebody who is given packages."""

    name: str


class NewEvent(Body):
    """A day for which the bakery works."""

    name: str
    held_on: Day
    notes: str = ""


class NewAssignment(Body):
    """How many of a package somebody is given."""

    recipient_id: int
    package_id: int
    quantity: int


class NewProductionTarget(Body):
    """How many batches are needed."""

    batches: int


class NewAssemblyTarget(Body):
    """How many pieces are needed."""

    quantity: int


class NewProductionRun(Body):
    """What was baked: the pieces that can be used, and those that were lost, by reason."""

    recipe_id: int
    batches: int
    good_pieces: int
    losses: dict[str, int] = Field(default_factory=dict[str, int])
    event_id: int | None = None


class NewAssemblyRun(Body):
    """What was assembled."""

    good_id: int
    quantity: int
    event_id: int | None = None
