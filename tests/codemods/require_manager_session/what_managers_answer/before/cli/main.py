from flask import jsonify

from managers.base import EventDTO, EventManager
from services import event_service


def used_behind() -> None:
    first = EventManager().all()
    names = [event.name for event in first]
    print(names)
    print("done")


def plain_behind() -> None:
    number = EventManager().count()
    dto = EventManager().dto(number)
    print(number, dto)


def of_a_service() -> list[str]:
    found = event_service.events()
    return sorted(event.name for event in found)


def filled() -> None:
    found = {}
    for number in range(EventManager().count()):
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
    events = EventManager().all()
    if not events:
        raise ValueError(name)


def asked_by_a_loop() -> None:
    while EventManager().count() < 3:
        print("waiting")


def another_then() -> None:
    event = EventManager().add("x")
    print(event.name)
    event = None
    print(event)


def returned_as_text():
    return jsonify([event.name for event in EventManager().all()])


def returned_as_another_type(event_id: int) -> EventDTO | None:
    return EventManager().add(str(event_id))


def returned_as_dto(name: str) -> EventDTO:
    event = EventManager().add(name)
    return EventDTO(id=event.id, names=[event.name])
