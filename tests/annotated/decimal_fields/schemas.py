from decimal import Decimal
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Generic, Literal, Optional, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, PrivateAttr, field_serializer, model_serializer

Item = TypeVar("Item")
MoneyText = Annotated[Decimal, PlainSerializer(str, return_type=str)]


class Bare(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    total: Decimal  # error: SES501


class WithFieldSerializer(BaseModel):
    total: Decimal
    tax: Optional[Decimal]

    @field_serializer("total", "tax")
    def _text(self, value: Decimal) -> str:
        return f"{value:.2f}"


class WithOneOfTwo(BaseModel):
    total: Decimal
    tax: Decimal  # error: SES501

    @field_serializer("total")
    def _text(self, value: Decimal) -> str:
        return f"{value:.2f}"


class WithStar(BaseModel):
    total: Decimal

    @field_serializer("*")
    def _text(self, value: object) -> str:
        return str(value)


class WithAnnotatedSerializer(BaseModel):
    total: Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str)]
    tax: MoneyText


class WithModelSerializer(BaseModel):
    total: Decimal

    @model_serializer
    def _all(self) -> dict[str, str]:
        return {"total": f"{self.total:.2f}"}


class Inherited(WithStar):
    tax: Decimal


class EventCreate(BaseModel):
    cost: Decimal


class EventUpdate(BaseModel):
    cost: Decimal | None = None


class EventRequest(BaseModel):
    cost: Decimal


class EventResponse(BaseModel):
    cost: str


class WithDecimalSerializer(BaseModel):
    total: Decimal  # error: SES501

    @field_serializer("total")
    def _rounded(self, value: Decimal) -> Decimal:
        return round(value, 2)


class WithPrivate(BaseModel):
    _total: Decimal = PrivateAttr(default=Decimal(0))
    name: str


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    total: Decimal  # error: SES501


class CostError(Exception):
    cost: Decimal


class Kind(Enum):
    cost: Decimal = Decimal(1)


class Literally(BaseModel):
    kind: Literal["Decimal"]
    make: Callable[[Decimal], str]
