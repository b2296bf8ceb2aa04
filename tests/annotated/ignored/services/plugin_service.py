"""A class that leaves methods to its subclasses is an interface as a whole, as far as it requires a session."""

from abc import ABC, abstractmethod

from sqlalchemy.orm import Session

from database import session_scope


class Executor:
    def queue(self, work: str, session: Session) -> None:
        self.queued = [work]

    def _queue(self, work: str, session: Session) -> None:  # error: SES102
        self.queued = [work]

    def forget(self, work: str, session: Session | None = None) -> None:  # error: SES102
        self.queued = []

    def reopen(self, work: str, session: Session) -> None:  # error: SES102
        with session_scope() as other:
            other.add(work)

    def run(self) -> None:
        """Run what is queued."""
        raise NotImplementedError(f"{type(self).__name__} must implement run()")


class Importer(ABC):
    def begin(self, session: Session) -> None:
        self.begun = True

    @abstractmethod
    def parse(self, text: str) -> str: ...


class Leaf:
    """It refuses one thing, and leaves nothing to anybody."""

    def queue(self, work: str, session: Session) -> None:  # error: SES102
        self.queued = [work]

    def stop(self) -> None:
        """Nothing to stop."""

    def check(self, work: str) -> None:
        if work not in self.queued:
            raise NotImplementedError(work)
