"""A session goes to a thread, a task or a job that nobody waits for; or to one that is waited for, which is right.

Not for ambient, method: a registry gives each thread its own, and a method perhaps another one each time.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread, Timer

from fastapi import BackgroundTasks
from models import Event
from sqlalchemy.orm import Session
from starlette.responses import StreamingResponse
from tasks import notify

pool = ThreadPoolExecutor()


def consume(session: Session, name: str = "") -> None:
    session.add(Event(name=name))


def rows(session: Session):
    yield session.get(Event, 1)


def after_the_response(jobs: BackgroundTasks, unit: Session) -> None:
    unit.flush()
    jobs.add_task(consume, unit)  # error: SES401


def after_the_response_by_keyword(jobs: BackgroundTasks, unit: Session) -> None:
    unit.flush()
    jobs.add_task(consume, name="Fair", session=unit)  # error: SES401


def in_a_thread(unit: Session) -> None:
    unit.flush()
    threading.Thread(target=consume, args=(unit,)).start()  # error: SES401


def in_a_daemon(unit: Session) -> None:
    unit.flush()
    thread = Thread(target=consume, kwargs={"session": unit}, daemon=True)  # error: SES401
    thread.start()


def in_a_timer(unit: Session) -> None:
    unit.flush()
    Timer(5, partial(consume, unit)).start()  # error: SES401


def in_a_lambda(unit: Session) -> None:
    unit.flush()
    Thread(target=lambda: consume(unit)).start()  # error: SES401


def in_a_closure(unit: Session) -> None:
    def run() -> None:
        unit.flush()

    Thread(target=run).start()  # error: SES401


def by_a_method(unit: Session) -> None:
    unit.flush()
    Thread(target=unit.flush).start()  # error: SES401


def in_an_executor(unit: Session) -> None:
    unit.flush()
    pool.submit(consume, unit)  # error: SES401


def in_a_job(unit: Session) -> None:
    unit.flush()
    notify.delay(unit)  # error: SES401


def streamed(unit: Session) -> StreamingResponse:
    unit.flush()
    return StreamingResponse(rows(unit))  # error: SES401


def joined(unit: Session) -> None:
    unit.flush()
    thread = Thread(target=consume, args=(unit,))
    thread.start()
    thread.join()


def asked(unit: Session) -> object:
    unit.flush()
    return pool.submit(consume, unit).result()


def values(jobs: BackgroundTasks, name: str, unit: Session) -> None:
    unit.flush()
    jobs.add_task(print, name)
    notify.delay(name)
    Thread(target=print, args=("unit of work",)).start()
