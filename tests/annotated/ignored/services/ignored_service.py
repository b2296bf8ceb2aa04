from sqlalchemy.orm import Session

from database import SessionLocal, session_scope
from models import Event


def pure(name: str, *, session: Session) -> str:  # error: SES102
    return name.title()


def not_threaded(name: str, session: Session) -> None:  # error: SES102
    pure(name)


def opens_its_own(name: str, session: Session) -> None:  # error: SES102
    with session_scope() as own:
        own.add(Event(name=name))


def constructs_its_own(name: str, session: Session) -> None:  # error: SES102
    own = SessionLocal()
    own.add(Event(name=name))


def only_in_the_docstring(session: Session) -> int:  # error: SES102
    """Count events with the session."""
    return 1


def name_of_another(session: Session) -> list[object]:  # error: SES102
    def load(session: Session) -> object:
        return session.get(Event, 1)

    return [load]


def attribute_of_another(registry, session: Session):  # error: SES102
    return registry.session


def keyword_of_another(event, registry, session: Session):  # error: SES102
    return event.load(session=registry.other)


def comprehension_variable(names: list[str], session: Session):  # error: SES102
    return [session.title() for session in names]


def optional_and_ignored(name: str, session: Session | None = None) -> str:  # error: SES102
    return name.title()


class EventService:
    def rename(self, name: str, session: Session) -> None:  # error: SES102
        self.name = name

    @staticmethod
    def title(name: str, session: Session) -> str:  # error: SES102
        return name.title()

    async def later(
        self,
        name: str,
        session: Session,  # error: SES102
    ) -> None:
        self.name = name
