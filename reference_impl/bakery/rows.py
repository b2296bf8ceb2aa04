"""How the services find, lock, name and delete rows: each of these in one way."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from reference_impl.bakery.checks import HIGHEST, sayable
from reference_impl.bakery.errors import NameTaken, NotFound, StillInUse
from reference_impl.bakery.models import (
    AssemblyRun,
    Base,
    Event,
    FinishedGood,
    FinishedUnit,
    Ingredient,
    Material,
    Package,
    PackageAssignment,
    ProductionRun,
    Recipe,
    Recipient,
)

Row = TypeVar("Row", bound=Base)

CALLED: dict[type[Base], str] = {
    Event: "event",
    AssemblyRun: "assembly run",
    FinishedGood: "good",
    FinishedUnit: "unit",
    Ingredient: "ingredient",
    Material: "material",
    Package: "package",
    PackageAssignment: "assignment",
    ProductionRun: "production run",
    Recipe: "recipe",
    Recipient: "recipient",
}


def find(kind: type[Row], row_id: object, *, options: Sequence[ORMOption] = (), session: Session) -> Row:
    """Return a row as the database has it now.

    Args:
        kind: of which table.
        row_id: its number.
        options: what is loaded with it.
        session: the caller's; what it has not flushed is flushed first.

    Raises:
        NotFound: there is none with this number.
    """
    return _get(kind, row_id, options=options, lock=None, session=session)


def find_to_change(kind: type[Row], row_id: object, *, session: Session) -> Row:
    """Return a row as `find()` does, locked on PostgreSQL until the transaction ends: of two changes one waits.

    Raises:
        NotFound: there is none with this number.
    """
    # FOR NO KEY UPDATE: rows that refer to it can still be added.
    return _get(kind, row_id, options=(), lock={"key_share": True}, session=session)


def find_to_refer_to(kind: type[Row], row_id: object, *, session: Session) -> Row:
    """Return a row as `find()` does, which cannot be deleted on PostgreSQL until the transaction ends.

    Raises:
        NotFound: there is none with this number.
    """
    return _get(kind, row_id, options=(), lock={"read": True, "key_share": True}, session=session)


def checked_number(kind: type[Base], row_id: object) -> int:
    """Return a number that a row may have: True is 1 to a database, and what no column holds is the driver's error.

    Raises:
        NotFound: no row has such a number.
    """
    if not isinstance(row_id, int) or isinstance(row_id, bool) or not 0 < row_id <= HIGHEST:
        raise NotFound(CALLED[kind], sayable(row_id))
    return row_id


def _get(
    kind: type[Row],
    row_id: object,
    *,
    options: Sequence[ORMOption],
    lock: dict[str, bool] | None,
    session: Session,
) -> Row:
    number = checked_number(kind, row_id)
    session.flush()  # or what is read replaces what the caller has changed
    # Without populate_existing an object that the session has already read stays as it was before the lock.
    row = session.get(kind, number, options=options, with_for_update=lock, populate_existing=True)
    if row is None:
        raise NotFound(CALLED[kind], number)
    return row


@contextmanager
def named(kind: type[Base], name: str, *, session: Session) -> Generator[None]:
    """Send what the block adds or changes to the database, behind a savepoint: the caller can go on when it fails.

    Args:
        kind: what is named.
        name: its new name.
        session: the caller's session.

    Raises:
        NameTaken: there is something of this kind with this name already.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        if _violates_unique(error):
            raise NameTaken(CALLED[kind], name) from error
        raise


def delete(row: Base, label: str, remedy: str, *, session: Session) -> None:
    """Delete a row, behind a savepoint.

    Args:
        row: what is deleted, with what it owns.
        label: what it is, for the message: "the recipe 'rye'".
        remedy: what to delete first.
        session: the caller's session.

    Raises:
        StillInUse: something refers to it.
    """
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError as error:
        raise StillInUse(f"{label} cannot be deleted, because something refers to it: {remedy}") from error


def _violates_unique(error: IntegrityError) -> bool:
    return (
        getattr(error.orig, "sqlstate", None) == "23505"  # PostgreSQL: unique_violation
        or getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_UNIQUE
    )
