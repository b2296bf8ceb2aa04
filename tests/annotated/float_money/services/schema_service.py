from dataclasses import dataclass
from decimal import Decimal

from models import Order
from schemas import Coercing, Converted, Packed, Texts, Validated, text


@dataclass
class PostDTO:
    total: str

    def __post_init__(self) -> None:
        self.total = text(self.total)


@dataclass
class FactoryDTO:
    total: str
    tax: float

    @classmethod
    def of(cls, order: Order) -> "FactoryDTO":
        return cls(
            total=order.total,  # error: SES503
            tax=float(order.tax),  # error: SES504
        )


def coerced(order: Order) -> Coercing:
    return Coercing(id=order.id, total=order.total)  # error: SES504


def coerced_sum(costs: list[Decimal]) -> Coercing:
    return Coercing(id=1, total=sum(costs, Decimal(0)))  # error: SES504


def coerced_from_attributes(order: Order) -> Coercing:
    return Coercing.model_validate(order)  # error: SES504


def coerced_from_orm(orders: list[Order]) -> list[Coercing]:
    return [Coercing.from_orm(order) for order in orders]  # error: SES504


def validated(order: Order) -> list[object]:
    return [Texts.model_validate(order), Texts(id=1, total=order.total), PostDTO(order.total)]


def annotated(order: Order) -> Validated:
    return Validated(total=order.total, tax=order.tax)  # error: SES503


def converted(order: Order) -> Converted:
    return Converted(
        total=order.total,
        tax=order.total,  # error: SES504
        tip=order.total,  # error: SES503
    )


def packed(order: Order) -> Packed:
    return Packed(total=order.total, tax=order.tax)  # error: SES503


def dumped(model: Coercing) -> dict[str, object]:
    return model.model_dump()
