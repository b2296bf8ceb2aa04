"""``require-manager-session``: each form of a manager, who makes one, and what comes of the game's managers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from session_lint.testing import rewrites
from tests.conftest import Ran

ROOT = Path(__file__).parents[2]
GAME = Path(__file__).parent / "require_manager_session" / "solo_game" / "before" / "reference_impl"
GAME_TESTS = ROOT / "tests" / "reference_impl" / "solo_game"

HEAD = "from sqlalchemy.orm import Session\n\n\n"
MAKES = "from sqlalchemy.orm import Session\n\nfrom database import SessionLocal\n\n\n"
BASE = (
    MAKES
    + """\
class BaseManager:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        if self._session is not None:
            return self._session, False
        return SessionLocal(), True

"""
)
REPAIRED = (
    HEAD
    + """\
class BaseManager:
    def __init__(self, session: Session) -> None:
        self._session = session

"""
)
MANAGER = (
    BASE
    + """\
    def add(self, thing: object) -> None:
        session, should_close = self._get_session()
        try:
            session.add(thing)
            session.commit()
        finally:
            if should_close:
                session.close()
"""
)
MANAGER_REPAIRED = (
    REPAIRED
    + """\
    def add(self, thing: object) -> None:
        self._session.add(thing)
"""
)
FILE = "managers/base.py"
IMPORT = "from managers.base import BaseManager\n\n\n"
SCOPED = "from database import session_scope\nfrom managers.base import BaseManager\n\n\n"


def method(before: str, after: str, *by_hand: str) -> None:
    rewrites("require-manager-session", BASE + before, REPAIRED + after, by_hand, FILE)


def made(before: str, after: str, *by_hand: str, path: str = "main.py") -> None:
    scoped = SCOPED if "session_scope" in after else IMPORT
    old, new = {FILE: MANAGER, path: IMPORT + before}, {FILE: MANAGER_REPAIRED, path: scoped + after}
    rewrites("require-manager-session", old, new, by_hand)


def refused(code: str, *by_hand: str, **files: str) -> None:
    old = {FILE: code, **files}
    rewrites("require-manager-session", old, old, by_hand)


# Methods ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("", ""),
        ("        return None\n", "        return None\n"),
        ("        return thing.id\n", "        session.flush()\n        return thing.id\n"),
        ("        session.refresh(thing)\n", "        session.flush()\n        session.refresh(thing)\n"),
    ],
    ids=["nothing follows", "a constant", "a generated key", "refreshed"],
)
def test_a_commit_goes_or_flushes(end: str, left: str) -> None:
    head = "    def add(self, thing: Thing) -> int | None:\n"
    body = "        session, _ = self._get_session()\n        session.add(thing)\n        session.commit()\n"
    session = "        session = self._session\n        session.add(thing)\n" if "session" in left else ""
    method(head + body + end, head + (session or "        self._session.add(thing)\n") + left)


@pytest.mark.parametrize("taken", ["thing: Thing", "thing: Thing, /", "*, thing: Thing"])
def test_an_object_that_is_asked_afterwards_is_flushed_however_it_was_handed_in(taken: str) -> None:
    head = f"    def add(self, {taken}) -> None:\n"
    method(
        f"{head}        session, _ = self._get_session()\n        session.add(thing)\n        session.commit()\n"
        "        thing.tell()\n",
        f"{head}        session = self._session\n        session.add(thing)\n        session.flush()\n"
        "        thing.tell()\n",
    )


def test_a_flush_that_stood_in_for_a_commit_is_enough() -> None:
    method(
        """\
    def add(self, thing: Thing) -> int:
        session, should_close = self._get_session()
        session.add(thing)
        if should_close:
            session.commit()
        else:
            session.flush()
        return thing.id
""",
        """\
    def add(self, thing: Thing) -> int:
        session = self._session
        session.add(thing)
        session.flush()
        return thing.id
""",
    )


def test_a_handler_that_does_more_than_roll_back_stays() -> None:
    method(
        """\
    def add(self, thing: object) -> None:
        session, close = self._get_session()
        try:
            session.add(thing)
        except ValueError as error:
            session.rollback()
            raise ManagerError("not added") from error
        finally:
            if close:
                session.close()
""",
        """\
    def add(self, thing: object) -> None:
        try:
            self._session.add(thing)
        except ValueError as error:
            raise ManagerError("not added") from error
""",
    )


def test_a_method_that_rolls_back_and_goes_on_is_listed_and_keeps_what_it_needs() -> None:
    body = """\
    def add(self, thing: object) -> bool:
        session, close = self._get_session()
        try:
            session.add(thing)
            session.commit()
        except ValueError:
            session.rollback()
            return False
        return True
"""
    stays = "    def _get_session(self) -> tuple[Session, bool]:\n        return self._session, False\n\n"
    method(body, stays + body, "'BaseManager.add': it rolls its own session back and goes on")


def test_a_note_of_a_failure_is_listed_where_the_failure_is_raised_on() -> None:
    note = """\
    def note(self, text: str) -> None:
        session, _ = self._get_session()
        session.add(Note(text))
        session.commit()

    def count(self) -> int:
        return self._session.query(Note).count()

    def tell(self) -> None:
        try:
            self.note("begun")
        except ValueError:
            self.count()
            raise
        except KeyError:
            self.note("failed")
            raise
        except TypeError:
            self.note("gone on")
"""
    noted = note.replace("session, _ = self._get_session()\n        session", "self._session")
    noted = noted.replace("        session.commit()\n", "")
    method(note, noted, "managers/base.py:30: the exception that is raised there rolls the caller's session back")


def test_a_method_that_works_without_a_session_is_listed() -> None:
    body = """\
    def names(self) -> list[str]:
        if self._session is None:
            return []
        return [thing.name for thing in self._session.query(Thing)]
"""
    method(body, body, "'BaseManager.names': it works without a session too (line 16)")


def test_a_method_that_refuses_to_work_without_one() -> None:
    method(
        """\
    def count(self) -> int:
        if self._session is None:
            raise RuntimeError("no session")
        return self._session.query(Thing).count()
""",
        """\
    def count(self) -> int:
        return self._session.query(Thing).count()
""",
    )


@pytest.mark.parametrize(
    "work",
    [
        "thing = session.get(Thing, thing_id)\n            thing.name = thing.name.upper()",
        "session.get_one(Thing, thing_id).name = 'none'",
        "session.scalars(select(Thing)).one().at.place += 1",
        "if thing := session.get(Thing, thing_id):\n                thing.name = 'none'",
    ],
    ids=["named", "asked directly", "asked further", "named in a condition"],
)
def test_a_method_whose_work_was_thrown_away_is_a_reason_to_leave_all_as_it_is(work: str) -> None:
    preview = f"""\

    def preview(self, thing_id: int) -> str:
        session, should_close = self._get_session()
        try:
            {work}
            return "told"
        finally:
            if should_close:
                session.close()
"""
    main = IMPORT + "def main() -> None:\n    print(BaseManager().preview(1))\n"
    refused(MANAGER + preview, "'BaseManager.preview' (managers/base.py:24) writes", **{"main.py": main})


LAZY = """\
class Store:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = SessionLocal()
        return self._session

"""
LEAVES = """\
    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.session.commit()
        else:
            self.session.rollback()
"""


def test_a_method_that_ends_the_session_which_it_was_handed_is_listed_in_a_later_run_too() -> None:
    settled = LAZY.replace("Session | None = None", "Session")
    settled = settled.replace("        if self._session is None:\n            self._session = SessionLocal()\n", "")
    reason = "'Store.__exit__' commits and rolls back the session that it is handed"
    rewrites("require-manager-session", MAKES + LAZY + LEAVES, HEAD + settled + LEAVES, [reason], FILE)
    named = LEAVES.replace("        if kind", "        session = self._session\n        if kind").replace(
        "self.session", "session"
    )
    for leaves in (LEAVES, named):
        refused(HEAD + settled + leaves, reason)


@pytest.mark.parametrize(
    "body",
    [
        "threads = [Thread(target=self.add, args=(one,)) for one in things]",
        "pool.submit(self.add, things)",
        "pool.submit(lambda: self.add(things))",
        "pool.submit(partial(self.add, things))",
        "pool.map(self.indirectly, things)",
        "def work():\n            self.add(things)\n        pool.submit(work)",
    ],
    ids=["thread", "pool", "lambda", "partial", "a method that calls it", "a function inside"],
)
def test_a_method_that_runs_in_other_threads_is_a_reason_to_leave_all_as_it_is(body: str) -> None:
    later = "\n    def indirectly(self, thing: object) -> None:\n        self.add(thing)\n"
    later += f"\n    def later(self, things: list[object]) -> None:\n        {body}\n"
    refused(MANAGER + later, "to something that may run beside it or later, with the same session")


def test_coroutines_of_a_manager_that_run_together_are_a_reason_to_leave_all_as_it_is() -> None:
    later = "\n    async def some(self) -> None:\n        self.add(1)\n"
    later += "\n    async def all(self) -> None:\n        await gather(*[self.some() for _ in range(2)])\n"
    refused(MANAGER + later, "'BaseManager.all' (managers/base.py:28) hands self.some")


def test_what_runs_at_once_or_without_the_session_is_none() -> None:
    body = """\
    def key(self, thing: Thing) -> str:
        return thing.name

    def ids(self) -> list[int]:
        return [thing.id for thing in self._session.query(Thing)]

    def tell(self, things: list[Thing]) -> list[object]:
        pool.submit(self.key, things[0])
        pool.submit(tell, self.ids())
        return [*map(self.ids, things), sorted(things, key=self.key)]
"""
    method(body, body)


def test_a_name_that_a_lambda_reads_stays_a_name() -> None:
    method(
        """\
    def later(self) -> Callable[[], int]:
        session, close = self._get_session()
        return lambda: session.query(Thing).count()
""",
        """\
    def later(self) -> Callable[[], int]:
        session = self._session
        return lambda: session.query(Thing).count()
""",
    )


def test_comments_stay() -> None:
    method(
        """\
    def add(self, thing: object) -> None:
        # One session for all of it.
        session, close = self._get_session()  # ours or theirs
        session.add(thing)  # first
        session.add(Log(thing))
""",
        """\
    def add(self, thing: object) -> None:
        # One session for all of it.
        # ours or theirs
        session = self._session
        session.add(thing)  # first
        session.add(Log(thing))
""",
    )


def test_lazily_made_managers_get_the_session() -> None:
    method(
        """\
    def _lazy_init_manager(self, manager: type, **kwargs: object) -> object:
        return manager(**kwargs)

    def other(self) -> object:
        return self._lazy_init_manager(BaseManager)

    def third(self) -> "BaseManager":
        return BaseManager()
""",
        """\
    def _lazy_init_manager(self, manager: type, **kwargs: object) -> object:
        kwargs["session"] = self._session
        return manager(**kwargs)

    def other(self) -> object:
        return self._lazy_init_manager(BaseManager)

    def third(self) -> "BaseManager":
        return BaseManager(session=self._session)
""",
    )


def test_a_manager_of_its_own_class_without_a_session_is_listed() -> None:
    copies = """\
    @classmethod
    def default(cls) -> "BaseManager":
        return cls()

    @classmethod
    def of(cls, session: Session, thing: Thing) -> "BaseManager":
        cls(session=None).add(thing)
        return cls(session)

    def clone(self) -> "BaseManager":
        type(self)(self._session)
        return type(self)()

    def other(self, taken: dict[str, object]) -> "BaseManager":
        self.__class__(**taken)
        return self.__class__()
"""
    lines = [17, 21, 26, 30]
    method(copies, copies, *(f"managers/base.py:{line}: it makes a manager without a session" for line in lines))
    later = (f"managers/base.py:{line - 7}: it makes a manager without a session" for line in lines)
    refused(REPAIRED + copies, *later)


def test_the_session_is_kept_for_good_after_the_first_time() -> None:
    rewrites(
        "require-manager-session",
        MAKES
        + """\
class Store:
    def __init__(self, session: Session | None = None) -> None:
        self.session: Session | None = session

    def _ask(self) -> Session:
        if self.session is None:
            self.session = SessionLocal()
        return self.session

    def add(self, thing: object) -> None:
        session = self._ask()
        session.add(thing)
        session.commit()
""",
        HEAD
        + """\
class Store:
    def __init__(self, session: Session) -> None:
        self.session: Session = session

    def add(self, thing: object) -> None:
        self.session.add(thing)
""",
        path=FILE,
    )


def test_an_attribute_says_whose_the_session_is() -> None:
    rewrites(
        "require-manager-session",
        MAKES
        + """\
class Store:
    def __init__(self, name: str = "", db: Session | None = None) -> None:
        self.name = name
        self.db = db or SessionLocal()
        self._owns = db is None

    def add(self, thing: object) -> None:
        self.db.add(thing)
        if self._owns:
            self.db.commit()

    def close(self) -> None:
        if self._owns:
            self.db.close()
""",
        HEAD
        + """\
class Store:
    def __init__(self, name: str = "", *, db: Session) -> None:
        self.name = name
        self.db = db

    def add(self, thing: object) -> None:
        self.db.add(thing)

    def close(self) -> None:
        pass
""",
        ["'Store.close' has nothing left to do"],
        path=FILE,
    )


def test_coroutines() -> None:
    head = "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
    rewrites(
        "require-manager-session",
        head
        + """\
from database import maker


class Store:
    def __init__(self, session: AsyncSession | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[AsyncSession, bool]:
        if self._session:
            return self._session, False
        return maker(), True

    async def add(self, thing: Thing) -> int:
        session, should_close = self._get_session()
        try:
            session.add(thing)
            await session.commit()
            return thing.id
        except Exception:
            await session.rollback()
            raise
        finally:
            if should_close:
                await session.close()
""",
        head
        + """\

class Store:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, thing: Thing) -> int:
        session = self._session
        session.add(thing)
        await session.flush()
        return thing.id
""",
        path=FILE,
    )


def test_a_class_that_makes_its_base_without_a_session_takes_one() -> None:
    method(
        """\

class Named(BaseManager):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
""",
        """\

class Named(BaseManager):
    def __init__(self, name: str, *, session: Session) -> None:
        super().__init__(session=session)
        self.name = name
""",
    )


def test_a_double_in_tests_requires_a_session_too() -> None:
    path = "tests/test_managers.py"
    before = """\
class Double(BaseManager):
    def __init__(self) -> None:
        super().__init__()
        self.added = []


def test_add() -> None:
    double = Double()
    double.add(1)
"""
    after = """\
class Double(BaseManager):
    def __init__(self, *, session: Session) -> None:
        super().__init__(session=session)
        self.added = []


def test_add() -> None:
    with session_scope() as session:
        double = Double(session=session)
        double.add(1)
"""
    new = {FILE: MANAGER_REPAIRED, path: "from sqlalchemy.orm import Session\n\n" + SCOPED + after}
    rewrites("require-manager-session", {FILE: MANAGER, path: IMPORT + before}, new)


@pytest.mark.parametrize(
    "code",
    [
        HEAD + "class Manager:\n    def __init__(self, session: Session) -> None:\n        self._session = session\n",
        "class Client:\n    def __init__(self, session=None):\n        self._session = session or requests.Session()\n",
        HEAD + "class Report:\n    def __init__(self, session: Session | None = None) -> None:\n        run(session)\n",
        MANAGER.replace("None = None) -> None:", "None = None) -> None:  # noqa: SES101"),
    ],
    ids=["required", "another kind of session", "not kept", "silenced"],
)
def test_what_is_no_manager_that_can_be_without_a_session(code: str) -> None:
    refused(code)


# Who makes managers --------------------------------------------------------------------------------------------------


def test_a_boundary_gets_a_scope_around_all_that_uses_the_manager() -> None:
    made(
        """\
def main() -> None:
    manager = BaseManager()
    print("made")
    manager.add(1)
    print("done")
""",
        """\
def main() -> None:
    with session_scope() as session:
        manager = BaseManager(session=session)
        print("made")
        manager.add(1)
    print("done")
""",
    )


def test_what_is_given_the_manager_lives_as_long() -> None:
    made(
        """\
def main() -> None:
    screen = Screen(BaseManager())
    screen.show()
    print("done")
""",
        """\
def main() -> None:
    with session_scope() as session:
        screen = Screen(BaseManager(session=session))
        screen.show()
    print("done")
""",
    )


def test_a_coroutine_opens_an_asynchronous_scope() -> None:
    database = """\
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


@asynccontextmanager
async def session_scope():
    async with maker.begin() as session:
        yield session
"""
    manager = MANAGER.replace("sqlalchemy.orm import Session", "sqlalchemy.ext.asyncio import AsyncSession")
    manager = manager.replace("SessionLocal", "maker").replace("Session |", "AsyncSession |").replace("[S", "[AsyncS")
    manager = manager.replace("def add", "async def add").replace("session.c", "await session.c")
    repaired = MANAGER_REPAIRED.replace("sqlalchemy.orm import Session", "sqlalchemy.ext.asyncio import AsyncSession")
    repaired = repaired.replace(": Session", ": AsyncSession").replace("def add", "async def add")
    main = "async def main() -> None:\n    store = BaseManager()\n    await store.add(1)\n"
    scoped = """\
async def main() -> None:
    async with session_scope() as session:
        store = BaseManager(session=session)
        await store.add(1)
"""
    old = {"database.py": database, FILE: manager, "main.py": IMPORT + main}
    rewrites("require-manager-session", old, {FILE: repaired, "main.py": SCOPED + scoped})


def test_two_managers_share_a_scope() -> None:
    made(
        """\
def main() -> None:
    one = BaseManager()
    other = BaseManager(None)
    one.add(other.add(1))
""",
        """\
def main() -> None:
    with session_scope() as session:
        one = BaseManager(session=session)
        other = BaseManager(session)
        one.add(other.add(1))
""",
    )


def test_a_service_takes_a_session() -> None:
    before = "def add(thing: object) -> None:\n    BaseManager().add(thing)\n"
    after = "def add(thing: object, *, session: Session) -> None:\n    BaseManager(session=session).add(thing)\n"
    path = "services/thing_service.py"
    old = {FILE: MANAGER, path: IMPORT + before}
    new = {FILE: MANAGER_REPAIRED, path: "from sqlalchemy.orm import Session\n\n" + IMPORT + after}
    rewrites("require-manager-session", old, new)


def test_a_function_that_hands_on_a_session_which_it_need_not_have_requires_it() -> None:
    head = "from sqlalchemy.orm import Session\n\n" + IMPORT
    body = "    return BaseManager(session)\n\n\ndef main() -> None:\n    with session_scope() as session:\n        "
    scoped = head.replace("from managers", "from database import session_scope\nfrom managers")
    before = scoped + "def make(session: Session | None = None) -> BaseManager:\n" + body + "make(session).add(1)\n"
    after = scoped + "def make(session: Session) -> BaseManager:\n" + body + "make(session).add(1)\n"
    rewrites("require-manager-session", {FILE: MANAGER, "main.py": before}, {FILE: MANAGER_REPAIRED, "main.py": after})


def test_a_fixture_that_yields_gets_a_scope_around_it() -> None:
    made(
        "@pytest.fixture\ndef manager():\n    yield BaseManager()\n",
        """\
@pytest.fixture
def manager():
    with session_scope() as session:
        yield BaseManager(session=session)
""",
        path="tests/test_managers.py",
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("class Screen:\n    def __init__(self):\n        self.manager = BaseManager()\n", "kept on an object"),
        ("class Screen:\n    def __init__(self):\n        self.at = Shop(BaseManager())\n", "kept on an object"),
        ("def make():\n    return BaseManager()\n", "returned"),
        ("def make():\n    manager = BaseManager()\n    manager.add(1)\n    return manager\n", "returned"),
        ("def make():\n    yield BaseManager()\n", "handed out by a generator"),
        ("MANAGER = BaseManager()\n", "made at module level"),
        ("def make(late):\n    if late:\n        m = BaseManager()\n    m.add(1)\n", "lives longer than its block"),
        ("def make():\n    m = BaseManager()\n    button.clicked = lambda: m.add(1)\n", "a function inside uses it"),
        ("def make():\n    return BaseManager().add\n", "returned"),
        ("def make():\n    m = BaseManager()\n    Thread(target=m.add, args=(1,)).start()\n", "may run later"),
        ("def make():\n    global m\n    m = BaseManager()\n    m.add(1)\n", "kept on an object"),
    ],
    ids=["attribute", "inside an attribute", "returned", "returned later", "yielded", "module", "block", "closure",
         "method", "thread", "global"],
)  # fmt: skip
def test_a_manager_that_outlives_the_scope_is_listed(code: str, reason: str) -> None:
    made(code, code, reason)


@pytest.mark.parametrize(
    ("call", "reasons"),
    [
        ("BaseManager()", ["main.py:4: it makes a manager without a session"]),
        ("BaseManager(session=None)", ["main.py:4: it makes a manager without a session"]),
        ("BaseManager(make())", []),
        ("BaseManager(*taken)", []),
        ("BaseManager(**taken)", []),
    ],
)
def test_what_makes_a_manager_without_a_session_is_listed_in_a_later_run_too(call: str, reasons: list[str]) -> None:
    refused(MANAGER_REPAIRED, *reasons, **{"main.py": f"{IMPORT}manager = {call}\n"})


def test_a_session_that_only_the_manager_is_seen_to_commit_is_a_reason_to_leave_all_as_it_is() -> None:
    main = """\
from database import SessionLocal
from managers.base import BaseManager


def main() -> None:
    with SessionLocal() as session:
        BaseManager(session).add(1)
"""
    refused(
        MANAGER, "work would be lost: main.py:7 hands it 'session', which nothing commits after", **{"main.py": main}
    )


def test_a_scope_that_does_not_commit_is_none_for_them() -> None:
    database = """\
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


@contextmanager
def session_scope():
    with SessionLocal() as session:
        yield session
"""
    main = IMPORT + "def main() -> None:\n    BaseManager().add(1)\n"
    old = {"database.py": database, FILE: MANAGER, "main.py": main}
    reason = "database.session_scope is not seen to commit, and the managers do not any more"
    rewrites("require-manager-session", old, {FILE: MANAGER_REPAIRED}, [reason])


def test_who_asks_a_manager_for_its_session_is_listed() -> None:
    main = IMPORT + "def main(manager: BaseManager) -> None:\n    session, _ = manager._get_session()\n"
    stays = "    def _get_session(self) -> tuple[Session, bool]:\n        return self._session, False\n\n"
    repaired = REPAIRED + stays + MANAGER_REPAIRED.removeprefix(REPAIRED)
    old = {FILE: MANAGER, "main.py": main}
    rewrites("require-manager-session", old, {FILE: repaired}, ["'_get_session' is used at main.py:4"])


# The game -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def game(tmp_path: Path) -> Path:
    """The reference's package with the managers as they once were."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT / "reference_impl", tmp_path / "reference_impl", ignore=ignored)
    shutil.copytree(GAME, tmp_path / "reference_impl", dirs_exist_ok=True, ignore=ignored)
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "game_rows.py", "test_base_manager.py", "test_act_manager.py"):
        shutil.copy(GAME_TESTS / name, tmp_path / "tests")
    (tmp_path / "pyproject.toml").write_text(
        """\
[tool.session_lint]
infrastructure = ["reference_impl/database/"]
boundary-scopes = ["reference_impl.solo_game.database.session_scope"]
extend-services = ["reference_impl/solo_game/managers/"]
"""
    )
    return tmp_path


def _tested(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_games_managers_pass_the_tests_of_those_that_require_a_session(
    game: Path, run_module: Callable[..., Ran]
) -> None:
    before = _tested(game)
    assert before.returncode == 1, before.stdout
    assert "test_no_manager_can_get_a_session_or_end_one" in before.stdout
    command = ("session_lint", "codemod", "require-manager-session", "reference_impl/solo_game", "--allow-dirty")
    ran = run_module(*command)
    assert ran.status == 1, ran  # a screen keeps a manager
    after = _tested(game)
    assert after.returncode == 0, after.stdout
    texts = {path: path.read_bytes() for path in game.rglob("*.py")}
    assert run_module(*command).stdout.startswith("0 functions")
    assert texts == {path: path.read_bytes() for path in game.rglob("*.py")}


def test_who_takes_the_other_codemod_is_told_of_this_one() -> None:
    hint = "'BaseManager.__init__' makes a manager: require-manager-session is its codemod"
    rewrites("add-required-session", MANAGER, MANAGER, [hint], path="managers.py")
