"""``require-manager-session``: managers are given their session, and neither make, commit nor close one."""

from __future__ import annotations

from session_lint.codemods.add_required_session import work_of
from session_lint.codemods.attempt import planned
from session_lint.codemods.codemod import Codemod, Work
from session_lint.codemods.manager_attempt import ManagerAttempt
from session_lint.codemods.managers import Managers
from session_lint.codemods.options import Options
from session_lint.codemods.sources import Sources
from session_lint.codemods.survey import Survey
from session_lint.project.project import Project


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the managers whose base stands in the wanted files, and every caller in the project."""
    survey, managers = Survey(project, options, sources), Managers(project)
    found = planned(survey, wanted, lambda: ManagerAttempt(survey, managers))
    work = work_of(found, survey)
    work.counts["methods of managers change"] = sum(len(changes.managers) for changes in found.files.values())
    return work


CODEMOD = Codemod(
    name="require-manager-session",
    summary="Managers require a session, share it, and leave its end to whoever made it.",
    repairs=(),
    why="""\
A manager keeps the session of its `__init__`. Where that can be left out, it makes one whenever it is asked for
something, commits it and closes it: two managers that work for one request are two transactions.

The session becomes required, in the base and in every class below it. The method that handed out
`(session, should_close)` goes, and with it every `finally: close()`, the rollbacks of handlers that raise on, and the
commits; a commit becomes a flush where generated keys, refreshed state or a result is looked at after it. Where a
handler makes another exception of its failure, the block goes into a savepoint. A manager that another one makes gets
the same session. Whoever makes a manager passes one: its own, a new parameter where it is a service, and a scope where
it is a boundary, around all that uses the manager there, and what it answered.

A base stays as it is, and is listed, where somebody hands in a session that nobody but the manager is seen to commit,
where a method's work was never committed, where a method is handed to a thread or task, and where its class is called
as a value. A manager that would outlive the scope around it is listed, kept on an object, returned, handed to a thread
or made at module level; so are a handler that rolls back and goes on, a commit that an exception may follow, a note of
a failure that is raised on, and a method that does something of its own where there is no session.

Where the session is required already, the calls that make a manager without one are listed, and the methods that
commit it or roll it back.""",
    before="""\
from sqlalchemy.orm import Session

from database import SessionLocal


class BaseManager:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        if self._session is not None:
            return self._session, False
        return SessionLocal(), True


class GameManager(BaseManager):
    def rename(self, game_id: int, name: str) -> None:
        session, should_close = self._get_session()
        try:
            session.get_one(Game, game_id).name = name
            session.commit()
        except Exception:
            session.rollback()
            raise
        finally:
            if should_close:
                session.close()


def rename_game(game_id: int, name: str) -> None:
    GameManager().rename(game_id, name)
""",
    after="""\
from sqlalchemy.orm import Session


class BaseManager:
    def __init__(self, session: Session) -> None:
        self._session = session


class GameManager(BaseManager):
    def rename(self, game_id: int, name: str) -> None:
        self._session.get_one(Game, game_id).name = name


def rename_game(game_id: int, name: str, *, session: Session) -> None:
    GameManager(session=session).rename(game_id, name)
""",
    plan=plan,
)
