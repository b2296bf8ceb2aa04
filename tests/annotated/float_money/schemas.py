from decimal import Decimal
from typing import Annotated

import attrs
import msgspec
from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, field_serializer, field_validator

FloatMoney = Annotated[Decimal, PlainSerializer(float, return_type=float)]
TextMoney = Annotated[Decimal, PlainSerializer(str, return_type=str)]


def text(value: object) -> str:
    return f"{value:.2f}"


class ByField(BaseModel):
    total: Decimal  # error: SES504
    tax: Decimal
    name: str

    @field_serializer("total")
    def _total(self, value: Decimal) -> float:
        return float(value)

    @field_serializer("tax")
    def _tax(self, value: Decimal) -> str:
        return f"{value:.2f}"


class ByUntypedField(BaseModel):
    total: Decimal  # error: SES504

    @field_serializer("total")
    def _total(self, value):
        return round(float(value), 2)


class ByAnnotated(BaseModel):
    total: FloatMoney  # error: SES504
    tax: TextMoney
    tip: Annotated[Decimal, PlainSerializer(lambda value: float(value))]  # error: SES504
    weight: float


class ByConfig(BaseModel):
    model_config = ConfigDict(json_encoders={Decimal: float})
    total: Decimal  # error: SES504


class ByConfigDict(BaseModel):
    model_config = {"json_encoders": {Decimal: str}}
    total: Decimal


class ByOldConfig(BaseModel):
    total: Decimal  # error: SES504

    class Config:
        json_encoders = {Decimal: lambda value: float(value)}


class ByOldConfigOfText(BaseModel):
    total: Decimal

    class Config:
        json_encoders = {Decimal: str}


class ByConfigOfAnother(BaseModel):
    model_config = ConfigDict(json_encoders={bytes: str})
    total: Decimal  # error: SES501


class Coercing(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    total: float
    name: str = ""


class Texts(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    total: str

    @field_validator("total", mode="before")
    @classmethod
    def _total(cls, value: object) -> str:
        return text(value)


class Validated(BaseModel):
    total: Annotated[str, BeforeValidator(text)]
    tax: str


@attrs.define
class Converted:
    total: str = attrs.field(converter=text)
    tax: float = attrs.field(converter=float)
    tip: str = ""


class Packed(msgspec.Struct):
    total: Decimal  # error: SES501
    tax: str
