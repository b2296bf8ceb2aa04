"""The callee's parameter in every way: whether a call leaves out a session shows at what the callee takes.

Not for carrier: what an object carries is not a parameter.
"""

from database import session_scope


def find(name, unit: Session | None = None):  # error: SES101
    if unit is None:
        with session_scope() as own:
            return own.get(name, 1)
    return unit.scalars(name, 1)


def fails(name, unit: Session | None = None):  # error: SES101
    return unit.scalars(name, 1)


def required(name, unit: Session):
    unit.flush()
    return unit.scalars(name, 1)


class Finder:
    def find(self, name, unit: Session | None = None):  # error: SES101
        return find(name, unit)

    @staticmethod
    def static(name, unit: Session | None = None):  # error: SES101
        return find(name, unit)


class Base:
    def load(self, name, unit: Session | None = None):  # error: SES101
        return find(name, unit)
