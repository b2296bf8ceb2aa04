from contextlib import ExitStack

from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a, *, session: Session):
    row = Row(a)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row.id


def g(a):
    session = SessionLocal()
    try:
        session.add(Row(a))
        session.commit()
    except Exception as error:
        session.rollback()
        log(error)
        return False
    session.close()
    return True


def stacked(names: list[str]) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(session_scope())
        for name in names:
            session.add(name)
