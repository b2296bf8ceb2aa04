"""Generators that outlive the request: each turn opens a short session of its own, on purpose."""

import asyncio
import time

from sqlalchemy.orm import Session

from database import session_scope


class Waiter:
    def __init__(self, run_id):
        self.run_id = run_id

    async def _run(self):
        with session_scope() as session:
            return session.get(Run, self.run_id)

    def _results(self):
        with session_scope() as session:
            return session.query(Result).filter_by(run_id=self.run_id).all()

    async def _line(self, run):
        return "" if run.is_open else str(self._results())

    async def wait(self):
        run = await self._run()
        yield await self._line(run)
        while run.is_open:
            await asyncio.sleep(1)
            run = await self._run()
            yield await self._line(run)


def polled(run_id):
    while True:
        with session_scope() as session:
            yield session.get(Run, run_id).state
        time.sleep(1)


def one_session_for_the_whole_wait(run_id):
    with session_scope() as session:  # error: SES201
        while True:
            yield session.get(Run, run_id).state
            time.sleep(1)


def polled_beside_the_callers(run_id, *, session: Session):
    while session.get(Run, run_id).is_open:
        with session_scope() as other:  # error: SES201
            yield other.get(Run, run_id).state
        time.sleep(1)


def exported():
    with session_scope() as session:
        for run in session.query(Run):
            yield f"{run.id}\n"


def listed():
    with session_scope() as session:  # error: SES201
        for run in session.query(Run):
            yield f"{run.id}\n"


def no_clock(run_id, worker):
    while worker.sleep(run_id):
        with session_scope() as session:  # error: SES201
            yield session.get(Run, run_id).state


def waits_and_returns(run_id):  # error: SES104
    time.sleep(1)
    return _state(run_id)  # nothing is streamed here


def _state(run_id):
    with session_scope() as session:  # error: SES201
        return session.get(Run, run_id).state


class Shared:
    """A private part that others than the stream call, too."""

    def _load(self):
        with session_scope() as session:  # error: SES201
            return session.get(Run, 1)

    def wait(self):
        while True:
            yield self._load()
            time.sleep(1)

    def once(self):  # error: SES104
        return self._load()


class Export:
    """Hands out a generator function; whoever calls it does so when the request's session has ended."""

    def run(self, sql):
        def rows():
            try:
                yield from self._rows(sql)
            except Exception:
                yield "failed"

        return rows

    def _rows(self, sql):
        with session_scope() as session:
            yield from session.execute(sql)

    def run_at_once(self, sql):
        def rows():
            yield from self._other_rows(sql)

        return list(rows())

    def _other_rows(self, sql):
        with session_scope() as session:  # error: SES201
            yield from session.execute(sql)
