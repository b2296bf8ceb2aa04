import dataclasses
import decimal
import typing as t
from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from decimal import Decimal as D
from typing import Annotated, ClassVar, NamedTuple, NewType, NotRequired, Optional, TypedDict, Union

import attr
import attrs
import msgspec
from money import Cents, Price
from pydantic import BaseModel, Field, condecimal
from pydantic.dataclasses import dataclass as pydantic_dataclass

Amount = NewType("Amount", Decimal)
Rate = Annotated[Decimal, "per hour"]
Total = Optional[Decimal]
type Tax = Decimal


@dataclass
class EventDTO:
    name: str
    total: Decimal  # error: SES501
    tax: Decimal = Decimal(0)  # error: SES501
    share: Decimal | None = None  # error: SES501
    parts: list[Decimal] = field(default_factory=list)  # error: SES501
    places: ClassVar[Decimal] = Decimal("0.01")
    note: str = "Decimal"


@dataclasses.dataclass(frozen=True, slots=True)
class AliasDTO:
    plain: D  # error: SES501
    module: decimal.Decimal  # error: SES501
    text: "Decimal"  # error: SES501
    text_inside: list["Decimal"]  # error: SES501
    optional: Optional[Decimal]  # error: SES501
    union: Union[int, Decimal]  # error: SES501
    module_optional: t.Optional[decimal.Decimal]  # error: SES501
    new_type: Amount  # error: SES501
    annotated: Annotated[Decimal, "EUR"]  # error: SES501
    alias: Rate  # error: SES501
    optional_alias: Total  # error: SES501
    statement: Tax  # error: SES501
    elsewhere: Price  # error: SES501
    cents: Cents


class ContainerDTO(TypedDict):
    listed: list[Decimal]  # error: SES501
    mapped: dict[str, Decimal]  # error: SES501
    keyed: Mapping[Decimal, str]  # error: SES501
    pair: tuple[str, Decimal]  # error: SES501
    deep: dict[str, list[tuple[int, Decimal | None]]]  # error: SES501
    sequence: Sequence[D]  # error: SES501
    maybe: NotRequired[Decimal]  # error: SES501
    names: list[str]


PriceDTO = TypedDict("PriceDTO", {"name": str, "price": Decimal})  # error: SES501


class RowDTO(NamedTuple):
    name: str
    price: Decimal  # error: SES501


PairDTO = NamedTuple("PairDTO", [("name", str), ("price", Decimal)])  # error: SES501
UntypedDTO = namedtuple("UntypedDTO", "name price")


@attrs.define
class AttrsDTO:
    price: Decimal  # error: SES501
    name: str = attrs.field(default="")


@attr.s(auto_attribs=True)
class OldAttrsDTO:
    price: Decimal  # error: SES501


class StructDTO(msgspec.Struct, frozen=True):
    price: Decimal  # error: SES501


class ModelDTO(BaseModel):
    price: Decimal  # error: SES501
    bounded: Decimal = Field(ge=0, decimal_places=2)  # error: SES501
    constrained: condecimal(ge=0)  # error: SES501
    name: str


@pydantic_dataclass
class PydanticDataDTO:
    price: Decimal  # error: SES501


class ChildDTO(ModelDTO):
    tax: Decimal  # error: SES501


@dataclass
class GrandDTO(EventDTO):
    extra: Decimal = Decimal(1)  # error: SES501

    def doubled(self) -> Decimal:
        local: Decimal = self.extra * 2
        return local
