from contextlib import ExitStack

from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a):
    session = SessionLocal()
    try:
        row = Row(a)
        session.add(row)
        session.commit()
        session.refresh(row)
        return row.id
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


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
