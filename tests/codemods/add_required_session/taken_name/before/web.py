from web_framework import session

from services.a_service import g, h, i


def read():
    h(1)
    return lambda: session["user"]


def repeated(sessions):
    return [g(session) for session in sessions]


def assigned():
    h(1)
    session = 1
    return lambda: session


def hidden(session_scope):
    i(session_scope)
