from database import session_scope


def rename(name: str) -> None:
    with session_scope() as session:
        session.add(Name(name))


def forget(name: str) -> None:
    with session_scope() as session:
        session.delete(Name(name))
