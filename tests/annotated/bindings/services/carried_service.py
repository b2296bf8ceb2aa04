from carried import Carrier
from database import session_scope
from models import Event


class EventService(Carrier):
    def committed(self, name: str) -> None:
        self._session.add(Event(name=name))
        self._session.commit()  # error: SES204

    def begun(self, name: str) -> None:
        with self._session.begin():  # error: SES204
            self._session.add(Event(name=name))

    def opened(self, name: str) -> None:
        with session_scope() as session:  # error: SES201
            session.add(Event(name=name))

    def disciplined(self, name: str) -> None:
        self._session.add(Event(name=name))
        self._session.flush()

    def with_a_savepoint(self, name: str) -> None:
        with self._session.begin_nested() as savepoint:
            self._session.add(Event(name=name))
            savepoint.commit()


def committed(carrier: Carrier) -> None:
    carrier._session.commit()  # error: SES204


def disciplined(carrier: Carrier) -> None:
    carrier._session.flush()
