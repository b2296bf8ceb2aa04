from web_framework import session

from database import session_scope
from services.a_service import g, h, i


def read():
    with session_scope() as sess:
        h(1, sess=sess)
    return lambda: session["user"]


def repeated(sessions):
    with session_scope() as sess:
        return [g(session, session=sess) for session in sessions]


def assigned():
    with session_scope() as sess:
        h(1, sess=sess)
    session = 1
    return lambda: session


def hidden(session_scope):
    i(session_scope)
