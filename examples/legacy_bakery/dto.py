"""What the services hand out. Some costs are text, some are still Decimals."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, ClassVar, NamedTuple, Optional, TypedDict

Cost = Annotated[Decimal, "two places"]


class IngredientDTO(TypedDict):
    id: int
    name: str
    grams: int
    price_per_kg: str


class LotDTO(NamedTuple):
    ingredient: str
    grams: int
    price_per_kg: Decimal  # error: SES501


class RecipeCostDTO(TypedDict):
    recipe: str
    cost: str
    cost_per_piece: str


class ShoppingLineDTO(TypedDict):
    ingredient: str
    grams: int
    cost: str


class EventDTO(TypedDict):
    id: int
    name: str
    held_on: str


class EventCostsDTO(TypedDict):
    event: str
    batches: str
    packaging: str
    total: str


@dataclass
class EventSummaryDTO:
    event: str
    budget: Optional[Decimal]  # error: SES501
    costs_by_recipe: dict[str, Decimal] = field(default_factory=dict)  # error: SES501
    packaging: list[Decimal] = field(default_factory=list)  # error: SES501
    per_guest: Annotated[Decimal, "rounded up"] | None = None  # error: SES501


@dataclass(frozen=True)
class BatchRunDTO:
    id: int
    recipe: str
    pieces: int
    lost_pieces: int
    cost: Decimal  # error: SES501
    cost_per_piece: Cost  # error: SES501


@dataclass(frozen=True)
class AssemblyRunDTO:
    STEP: ClassVar[Decimal] = Decimal("0.01")

    id: int
    good: str
    quantity: int
    total_cost: str
    unit_cost: str

    @property
    def amount(self) -> Decimal:
        return Decimal(self.total_cost).quantize(self.STEP)


class ProgressDTO(NamedTuple):
    event: str
    good: str
    target: int
    assembled: int
    percent: int
    spent: str
