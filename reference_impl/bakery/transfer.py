"""History that goes from one database to another: what its records have in common, and how they are read.

Names stand in the place of numbers, which each database gives anew. Amounts and quantities are text with all places
that the database holds, and not as `money()` shows them: what is imported is what was exported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import HIGHEST, LONGEST_NAME, storable
from reference_impl.bakery.complaints import first_complaint
from reference_impl.bakery.errors import InvalidTransfer, KeyReused, NotFound
from reference_impl.bakery.exact import PRICE_PLACES, QUANTITY_PLACES, plain
from reference_impl.bakery.models import AssemblyRun, Event, FinishedGood, ProductionRun, Recipe
from reference_impl.bakery.rows import CALLED

_REMEDY = "nothing was imported: export the history again"
_GREATEST = 2**63 - 1  # of the smallest units, which is what a column holds


def _text(value: str) -> str:
    if not storable(value):
        raise ValueError("has characters that cannot be stored")
    return value


def _exact(value: str, places: int) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("is no number") from None
    if not number.is_finite() or plain(number) != value or number.is_signed():
        raise ValueError('is not written as it is exported, such as "12.5"')
    scaled = number.scaleb(places)
    if scaled != scaled.to_integral_value() or scaled > _GREATEST:
        raise ValueError(f"has more than {places} places, or is more than can be stored")
    return value


def _moment(value: str) -> str:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None or moment.isoformat() != value:
        raise ValueError('is no moment as it is exported, such as "2025-12-01T07:30:00"')
    return value


Text = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_text)]
Pieces = Annotated[int, Field(ge=0, le=HIGHEST)]
AtLeastOne = Annotated[int, Field(ge=1, le=HIGHEST)]
Version = Annotated[int, Field(ge=1, le=1)]  # Literal[1] would take True for it
Amount = Annotated[str, Field(max_length=40), AfterValidator(lambda value: _exact(value, PRICE_PLACES))]
Measure = Annotated[str, Field(max_length=40), AfterValidator(lambda value: _exact(value, QUANTITY_PLACES))]
Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]


class Record(BaseModel):
    """A part of what is exported: no field more, none less, and none of another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class EventRecord(Record):
    """The event that a run was made for; a name is unique in its year."""

    name: Text
    year: int = Field(ge=1, le=9999)


class RunRecord(Record):
    """What the records of productions and assemblies have in common."""

    event: EventRecord | None
    idempotency_key: Text | None
    cost: Amount


RunRecordT = TypeVar("RunRecordT", bound=RunRecord)
Document = TypeVar("Document", bound=Record)


def read(model: type[Document], document: object) -> Document:
    """Return what was exported.

    Args:
        model: what it should be.
        document: what `json.loads()` made of it.

    Raises:
        InvalidTransfer: it is something else; the text says where the first difference is.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        complaint = first_complaint(error.errors(include_url=False), "the document")
        raise InvalidTransfer(f"{complaint}; {_REMEDY}") from None


def damaged(place: str, what: str) -> InvalidTransfer:
    """Return the error that says where something is not what was exported."""
    return InvalidTransfer(f"{place}: {what}; {_REMEDY}")


def check_keys(records: Sequence[RunRecord]) -> None:
    """Return if no idempotency key is there twice.

    Raises:
        InvalidTransfer: one is.
    """
    seen: set[str] = set()
    for index, record in enumerate(records):
        if record.idempotency_key in seen:
            raise damaged(f"runs[{index}].idempotency_key", f"{record.idempotency_key!r} is there more than once")
        if record.idempotency_key is not None:
            seen.add(record.idempotency_key)


def check_sum(place: str, total: str, parts: Iterable[str]) -> None:
    """Return if amounts add up.

    Raises:
        InvalidTransfer: they do not.
    """
    found = sum(map(Decimal, parts), Decimal(0))
    if found != Decimal(total):
        raise damaged(place, f"what was consumed costs {plain(found)} together, and not {total}")


def missing_from(there: Iterable[RunRecordT], records: Iterable[RunRecordT]) -> list[RunRecordT]:
    """Return the records that are not there yet; of several that are equal, so many as are missing."""
    known = Counter(record.model_dump_json() for record in there)
    missing: list[RunRecordT] = []
    for record in records:
        content = record.model_dump_json()
        if known[content]:
            known[content] -= 1
        else:
            missing.append(record)
    return missing


def event_numbers(records: Iterable[RunRecord], *, session: Session) -> dict[EventRecord | None, int | None]:
    """Return the number of each event that is named; None has none.

    Raises:
        NotFound: an event is not planned in this database.
    """
    numbers: dict[EventRecord | None, int | None] = {None: None}
    for event in dict.fromkeys(record.event for record in records):
        if event is not None:
            found = session.scalar(select(Event.id).where(Event.name == event.name, Event.year == event.year))
            if found is None:
                raise NotFound("event", f"{event.name} {event.year}")
            numbers[event] = found
    return numbers


def lock_named(kind: type[Recipe] | type[FinishedGood], names: Iterable[str], *, session: Session) -> dict[str, int]:
    """Return the numbers of what runs are of; locked, so that the second of two imports sees what the first added.

    Raises:
        NotFound: one of the names is nobody's in this database.
    """
    wanted = sorted(set(names))
    locking = select(kind.name, kind.id).where(kind.name.in_(wanted)).order_by(kind.id)
    numbers = {row.name: row.id for row in session.execute(locking.with_for_update(key_share=True))}
    for name in wanted:
        if name not in numbers:
            raise NotFound(CALLED[kind], name)
    return numbers


def check_key_is_free(kind: type[ProductionRun] | type[AssemblyRun], key: str | None, *, session: Session) -> None:
    """Return if no run has this idempotency key.

    Raises:
        KeyReused: one has.
    """
    if key is not None and session.scalar(select(kind.id).where(kind.idempotency_key == key)) is not None:
        raise KeyReused(f"the idempotency key {key!r} belongs to another run here: nothing was imported")


def event_record(event: Event | None) -> EventRecord | None:
    """Return how an event is named in what is exported."""
    return None if event is None else EventRecord(name=event.name, year=event.year)
