from contextlib import ExitStack, nullcontext

from database import SessionLocal, session_scope
from repository import find


def inside_and_after(name):
    find(name)
    with session_scope() as session:
        session.flush()
        find(name)  # error: SES301
    find(name)


def bound_only_later(name):
    find(name)
    session = SessionLocal()
    find(name)  # error: SES301
    session.close()
    find(name)


def in_a_branch(name):
    session = SessionLocal()
    if not name:
        session.close()
        return find(name)
    found = find(name)  # error: SES301
    session.close()
    return found


def another_under_its_name(name):
    with session_scope() as session:
        find(name, session)
    session = name
    find(name)
    return session


def on_a_stack(name):
    with ExitStack() as stack:
        session = stack.enter_context(session_scope())
        session.flush()
        find(name)  # error: SES301


def handed_through(name, given):
    with nullcontext(given) if given else session_scope() as session:
        session.flush()
        find(name, session)


def two_of_them(name):
    with session_scope() as first, session_scope() as second:
        first.flush()
        find(name, second)
        find(name)  # error: SES301
