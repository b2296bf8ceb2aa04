from flask import jsonify

from database import session_scope
from managers.base import EventDTO, EventManager
from services import event_service


def used_behind() -> None:
    with session_scope() as session:
        first = EventManager(session=session).all()
        names = [event.name for event in first]
        print(names)
    print("done")


def plain_behind() -> None:
    with session_scope() as session:
        number = EventManager(session=session).count()
        dto = EventManager(session=session).dto(number)
    print(number, dto)


def of_a_service() -> list[str]:
    with session_scope() as session:
        found = event_service.events(session=session)
        return sorted(event.name for event in found)


def filled() -> None:
    found = {}
    with session_scope() as session:
        values = range(EventManager(session=session).count())
    for number in values:
        found[number] = EventManager().add("x")
    print(found)


def returned(name: str):
    return EventManager().add(name)


def returned_later(names: list[str]):
    return (EventManager().count() for _ in names)


def raises_behind(name: str) -> None:
    event = EventManager().add(name)
    if event.name == "x":
        raise ValueError(event.name)


def raises_after_reading(name: str) -> None:
    with session_scope() as session:
        events = EventManager(session=session).all()
        if not events:
            raise ValueError(name)


def asked_by_a_loop() -> None:
    while EventManager().count() < 3:
        print("waiting")


def another_then() -> None:
    with session_scope() as session:
        event = EventManager(session=session).add("x")
        print(event.name)
    event = None
    print(event)


def returned_as_text():
    with session_scope() as session:
        return jsonify([event.name for event in EventManager(session=session).all()])


def returned_as_another_type(event_id: int) -> EventDTO | None:
    return EventManager().add(str(event_id))


def returned_as_dto(name: str) -> EventDTO:
    with session_scope() as session:
        event = EventManager(session=session).add(name)
        return EventDTO(id=event.id, names=[event.name])
