"""What can be done with the stock. Every service requires a session and leaves its transaction to the caller."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reference_impl.stockroom.dtos import MOST, ItemDTO
from reference_impl.stockroom.models import Item, Movement


class StockroomError(Exception):
    """What a service refuses to do; the text is a sentence for the user."""


class UnknownItem(StockroomError):
    """There is no item of this number."""


class NameTaken(StockroomError):
    """There is an item of this name."""


class NotEnoughInStock(StockroomError):
    """More would go than is there."""


class TooMany(StockroomError):
    """More would be there than can be counted."""


def add_item(name: str, *, session: Session) -> ItemDTO:
    """Keep something new in stock.

    Raises:
        NameTaken: there is an item of this name.
    """
    item = Item(name=name, quantity=0)
    try:
        with session.begin_nested():  # a savepoint: the caller can go on after a name that is taken
            session.add(item)
    except IntegrityError as error:
        raise NameTaken(f"there is an item called {name!r} already") from error
    return _dto(item)


def record_movement(item_id: int, change: int, reason: str, *, session: Session) -> ItemDTO:
    """Record what came or went, and return what is there now.

    Raises:
        UnknownItem: there is no item of this number.
        NotEnoughInStock: more would go than is there.
        TooMany: more would be there than can be counted.
    """
    # Locked on PostgreSQL, so that of two movements at once the second sees what the first left; on SQLite the
    # transaction holds the write lock already.
    item = session.get(Item, item_id, with_for_update=True)
    if item is None:
        raise UnknownItem(f"there is no item {item_id}")
    if item.quantity + change < 0:
        raise NotEnoughInStock(f"only {item.quantity} of {item.name!r} are there, not {-change}")
    if item.quantity + change > MOST:
        raise TooMany(f"{item.quantity + change} of {item.name!r} are more than {MOST}")
    item.quantity += change
    session.add(Movement(item_id=item.id, change=change, reason=reason))
    session.flush()
    return _dto(item)


def list_items(*, session: Session) -> list[ItemDTO]:
    """Return all items by name."""
    return [_dto(item) for item in session.scalars(select(Item).order_by(Item.name))]


def _dto(item: Item) -> ItemDTO:
    return ItemDTO(id=item.id, name=item.name, quantity=item.quantity)
