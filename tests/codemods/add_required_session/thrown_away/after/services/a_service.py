from sqlalchemy import text
from sqlalchemy.orm import Session

from database import SessionLocal, closed_scope, engine, session_scope


def preview(name: str) -> int:
    with SessionLocal() as session:
        session.add(User(name))
        session.flush()
        return session.query(User).count()


def closed(name: str) -> None:
    session = SessionLocal()
    try:
        rename_all(name, session)
    finally:
        session.close()


def rename_all(name: str, session: Session) -> None:
    for user in session.query(User):
        user.name = name


def in_a_scope_that_only_closes(name: str) -> None:
    with closed_scope(name) as session:
        session.add(User(name))


def fallback(name: str, *, session: Session) -> None:
    session.add(User(name))


def with_a_flag(name: str, commit: bool = True) -> None:
    with SessionLocal() as session:
        session.add(User(name))
        if commit:
            session.commit()


def with_a_flag_that_is_on(name: str, commit: bool = True, *, session: Session) -> None:
    session.add(User(name))


def without_autoflush(name: str) -> None:
    with SessionLocal(autoflush=False) as session:
        session.add(User(name))
        session.commit()


def for_the_caller(name: str) -> User:
    with Session(bind=engine, expire_on_commit=False) as session:
        user = User(name)
        session.add(user)
        session.commit()
        return user


def for_nobody(name: str, *, session: Session) -> None:
    session.add(User(name))


def begun(name: str, *, session: Session) -> None:
    session.add(User(name))


def handed_on(name: str, *, session: Session) -> None:
    saved(name, session)


def saved(name: str, session: Session) -> None:
    session.add(User(name))
    session.commit()


def only_reads(*, session: Session) -> list[str]:
    names = set()
    for row in session.execute(text("SELECT name FROM user")):
        names.add(row.name)
    return sorted(names)
