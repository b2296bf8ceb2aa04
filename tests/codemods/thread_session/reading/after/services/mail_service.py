from sqlalchemy import select
from sqlalchemy.orm import Session

from database import SessionLocal, owning, reading, writing


@writing
def add_mail(text: str, *, session: Session) -> None:
    session.add(Mail(text=text))


@reading
def number_of_mails(*, session: Session) -> int:
    return len(session.scalars(select(Mail)).all())


@reading
def report(*, session: Session) -> int:
    add_mail(str(session.scalar(select(Mail.id))))
    return number_of_mails(session=session)


@owning
def write(*, session: Session) -> None:
    session.add(Mail(text="first"))
    add_mail("second", session=session)


def write_from_outside(text: str) -> None:
    with SessionLocal() as session:
        if not session.scalars(select(Mail)).first():
            add_mail(text)


def write_and_commit(text: str) -> None:
    with SessionLocal() as session:
        session.add(Mail(text="before"))
        add_mail(text, session=session)
        session.commit()
