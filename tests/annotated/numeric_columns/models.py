from decimal import Decimal
from typing import Annotated, Optional

from sqlalchemy import DECIMAL, Column, Float, ForeignKey, Integer, Numeric, String, inspect
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

MONEY = Numeric(12, 2)
money = Annotated[Decimal, mapped_column(Numeric(10, 2))]
ratio = Annotated[float, mapped_column(Numeric(5, 4, asdecimal=False))]


class Cents(TypeDecorator):
    impl = Integer

    def process_result_value(self, value, dialect) -> Decimal:
        return Decimal(value) / 100


class Exact(TypeDecorator):
    impl = Numeric


class AsText(TypeDecorator):
    impl = Numeric

    def process_result_value(self, value, dialect) -> str:
        return str(value)


class Base(DeclarativeBase):
    def as_dict(self):
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


class Customer(Base):
    __tablename__ = "customer"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    orders = relationship("Order", back_populates="customer")


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    total: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    bare: Mapped[Decimal]
    discount: Mapped[Optional[Decimal]]
    tax = Column(Numeric(10, 2))
    fee = Column("fee_amount", DECIMAL)
    tip = Column(type_=Numeric, nullable=True)
    by_alias = Column(MONEY)
    annotated: Mapped[money]
    said_float: Mapped[float] = mapped_column(Numeric(10, 2))
    cents = Column(Cents)
    exact = Column(Exact())
    variant = Column(Numeric(10, 2).with_variant(String, "sqlite"))
    as_float: Mapped[float] = mapped_column(Numeric(10, 2, asdecimal=False))
    ratio: Mapped[ratio]
    weight = Column(Float)
    said_decimal: Mapped[Decimal] = mapped_column(Float)
    text = Column(AsText)
    count = Column(Integer)
    customer_id = Column(ForeignKey("customer.id"))
    customer = relationship(Customer, back_populates="orders")
    lines: Mapped[list["Line"]] = relationship()

    @hybrid_property
    def gross(self) -> Decimal:
        return self.total + self.tax

    @property
    def open_amount(self):
        return self.total - self.tax

    @property
    def label(self):
        return f"{self.name}: {self.total:.2f}"

    def to_dict(self):
        return {"id": self.id, "total": self.total}

    def to_text(self):
        return {"id": self.id, "total": f"{self.total:.2f}"}

    def by_mapper(self):
        result = {}
        for attribute in inspect(self).mapper.column_attrs:
            result[attribute.key] = getattr(self, attribute.key)
        return result


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id = Column(ForeignKey("order.id"))
    total = Column(Float)  # as Order.total, which is Numeric
    price: Mapped[Decimal]


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
