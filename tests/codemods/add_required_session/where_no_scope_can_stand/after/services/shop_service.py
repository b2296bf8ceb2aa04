from sqlalchemy.orm import Session

from database import session_scope


def in_class(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_decorator(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_default(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def beside(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_raise(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_yield(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_assert(name):
    with session_scope() as session:
        session.add(Row(name))
        return name


def in_a_test(name, *, session: Session):
    session.add(Row(name))
    return name


def add(name, *, session: Session):
    session.add(Row(name))
    return name


def count(*, session: Session):
    return session.query(Row).count()
