"""The session of a scope is put into a context variable and left there, or into a global."""

from contextvars import ContextVar

current = ContextVar("current")
everybodys = None


def dropped(job) -> None:
    with session_scope() as unit:
        current.set(unit)  # error: SES406
        job()


def replaced_by_nothing(job) -> None:
    with session_scope() as unit:
        current.set(unit)  # error: SES406
        try:
            job()
        finally:
            current.set(None)


def reset(job) -> None:
    with session_scope() as unit:
        token = current.set(unit)
        try:
            job()
        finally:
            current.reset(token)


def in_a_global(job) -> None:
    global everybodys
    with session_scope() as unit:
        everybodys = unit  # error: SES405
        job()
