from dataclasses import InitVar, dataclass
from decimal import Decimal

from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlmodel import Field, SQLModel


class Base(DeclarativeBase, MappedAsDataclass):
    pass


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    cost: Mapped[Decimal]


class EventRow(SQLModel, table=True):
    id: int = Field(primary_key=True)
    cost: Decimal


class EventResponse(SQLModel):
    cost: Decimal  # error: SES501


@dataclass
class Converted:
    amount: InitVar[Decimal]
    cost: str = ""

    def __post_init__(self, amount: Decimal) -> None:
        self.cost = f"{amount:.2f}"
