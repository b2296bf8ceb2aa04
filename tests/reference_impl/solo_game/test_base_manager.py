"""The base of all managers: a session that is required, operations that are logged, managers that share it."""

from __future__ import annotations

import logging
from functools import cached_property

import pytest
from game_rows import contents, create_test_game, create_test_open_scene
from sqlalchemy import text
from sqlalchemy.orm import Session

from reference_impl.solo_game import BaseManager, SessionContext
from reference_impl.solo_game.errors import GameNotFound, NoActiveGame
from reference_impl.solo_game.managers.act import ActManager
from reference_impl.solo_game.managers.dice import DiceManager
from reference_impl.solo_game.managers.event import EventManager
from reference_impl.solo_game.managers.game import GameManager
from reference_impl.solo_game.managers.oracle import OracleManager
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import Game

BASE = "reference_impl.solo_game.managers.base"
MANAGERS = [BaseManager, GameManager, ActManager, SceneManager, EventManager, DiceManager, OracleManager]


class Clock(BaseManager):
    """A manager that is made with more than a session."""

    def __init__(self, hour: int, session: Session) -> None:
        super().__init__(session)
        self.hour = hour

    def time(self) -> str:
        """Ask the database."""
        return self._execute_db_operation("tell the time", _time, self.hour, minute=30)


class Tower(BaseManager):
    """A manager that needs another one."""

    @cached_property
    def clock(self) -> Clock:
        """The clock, which is made when somebody looks at it."""
        return self._lazy_init_manager(Clock, hour=7)

    def rename(self, name: str) -> None:
        """Rename the game, and fail."""
        self._execute_change("rename", _rename_and_fail, name)

    def fail(self, error: BaseException) -> None:
        """Raise an error."""
        self._execute_db_operation("fail", _fail, error)


def _time(session: Session, hour: int, *, minute: int) -> str:
    return session.scalar(text("SELECT :hour || ':' || :minute"), {"hour": hour, "minute": minute}) or ""


def _rename_and_fail(session: Session, name: str) -> None:
    for game in session.query(Game):
        game.name = name
    session.flush()
    raise RuntimeError("the tower fell")


def _fail(session: Session, error: BaseException) -> None:
    session.execute(text("SELECT 1"))
    raise error


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.__name__)
def test_a_session_is_required(manager: type[BaseManager]) -> None:
    with pytest.raises(TypeError, match="session"):
        manager()  # pyright: ignore[reportCallIssue]  (this is what is tested)


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.__name__)
def test_no_manager_can_get_a_session_or_end_one(manager: type[BaseManager]) -> None:
    ends = {"_get_session", "get_session", "close", "close_session", "commit", "rollback"}
    assert not ends & set(dir(manager))


def test_an_operation_gets_the_managers_session_and_what_follows(session_context: SessionContext) -> None:
    with session_context as session:
        assert Clock(8, session).time() == "8:30"
        assert session.in_transaction()


def test_an_operation_is_logged(session_context: SessionContext, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, BASE)
    with session_context as session:
        Clock(8, session).time()
    assert caplog.messages == ["Clock: tell the time"]


@pytest.mark.parametrize(
    ("error", "level", "message"),
    [
        (NoActiveGame("no game is active"), logging.DEBUG, "Tower: fail: refused: no game is active"),
        (ZeroDivisionError("division"), logging.WARNING, "Tower: fail: failed: ZeroDivisionError('division')"),
        (KeyboardInterrupt(), None, "Tower: fail"),
    ],
)
def test_what_an_operation_raises_is_logged_and_raised_as_it_is(
    session_context: SessionContext,
    caplog: pytest.LogCaptureFixture,
    error: BaseException,
    level: int | None,
    message: str,
) -> None:
    caplog.set_level(logging.DEBUG, BASE)
    with session_context as session:
        create_test_game(session)
        with pytest.raises(type(error)) as raised:
            Tower(session).fail(error)
        assert raised.value is error
        assert session.in_transaction()  # neither committed nor rolled back
        assert len(contents(session)["games"]) == 1
    assert caplog.messages[-1] == message
    assert [each.levelno for each in caplog.records[1:]] == ([] if level is None else [level])


def test_a_change_that_fails_half_way_leaves_nothing_and_the_callers_work_all(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        game.description = "not flushed yet"
        with pytest.raises(RuntimeError, match="tower"):
            Tower(session).rename("Sugar")
        assert (game.name, game.description) == ("Salt", "not flushed yet")
    with session_context as session:
        [kept] = GameManager(session).list_games()
        assert (kept.name, kept.description) == ("Salt", "not flushed yet")


def test_another_manager_is_made_once_when_it_is_needed_and_logged(
    session_context: SessionContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, BASE)
    with session_context as session:
        tower = Tower(session)
        assert caplog.messages == []
        assert tower.clock is tower.clock
        assert tower.clock.hour == 7
    assert caplog.messages == ["Tower makes a Clock"]


def test_another_manager_sees_what_this_one_has_not_committed(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        managers = [ActManager(session).game_manager, SceneManager(session).act_manager.game_manager]
        managers.append(OracleManager(session).event_manager.scene_manager.act_manager.game_manager)
        for manager in managers:
            assert manager.get_active_game().id == scene.act.game.id
        session.rollback()
        for manager in managers:
            with pytest.raises(GameNotFound):
                manager.get_game(1)
