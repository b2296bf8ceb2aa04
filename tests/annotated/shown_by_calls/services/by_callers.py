"""What every caller hands over as a session is one, whatever becomes of it."""

from elsewhere import generate, lookup
from sqlalchemy.orm import Session


def asked_elsewhere(session, name):  # error: SES105
    return lookup(session, name)


def one_further(session):  # error: SES105
    return generate(session)


def on_the_way(session, name):  # error: SES105
    one_further(session)
    return generate(session, name)


def recursive(session, depth):  # error: SES105
    if depth:
        recursive(session, depth - 1)
    return generate(session)


def one_caller_hands_text_over(session, name):
    return lookup(session, name)


def one_caller_is_unknown(session, name):
    return lookup(session, name)


def all_callers_leave_it_out(session=None):
    return lookup(session)


def all_callers_hand_nothing_over(session):
    return lookup(session)


def nobody_calls(session):
    return lookup(session)


def only_a_test_calls(session):
    return lookup(session)


def another_library(session):
    session.headers["Accept"] = "text/plain"
    return session.get("/")


def by_another_name(where, name):
    return lookup(where, name)


def everything(known: Session, settings):
    asked_elsewhere(known, "scones")
    on_the_way(known, "scones")
    recursive(known, 3)
    one_caller_hands_text_over(known, "scones")
    one_caller_hands_text_over("default", "scones")
    one_caller_is_unknown(known, "scones")
    one_caller_is_unknown(settings.session, "scones")
    all_callers_leave_it_out()
    all_callers_hand_nothing_over(None)
    another_library(known)
    by_another_name(known, "scones")
