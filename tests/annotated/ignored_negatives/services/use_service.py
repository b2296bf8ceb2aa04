from functools import partial

from models import Event
from sqlalchemy.orm import Session

HANDLERS = {}


def register(function):
    HANDLERS[function.__name__] = function
    return function


def nested(name: str, session: Session):
    def load() -> object:
        return session.get(Event, name)

    return load()


def twice_nested(session: Session):
    def outer():
        def inner():
            return session

        return inner

    return outer


def in_a_lambda(session: Session):
    return lambda key: session.get(Event, key)


def in_a_comprehension(keys: list[int], session: Session):
    return [session.get(Event, key) for key in keys]


def in_a_generator(keys: list[int], session: Session):
    return (session.get(Event, key) for key in keys)


def generator(keys: list[int], session: Session):
    for key in keys:
        yield session.get(Event, key)


def in_a_default(session: Session):
    def load(key: int, session=session):
        return session.get(Event, key)

    return load


def in_a_decorator(session: Session):
    @session.listen
    def load() -> None: ...

    return load


def in_a_class(session: Session):
    class Loader:
        current = session

    return Loader


def bound(session: Session):
    return partial(nested, session=session)


def in_keywords(session: Session):
    return nested(**{"name": "x", "session": session})


def in_locals(template, session: Session):
    return template.render(**locals())


def in_a_dict(session: Session) -> dict[str, object]:
    return {"session": session}


def in_an_fstring(session: Session) -> str:
    return f"{session!r}"


def given_back(session: Session) -> Session:
    return session


def checked(session: Session) -> None:
    assert session.in_transaction()


def awaited(session: Session):
    yield from session.query(Event)


def deleted_on_purpose(name: str, session: Session) -> str:
    del session
    return name


def underscored(_session: Session) -> int:
    return 1


@register
def registered(session: Session) -> int:
    return 1


def listed(session: Session) -> int:
    return 1


def keyed(session: Session) -> int:
    return 2


def given_as_value(session: Session) -> int:
    return 3


STEPS = [listed]
TABLE = {"keyed": keyed}
register(given_as_value)


class Repository:
    def __init__(self, session: Session) -> None:
        self._session = session


class Child(Repository):
    def __init__(self, session: Session) -> None:
        super().__init__(session)


class Bag:
    def __init__(self, session: Session) -> None:
        self.__dict__.update(session=session)

    def __enter__(self): ...


def stored(bag, session: Session) -> None:
    bag["session"] = session


def switched(session: Session) -> bool:
    match session:
        case Session():
            return True
    return False
