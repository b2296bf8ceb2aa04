"""A session is open, given or in a scope of one's own, and the callee opens another or is not given it."""

from opened.splits.work import Store, find, further, one_line, opener, required
from sqlalchemy.orm import Session


def given_one(name, session: Session):
    session.flush()
    opener(name)  # error: SES302
    one_line(name)  # error: SES302
    further(name)  # error: SES302
    Store().put(name)  # error: SES302
    Store.static(name)  # error: SES302
    find(name)  # error: SES301


def its_own(name):
    with session_scope() as unit:
        unit.flush()
        opener(name)  # error: SES302
        one_line(name)  # error: SES302
        further(name)  # error: SES302
        Store().put(name)  # error: SES302
        find(name)  # error: SES301
        required(name)  # error: SES301(always)


def before_and_after(name):
    opener(name)
    find(name)
    with session_scope() as unit:
        unit.flush()
        required(name, unit)
    opener(name)
    find(name)


def handed_on(name):
    with session_scope() as unit:
        find(name, unit)
        find(name, session=unit)
        required(name, unit)


def in_a_branch(name):
    if name:
        with session_scope() as unit:
            unit.flush()
        return opener(name)
    return opener(name)


def one_after_the_other(names):
    for name in names:
        with session_scope() as unit:
            unit.flush()
        opener(name)


def defined_inside(names):
    with session_scope() as unit:
        unit.flush()

        def later(name):
            opener(name)

    return later
