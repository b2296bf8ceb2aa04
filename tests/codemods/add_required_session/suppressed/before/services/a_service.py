import contextlib
from contextlib import suppress

from database import SessionLocal, session_scope


def rename(user_id: int, name: str) -> str:
    with contextlib.suppress(ValueError), session_scope() as session:
        session.get_one(User, user_id).name = checked(name)
        return "renamed"
    return "refused"


def read(user_id: int) -> str:
    with suppress(LookupError):
        with session_scope() as session:
            return session.get_one(User, user_id).name
    return ""


def inside(user_id: int) -> str:
    with session_scope() as session, suppress(ValueError):
        session.get_one(User, user_id).name = checked("")
        return "renamed"
    return "kept"


def written(path: str) -> bool:
    try:
        with open(path) as file, session_scope() as session:
            session.add(User(file.read()))
    except ValueError:
        return False
    return True


def store(name: str) -> None:
    with session_scope() as session:
        session.add(User(name))


def store_all(names: list[str]) -> None:
    with session_scope() as session:
        for name in names:
            with suppress(ValueError):
                store(name)


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
