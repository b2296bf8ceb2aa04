import contextlib
from contextlib import suppress

from sqlalchemy.orm import Session

from database import SessionLocal


def rename(user_id: int, name: str, *, session: Session) -> str:
    with contextlib.suppress(ValueError), session.begin_nested():
        session.get_one(User, user_id).name = checked(name)
        return "renamed"
    return "refused"


def read(user_id: int, *, session: Session) -> str:
    with suppress(LookupError):
        return session.get_one(User, user_id).name
    return ""


def inside(user_id: int, *, session: Session) -> str:
    with suppress(ValueError):
        session.get_one(User, user_id).name = checked("")
        return "renamed"
    return "kept"


def written(path: str, *, session: Session) -> bool:
    try:
        with open(path) as file, session.begin_nested():
            session.add(User(file.read()))
    except ValueError:
        return False
    return True


def store(name: str, *, session: Session) -> None:
    session.add(User(name))


def store_all(names: list[str], *, session: Session) -> None:
    for name in names:
        with suppress(ValueError):
            with session.begin_nested():
                store(name, session=session)


def closed(name: str) -> bool:
    session = SessionLocal()
    try:
        session.add(User(name))
        session.commit()
    except ValueError:
        return False
    finally:
        session.close()
    return True
