from extensions import Base, db, registry
from flask_appbuilder import Model
from flask_sqlalchemy.model import Model as FlaskModel
from sqlalchemy.orm import DeclarativeBase


class User(db.Model):
    name = db.Column(db.String)


class Admin(User):
    pass


class Chart(Model):
    pass


class Page(FlaskModel):
    pass


class Queried(DeclarativeBase):
    query = registry.query_property()


class Lot(Queried):
    pass


class Search(db.Model):
    query = db.Column(db.String)


class Plain(Base):
    pass


class Report:
    def __init__(self, query):
        self.query = query


class Bare(DeclarativeBase):
    pass
