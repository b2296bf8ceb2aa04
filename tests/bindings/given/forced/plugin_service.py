"""Overrides and registered functions may leave their session unused; what nobody asks for may not.

Not for carrier, untyped: an object is not accepted for its session alone, and a name that is not used says nothing.
"""

from given.forced import interface
from given.forced.interface import Plugin, run
from models import Event
from sqlalchemy import event
from sqlalchemy.orm import Session


class Bakery(Plugin):
    def install(self, unit: Session) -> None:
        self.installed = True

    def remove(self, unit: Session) -> None:
        self.installed = False

    def rename(self, unit: Session) -> None:  # error: SES102
        self.installed = None


class SmallBakery(Bakery):
    def install(self, unit: Session) -> None:
        self.small = True


@event.listens_for(Session, "after_commit")
def count(unit: Session) -> None:
    Event.commits += 1


def first(unit: Session) -> str:
    return "first"


def second(unit: Session) -> str:
    return "second"


def third(unit: Session) -> str:  # error: SES102
    return "third"


run(first, "first")
interface.run(second, "second")
