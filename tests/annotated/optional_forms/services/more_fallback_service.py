from contextlib import contextmanager, nullcontext

from database import SessionLocal, session_scope
from models import Event
from sqlalchemy.orm import Session


def refuse(session: Session = None):  # error: SES101
    if session is None:
        raise ValueError("session")
    session.add(Event())


def nested_opt(session: Session | None = None):  # error: SES101
    def inner():
        if session is not None:
            return session.get(Event, 1)
        with session_scope() as own:
            return own.get(Event, 1)
    return inner()


@contextmanager
def use(session: Session | None = None):
    if session is not None:
        yield session
    else:
        with session_scope() as session:
            yield session


def by_use(session: Session | None = None):  # error: SES101
    with use(session) as s:
        s.add(Event())


def by_use_required(session: Session):
    with use(session) as s:
        s.add(Event())


def by_use_alone():
    with use() as s:  # error: SES201
        s.add(Event())


def ternary(session: Session | None = None):  # error: SES101
    ctx = nullcontext(session) if session is not None else session_scope()
    with ctx as session:
        session.add(Event())


def ternary_with(session: Session | None = None):  # error: SES101
    with (session_scope() if session is None else nullcontext(session)) as session:
        session.add(Event())


def try_finally(session: Session | None = None):  # error: SES101
    local = None
    if session is None:
        local = SessionLocal()
        session = local
    try:
        session.add(Event())
        if local is not None:
            local.commit()
    except Exception:
        if local is not None:
            local.rollback()
        raise
    finally:
        if local is not None:
            local.close()


def should_close(session: Session | None = None):  # error: SES101
    close = False
    if session is None:
        session = SessionLocal()
        close = True
    try:
        session.add(Event())
        if close:
            session.commit()
    finally:
        if close:
            session.close()


def created(session: Session | None = None):  # error: SES101
    created = not session
    session = session or SessionLocal()
    session.add(Event())
    if created:
        session.commit()
        session.close()


def commit_if_not_given(db_session=None):  # error: SES101
    session = db_session or SessionLocal()
    session.add(Event())
    if not db_session:
        session.commit()


def commit_if_not_given2(session: Session | None = None):  # error: SES101
    db = session if session is not None else SessionLocal()
    try:
        db.add(Event())
        if session is None:
            db.commit()
        else:
            db.flush()
    finally:
        if session is None:
            db.close()


def commit_if_given(session: Session | None = None):  # error: SES101
    if session is not None:
        session.add(Event())
        session.commit()  # error: SES204
        return
    with session_scope() as session:
        session.add(Event())
        session.commit()


def compound(year, session: Session | None = None):  # error: SES101
    if session is None and year:
        with session_scope() as session:
            return session.get(Event, year)
    return session.get(Event, 1)


def isinstance_check(session: Session | None = None):  # error: SES101
    if isinstance(session, Session):
        return session.get(Event, 1)
    with session_scope() as session:
        return session.get(Event, 1)


def with_lambda(session: Session | None = None):  # error: SES101
    run = lambda s: s.get(Event, 1)
    if session is None:
        with session_scope() as s:
            return run(s)
    return run(session)


def negative_flag(session: Session | None = None):  # error: SES101
    has_session = bool(session)
    if not has_session:
        with session_scope() as session:
            return session.get(Event, 1)
    return session.get(Event, 1)


def kw(**kwargs):
    session = kwargs.get("session") or SessionLocal()  # error: SES202
    session.add(Event())


def loop(names, session: Session | None = None):  # error: SES101
    for name in names:
        if session is None:
            with session_scope() as own:
                own.add(Event(name=name))
        else:
            session.add(Event(name=name))


async def gen(session: Session | None = None):  # error: SES101
    if session:
        yield session.get(Event, 1)
        return
    with session_scope() as session:
        yield session.get(Event, 1)


def returns_early_else(session: Session | None = None):  # error: SES101
    if session is None:
        pass
    else:
        return session.get(Event, 1)
    with session_scope() as session:
        return session.get(Event, 1)


def both_guard_and_own(session: Session | None = None):  # error: SES101
    if session is not None:
        session.add(Event())
    with session_scope() as other:  # error: SES201
        other.add(Event())


def savepoint_or(session: Session | None = None):  # error: SES101
    with session.begin_nested() if session else session_scope() as s:
        s.add(Event())
