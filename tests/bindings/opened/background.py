"""The session of a scope goes to a thread, a task or a job that runs when the scope has ended.

Not for registry: its session is everybody's, and begins anew when it is used again.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread

from models import Event
from sqlalchemy.orm import Session
from tasks import notify

pool = ThreadPoolExecutor()


def consume(session: Session, name: str = "") -> None:
    session.add(Event(name=name))


def in_a_thread() -> None:
    with session_scope() as unit:
        unit.flush()
        Thread(target=consume, args=(unit,)).start()  # error: SES401


def in_an_executor() -> None:
    with session_scope() as unit:
        unit.flush()
        pool.submit(partial(consume, session=unit))  # error: SES401


def in_a_job() -> None:
    with session_scope() as unit:
        unit.flush()
        notify.delay(unit)  # error: SES401


def in_a_closure() -> None:
    with session_scope() as unit:

        def run() -> None:
            unit.flush()

        Thread(target=run).start()  # error: SES401


def shared(names: list[str]) -> None:
    with session_scope() as unit, ThreadPoolExecutor() as executor:
        executor.map(lambda name: unit.get(Event, name), names)  # error: SES402


def joined() -> None:
    with session_scope() as unit:
        unit.flush()
        thread = Thread(target=consume, args=(unit,))
        thread.start()
        thread.join()


def of_its_own() -> None:
    def run() -> None:
        with session_scope() as unit:
            unit.flush()

    Thread(target=run).start()


def values(name: str) -> None:
    with session_scope() as unit:
        unit.flush()
        notify.delay(name)
        Thread(target=print, args=(name,)).start()


def waited_for() -> None:
    with session_scope() as unit, ThreadPoolExecutor() as executor:
        executor.submit(consume, unit)
