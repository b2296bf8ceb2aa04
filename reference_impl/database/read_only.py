"""The session of a reader scope: what is written in it is refused, not lost.

The ORM refuses here, on every database; SQLite (`PRAGMA query_only`) and PostgreSQL (`READ ONLY` transactions) refuse
textual SQL as well, because the session is bound to an engine that has the option set.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction

from reference_impl.database.errors import ReadOnlyScope
from reference_impl.database.ownership import OwnedSession


class ReaderSession(OwnedSession):
    """A session for reading. Its scope ends in rollback."""

    def refuse_changes(self) -> None:
        """Return if nothing was changed.

        Raises:
            ReadOnlyScope: an object was added, deleted or changed.
        """
        changed = [*self.new, *self.deleted, *(each for each in self.dirty if self.is_modified(each))]
        if changed:
            raise _refusal(", ".join(sorted({type(each).__name__ for each in changed})))


@event.listens_for(ReaderSession, "before_flush")
def _before_flush(session: ReaderSession, _context: UOWTransaction, _instances: Sequence[object] | None) -> None:
    session.refuse_changes()


@event.listens_for(ReaderSession, "do_orm_execute")
def _do_orm_execute(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise _refusal("INSERT" if state.is_insert else "UPDATE" if state.is_update else "DELETE")


def _refusal(found: str) -> ReadOnlyScope:
    return ReadOnlyScope("a reader scope cannot write: open a writer scope", expected="reads only", found=found)
