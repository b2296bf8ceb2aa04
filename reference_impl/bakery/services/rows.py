"""How the services find, lock, name and delete rows: each of these in one way."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import sayable
from reference_impl.bakery.errors import NameTaken, NotFound, StillInUse
from reference_impl.bakery.models import (
    Base,
    Event,
    FinishedGood,
    FinishedUnit,
    Ingredient,
    Material,
    Package,
    PackageAssignment,
    Recipe,
    Recipient,
)

Row = TypeVar("Row", bound=Base)

CALLED: dict[type[Base], str] = {
    Event: "event",
    FinishedGood: "good",
    FinishedUnit: "unit",
    Ingredient: "ingredient",
    Material: "material",
    Package: "package",
    PackageAssignment: "assignment",
    Recipe: "recipe",
    Recipient: "recipient",
}
LARGEST_ID = 2**31 - 1  # a larger one is no row's, and SQLite's driver refuses one of more than 64 bits


def find(kind: type[Row], row_id: int, *, session: Session) -> Row:
    """Return a row.

    Raises:
        NotFound: there is none with this number.
    """
    row = session.get(kind, _number(kind, row_id))
    if row is None:
        raise NotFound(CALLED[kind], row_id)
    return row


def find_to_change(kind: type[Row], row_id: int, *, session: Session) -> Row:
    """Return a row, locked on PostgreSQL until the transaction ends, so that two changes come one after the other.

    Raises:
        NotFound: there is none with this number.
    """
    # FOR NO KEY UPDATE: rows that refer to it can still be added.
    return _locked(kind, row_id, {"key_share": True}, session=session)


def find_to_refer_to(kind: type[Row], row_id: int, *, session: Session) -> Row:
    """Return a row that cannot be deleted on PostgreSQL until the transaction ends.

    Raises:
        NotFound: there is none with this number.
    """
    return _locked(kind, row_id, {"read": True, "key_share": True}, session=session)


def _locked(kind: type[Row], row_id: int, lock: dict[str, bool], *, session: Session) -> Row:
    # Without populate_existing an object that the session has already read stays as it was before the lock.
    row = session.get(kind, _number(kind, row_id), with_for_update=lock, populate_existing=True)
    if row is None:
        raise NotFound(CALLED[kind], row_id)
    return row


def _number(kind: type[Base], row_id: int) -> int:
    # True would be 1, and a number that no column holds would be an error of the driver's.
    if type(row_id) is not int or not 0 < row_id <= LARGEST_ID:
        raise NotFound(CALLED[kind], sayable(row_id))
    return row_id


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
