from models import Event
from sqlalchemy import event
from sqlalchemy.event import listen, listens_for
from sqlalchemy.orm import Session, sessionmaker


@event.listens_for(Session, "before_flush")
def stamp(session: Session, flush_context, instances) -> None:
    Event.flushes += 1


@listens_for(sessionmaker, "after_commit")
def count(session: Session) -> None:
    Event.commits += 1


def forget(session: Session) -> None:
    Event.cache.clear()


def forget_soft(session: Session, previous) -> None:
    Event.cache.clear()


event.listen(Session, "after_rollback", forget)
listen(Session, "after_soft_rollback", forget_soft)
