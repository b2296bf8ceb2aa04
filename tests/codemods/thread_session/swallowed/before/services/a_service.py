from contextlib import suppress

from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def store(name: str, session: Session = NEW_SESSION) -> None:
    session.add(Name(name))


@provide_session
def known(name: str, session: Session = NEW_SESSION) -> bool:
    log(name)
    return session.scalar(select(Name).where(Name.name == name)) is not None


def store_all(names: list[str], *, session: Session) -> None:
    for name in names:
        try:
            if not known(name):
                session.add(Line(name))
                store(name)
        except ValueError:
            log(name)


def in_a_loop(names: list[str], *, session: Session) -> None:
    try:
        for line in store(names[0]):
            session.add(line)
    except ValueError:
        log(names)


def suppressed(name: str, *, session: Session) -> None:
    with suppress(ValueError):
        store(name)
    with suppress(ValueError), session.begin_nested():
        store(name)
