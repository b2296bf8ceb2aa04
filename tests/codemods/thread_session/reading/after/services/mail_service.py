from sqlalchemy import select
from sqlalchemy.orm import Session

from database import owning, reading, writing


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
