from company.plugins import Plugin
from sqlalchemy.orm import Session
from steps import bake, measure

import steps


class Bakery(Plugin):
    def install(self, session: Session) -> None:
        self.installed = True


def first(session: Session) -> str:
    return "first"


def second(session: Session) -> str:
    return "second"


def third(session: Session) -> str:
    return "third"


CALLBACK = first
steps.run(second, name="second")
steps.run(action=third)
steps.run(bake)


def choose(name: str):
    return first if name else measure
