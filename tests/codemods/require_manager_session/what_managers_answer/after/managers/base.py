from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event


@dataclass(frozen=True)
class EventDTO:
    id: int
    names: list[str]


class EventManager:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, name: str) -> Event:
        session = self._session
        event = Event(name=name)
        session.add(event)
        session.flush()
        return event

    def all(self) -> list[Event]:
        return list(self._session.scalars(select(Event)))

    def count(self):
        return self._session.query(Event).count()

    def dto(self, event_id: int) -> EventDTO | None:
        event = self._session.get(Event, event_id)
        return EventDTO(id=event.id, names=[event.name]) if event else None
