"""A model's query works in the registry's session, although nothing names it."""

import models
from extensions import db
from models import Admin, Bare, Chart, Lot, Page, Plain, Report, Search, User
from sqlalchemy.orm import Session


def by_name(name):
    return User.query.filter_by(name=name).one()  # error: SES203


def of_a_module(name):
    return models.User.query.filter_by(name=name).one()  # error: SES203


def of_a_subclass():
    found = Admin.query.all()  # error: SES203
    return [admin.name for admin in found]


def of_appbuilder():
    return Chart.query.get(1)  # error: SES203


def of_the_extensions_class():
    return Page.query.count()  # error: SES203


def of_a_query_property():
    return Lot.query.count()  # error: SES203


def beside_its_own(name, *, session: Session):
    session.add(User(name=name))
    return User.query.count()  # error: SES203


def said_once(name):
    user = User.query.get(name)  # error: SES203
    db.session.delete(user)
    return User.query.count()


class Users(User):
    @classmethod
    def named(cls, name):
        return cls.query.filter_by(name=name).all()  # error: SES203

    def others(self):
        return self.name


def of_a_column():
    return Search.query == "flour"


def of_the_bases_query_property():
    return Plain.query.count()  # error: SES203


def nothing_known():
    return Unknown.query.count(), Bare.query


def of_something_else(report: Report):
    return report.query, Report("x").query


def in_its_session(name, *, session: Session):
    return session.query(User).filter_by(name=name).one()
