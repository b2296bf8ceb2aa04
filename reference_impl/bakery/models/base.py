"""What the bakery's tables have in common."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Named constraints: Alembic can only drop what has a name.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The metadata of the bakery's tables."""

    metadata = MetaData(naming_convention=_NAMES)


def now() -> datetime:
    """Return the present moment, in UTC and without a zone, as the columns keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
