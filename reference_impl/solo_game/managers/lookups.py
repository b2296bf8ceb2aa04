"""Reading rows: by number, by slug, as lists; and the one among siblings that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, func, inspect, select, update
from sqlalchemy.orm import QueryableAttribute, Session

from reference_impl.solo_game.errors import InvalidFilter, InvalidLimit, NotFound, UnknownColumn
from reference_impl.solo_game.models import Activatable, Base, Game
from reference_impl.solo_game.texts import is_storable, nearest

Row = TypeVar("Row", bound=Base)

MOST = 2**63 - 1  # the largest number that a column or a LIMIT holds


def row_by_id(model: type[Row], row_id: int, not_found: type[NotFound], *, session: Session) -> Row:
    """Return the row of a number.

    Raises:
        NotFound: there is none; of the subclass that is given.
    """
    row = session.get(model, row_id) if 0 < row_id <= MOST else None
    if row is None:
        raise not_found(f"there is no row {row_id} in {_name(model)}: list them to see the numbers")
    return row


def game_by_slug(slug: str, *, session: Session) -> Game | None:
    """Return the game of a slug, None where there is none."""
    return session.scalar(select(Game).where(Game.slug == slug)) if is_storable(slug) else None


def rows(
    model: type[Row], filters: Mapping[str, object] | None, order_by: str, limit: int, *, session: Session
) -> Sequence[Row]:
    """Return the rows whose columns have certain values.

    Args:
        model: their class.
        filters: values by column; None is a value too, and means IS NULL.
        order_by: a column; with a minus before it, backwards. Rows that are equal in it are ordered by number.
        limit: how many at most; 0 means none, that is, no limit.
        session: what to read with.

    Raises:
        UnknownColumn: there is no such column.
        InvalidFilter: a value is none that its column can hold.
        InvalidLimit: the limit is below zero, or larger than a database counts.
    """
    if not 0 <= limit <= MOST:
        raise InvalidLimit(f"{limit} is no limit: write 1 or more, or 0 for none")
    column = _column(model, order_by.removeprefix("-"))
    statement = select(model).order_by(column.desc() if order_by.startswith("-") else column, model.id)
    for name, value in (filters or {}).items():
        statement = statement.where(_equals(_column(model, name), value))
    return session.scalars(statement.limit(limit) if limit else statement).all()


def next_sequence(sequence: QueryableAttribute[int], siblings: ColumnElement[bool], *, session: Session) -> int:
    """Return the number that comes after the highest of some rows, 1 where there are none."""
    return (session.scalar(select(func.max(sequence)).where(siblings)) or 0) + 1


def activate(row: Activatable, siblings: ColumnElement[bool], *, session: Session) -> None:
    """Make a row the active one among its siblings.

    Args:
        row: the row.
        siblings: tells the rows of which one at most is active.
        session: what to write with.
    """
    model = type(row)
    # First and by itself: the unit of work may write the second active row before it has cleared the first.
    session.execute(update(model).where(siblings, model.is_active).values(is_active=False))
    row.is_active = True
    session.flush()


def _column(model: type[Base], name: str) -> QueryableAttribute[Any]:  # of whatever type the column is
    columns: dict[str, QueryableAttribute[Any]] = {
        key: getattr(model, key)
        for key, attribute in inspect(model).column_attrs.items()
        if not isinstance(attribute.columns[0].type, JSON)  # which no database compares as values
    }
    if name not in columns:
        raise UnknownColumn(f"{_name(model)} cannot be listed by {name!r}: {nearest(name, columns)}")
    return columns[name]


def _equals(column: QueryableAttribute[Any], value: object) -> ColumnElement[bool]:
    if value is None:
        return column.is_(None)
    expected: type = column.type.python_type
    if not isinstance(value, expected):
        raise InvalidFilter(f"{column.key!r} holds {expected.__name__} or None, not {value!r}: filter by such a value")
    if isinstance(value, int) and not -MOST <= value <= MOST:
        raise InvalidFilter(f"{column.key!r} holds smaller numbers than {value}: filter by one that it can hold")
    if isinstance(value, str) and not is_storable(value):
        raise InvalidFilter(f"{column.key!r} holds no text like {value!r}: filter by one without control characters")
    return column == value


def _name(model: type[Base]) -> str:
    return model.__tablename__
