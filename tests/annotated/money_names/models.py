from sqlalchemy import Column, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Ingredient(Base):
    __tablename__ = "ingredient"
    id = Column(Integer, primary_key=True)
    quantity = Column(Numeric(10, 3))
    unit_price = Column(Numeric(10, 2))

    def to_dict(self):
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


class Stock(Base):
    __tablename__ = "stock"
    id = Column(Integer, primary_key=True)
    quantity = Column(Numeric(10, 3))

    def to_dict(self):
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}
