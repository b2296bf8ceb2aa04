import logging
from contextlib import suppress

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Event, Log

logger = logging.getLogger(__name__)


class BaseManager:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        return self._session, False


class LogManager(BaseManager):
    def write(self, text: str) -> None:
        session, should_close = self._get_session()
        session.add(Log(text=text))
        session.commit()


class EventManager(BaseManager):
    def add(self, name: str) -> str:
        session = self._session
        try:
            with session.begin_nested():
                session.add(Event(name=name))
                session.flush()
                return "ok"
        except IntegrityError:
            raise ValueError(name) from None

    def add_above(self, name: str) -> None:
        session, should_close = self._get_session()
        session.add(Event(name=name))
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            raise ValueError(name) from None

    def add_with_a_word(self, name: str) -> None:
        session = self._session
        try:
            session.add(Event(name=name))
            session.flush()
        except Exception:
            logger.exception("not added")
            raise

    def add_another_kind(self, name: str) -> None:
        try:
            self._session.add(Event(name=name))
        except KeyError:
            raise ValueError(name) from None

    def add_or_not(self, name: str) -> bool:
        session, should_close = self._get_session()
        try:
            session.add(Event(name=name))
            session.commit()
        except IntegrityError:
            return False
        return True

    def add_silently(self, name: str) -> None:
        session, should_close = self._get_session()
        session.add(Event(name=name))
        with suppress(IntegrityError):
            session.commit()

    def add_two(self, first: str, second: str) -> None:
        session, should_close = self._get_session()
        session.add(Event(name=first))
        session.commit()
        if first == second:
            raise ValueError(first)
        session.add(Event(name=second))
        session.commit()

    def rename(self, name: str) -> None:
        LogManager(session=self._session).write("rename")
        if not name:
            raise ValueError(name)
