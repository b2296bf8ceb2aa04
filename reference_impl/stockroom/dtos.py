"""What leaves the stockroom's services, and what its clients send."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field

MOST = 1_000_000_000  # pieces of one item; a column holds more than twice that


@dataclass(frozen=True)
class ItemDTO:
    """An item and how many pieces of it are there."""

    id: int
    name: str
    quantity: int


class NewItem(BaseModel):
    """What is to be kept in stock."""

    name: str = Field(min_length=1, max_length=80)


class NewMovement(BaseModel):
    """How many pieces come (positive) or go (negative)."""

    change: int = Field(ge=-MOST, le=MOST)
    reason: str = Field(min_length=1, max_length=200)
