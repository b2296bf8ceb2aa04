"""What a thread runs ends the session of that thread; its private helpers do so for it."""

import threading

from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

Sessions = scoped_session(sessionmaker(create_engine("sqlite://")))


class Monitor:
    def start(self) -> None:
        threading.Thread(target=self._run).start()

    def _run(self) -> None:
        while True:
            self._step()

    def _step(self) -> None:
        try:
            self._work()
        finally:
            Sessions.remove()

    def _work(self) -> None:
        Sessions.execute(SOME_QUERY)

    def report(self) -> None:
        self._finish()

    def _finish(self) -> None:
        Sessions.remove()  # error: SES206


class Watched(Service):
    """Its base, from elsewhere, makes the thread."""

    def start(self) -> None:
        self.start_thread("watch", target=self._watch, daemon=True)
        self.start_thread("idle", goal=self._idle)

    def _watch(self) -> None:
        self._look()

    def _look(self) -> None:
        Sessions.remove()

    def _idle(self) -> None:
        Sessions.remove()  # error: SES206
