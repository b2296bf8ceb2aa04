from database import LocalSession
from sqlalchemy.orm import Session, object_session


class Updater:
    @classmethod
    def after_insert(cls, _mapper, connection, target):
        with LocalSession(bind=connection) as session:
            session.add(cls.of(target))
            session.commit()  # error: SES204


class EventUpdater(Updater):
    pass


class AuditUpdater:
    @staticmethod
    def before_update(mapper, connection, target):
        with LocalSession() as session:  # error: SES201
            session.add(target)
            session.commit()


def on_insert(mapper, connection, target):
    object_session(target).commit()  # error: SES204


def through_a_registry(mapper, connection, target):
    with LocalSession(bind=connection) as session:
        session.add(target)


def after_commit(session: Session):
    session.commit()  # error: SES204


def of_an_unknown_event(mapper, connection, target):
    with LocalSession(bind=connection) as session:  # error: SES201
        session.commit()


def not_registered(mapper, connection, target):
    with LocalSession(bind=connection) as session:  # error: SES201
        session.commit()
