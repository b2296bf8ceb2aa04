from typing import Generic, TypeVar

from models import Event
from sqlalchemy.orm import Session

AnySession = TypeVar("AnySession", bound=Session)


def bound(unit: AnySession) -> None:
    unit.add(Event())
    unit.commit()  # error: SES204


def bound_here[Unit: Session](unit: Unit | None = None) -> None:  # error: SES101
    unit.add(Event())


class Store(Generic[AnySession]):
    def __init__(self, unit: AnySession) -> None:
        self.unit = unit

    def add(self) -> None:
        self.unit.commit()  # error: SES204
