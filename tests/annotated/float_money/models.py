from decimal import Decimal

from sqlalchemy import Column, Float, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    total = Column(Numeric(10, 2))
    tax: Mapped[Decimal]
    weight = Column(Float)
    grams = Column(Integer)

    def to_dict(self):
        return {"id": self.id, "total": float(self.total)}
