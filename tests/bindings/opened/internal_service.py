"""A service opens a scope of its own, in every place where one can stand."""

import asyncio
from contextlib import ExitStack
from threading import Thread

from models import Event
from sqlalchemy.orm import Session


def opens(name: str) -> None:
    with session_scope() as unit:  # error: SES201
        unit.add(Event(name=name))


def bound_before(name: str) -> None:
    scope = session_scope()
    with scope as unit:  # error: SES201(-registry), SES206(registry)
        unit.add(Event(name=name))


def beside_others(path: str) -> None:
    with (
        open(path) as file,
        session_scope() as unit,  # error: SES201
    ):
        unit.add(Event(name=file.read()))


def in_a_branch(name: str) -> None:
    if name:
        with session_scope() as unit:  # error: SES201
            unit.add(Event(name=name))


def in_a_loop(names: list[str]) -> None:
    for name in names:
        with session_scope() as unit:  # error: SES201
            unit.add(Event(name=name))


def in_a_nested_function(name: str) -> object:
    def load() -> object:
        with session_scope() as unit:  # error: SES201
            return unit.get(Event, name).name

    return load()


def generator(names: list[str]):
    with session_scope() as unit:  # error: SES201
        for name in names:
            yield unit.get(Event, name).name


def beside_a_given_one(source: Session) -> None:
    with session_scope() as unit:  # error: SES201
        unit.merge(source.get(Event, 1))


def _private(name: str) -> None:
    with session_scope() as unit:  # error: SES201
        unit.add(Event(name=name))


class EventService:
    def opens(self, name: str) -> None:
        with session_scope() as unit:  # error: SES201
            unit.add(Event(name=name))

    @staticmethod
    def static(name: str) -> None:
        with session_scope() as unit:  # error: SES201
            unit.add(Event(name=name))


class Monitor:
    def start(self) -> None:
        Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        with session_scope() as unit:
            unit.get(Event, 1)
