"""A session is put where everybody finds it, and not taken away again: a context variable, a global."""

from contextvars import ContextVar

current = ContextVar("current")
user: ContextVar[str] = ContextVar("user")
everybodys = None


def dropped(job, unit: Session) -> None:
    unit.flush()
    current.set(unit)  # error: SES406(-ambient)
    job()


def forgotten(job, unit: Session) -> None:
    unit.flush()
    token = current.set(unit)  # error: SES406(-ambient)
    job()


def replaced_by_nothing(job, unit: Session) -> None:
    unit.flush()
    current.set(unit)  # error: SES406(-ambient)
    try:
        job()
    finally:
        current.set(None)


def reset(job, unit: Session) -> None:
    unit.flush()
    token = current.set(unit)
    try:
        job()
    finally:
        current.reset(token)


def handed_out(unit: Session):
    unit.flush()
    return current.set(unit)


def other_variable(name: str, unit: Session) -> None:
    unit.flush()
    user.set(name)


def in_a_global(unit: Session) -> None:
    global everybodys
    unit.flush()
    everybodys = unit  # error: SES405(-ambient)
