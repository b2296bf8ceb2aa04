from sqlalchemy.orm import Session, object_session

from database import SessionLocal, beside, locking, session_scope


def opens(name):
    with session_scope() as session:
        session.add(name)


def find(name, session=None):  # error: SES101
    if session is None:
        with session_scope() as session:
            return find(name, session)
    return session.get(name, 1)


def commits_and_opens(name, session: Session):
    session.commit()
    opens(name)


def closes_and_opens(session: Session):
    session.commit()
    session.close()
    locked = SessionLocal()
    locked.flush()
    locked.close()


def commits_on_one_way(name, session: Session):
    if name:
        session.commit()
    opens(name)  # error: SES302


def closes_on_one_way(name, session: Session):
    if name:
        session.close()
    opens(name)


def closes_by_its_block(name, session: Session):
    with session as own:
        own.add(name)
    opens(name)


def commits_on_every_way(name, session: Session):
    if name:
        session.commit()
    else:
        session.rollback()
    opens(name)


def commits_and_goes_on(name, session: Session):
    session.commit()
    session.add(name)
    opens(name)  # error: SES302


def commits_in_a_block(name, session: Session):
    with session.begin():
        session.add(name)
    opens(name)


def in_a_lock(name, session: Session):
    with locking(session) as lock:
        lock.add(name)


def in_a_lock_made_before(name, session: Session):
    scope = locking(session)
    with scope as lock:
        lock.add(name)


def beside_it(name, session: Session):
    with beside(session) as lock:
        lock.add(name)


def further(name, session: Session):
    in_a_lock(name, session)


def of_a_row(row):
    object_session(row).commit()


def of_a_row_by_its_class(row):
    session = Session.object_session(row)
    session.add(row)
    session.commit()


def closes_that_of_a_row(row):
    object_session(row).close()


def opens_beside_a_row(row):
    session = object_session(row)
    session.flush()
    opens(row)  # error: SES302
