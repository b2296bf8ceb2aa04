"""Signatures that another file decides on: an interface, listeners, handlers in a table.

Not for carrier: an object is not accepted for its session alone.
"""

from models import Event


class Plugin:
    def install(self, unit: Session) -> None:
        raise NotImplementedError

    def remove(self, unit: Session) -> None:
        unit.add(Event())
        unit.flush()


run = print
