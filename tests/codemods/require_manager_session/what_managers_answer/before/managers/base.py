from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from database import SessionLocal
from models import Event


@dataclass(frozen=True)
class EventDTO:
    id: int
    names: list[str]


class EventManager:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        if self._session is not None:
            return self._session, False
        return SessionLocal(), True

    def add(self, name: str) -> Event:
        session, should_close = self._get_session()
        event = Event(name=name)
        session.add(event)
        session.commit()
        return event

    def all(self) -> list[Event]:
        session, should_close = self._get_session()
        try:
            return list(session.scalars(select(Event)))
        finally:
            if should_close:
                session.close()

    def count(self):
        session, should_close = self._get_session()
        return session.query(Event).count()

    def dto(self, event_id: int) -> EventDTO | None:
        session, should_close = self._get_session()
        event = session.get(Event, event_id)
        return EventDTO(id=event.id, names=[event.name]) if event else None
