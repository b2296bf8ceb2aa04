"""All managers at once: on one session of whatever kind, none of which they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from random import Random
from typing import Any

import pytest
from game_rows import contents, create_test_act, create_test_game
from sqlalchemy.orm import Session, scoped_session

from reference_impl.database import EngineConfig, SessionFactory, guarded, session_scope
from reference_impl.database.engine import make_engine
from reference_impl.database.schema import upgrade_schema
from reference_impl.solo_game import DatabaseManager, SessionContext, create_all_managers, read_journal
from reference_impl.solo_game.errors import DuplicateSlug, GameNotFound
from reference_impl.solo_game.models import SCHEMA
from reference_impl.solo_game.story import play_story


class ForwardingSession:
    """What is no session, and does what one does."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:  # whatever a session has
        return getattr(self._session, name)


def test_the_managers_are_attributes_in_the_order_of_their_needs(session_context: SessionContext) -> None:
    with session_context as session:
        managers = create_all_managers(session)
        assert [field.name for field in fields(managers)] == ["game", "act", "scene", "event", "dice", "oracle"]
        with pytest.raises(FrozenInstanceError):
            managers.game = managers.game  # pyright: ignore[reportAttributeAccessIssue]  (this is what is tested)


def test_making_them_does_nothing_to_the_session(session_context: SessionContext) -> None:
    with session_context as session:
        create_all_managers(session)
        assert not session.in_transaction()


def test_they_see_what_is_not_committed(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        managers = create_all_managers(session)
        act = managers.act.create_act(game.id)
        assert managers.scene.create_scene(act.id, "The well").act_id == act.id


def test_a_whole_game_ends_no_transaction(session_context: SessionContext) -> None:
    with session_context as session:
        with guarded(session):
            play_story(create_all_managers(session), randomness=Random(1))
        assert session.in_transaction()
        session.rollback()
        assert not any(contents(session).values())


@pytest.mark.parametrize("kind", [scoped_session, ForwardingSession])
def test_any_object_like_a_session_will_do(database_manager: DatabaseManager, kind: Callable[[Any], Any]) -> None:
    maker = database_manager.session
    session = kind(maker) if kind is scoped_session else kind(maker())
    managers = create_all_managers(session)
    managers.game.create_game("Salt")
    with pytest.raises(DuplicateSlug):
        managers.game.create_game("Salt")
    session.commit()
    session.close()
    with SessionContext(database_manager) as other:
        assert [game.slug for game in create_all_managers(other).game.list_games()] == ["salt"]


def test_the_journal_shows_what_came_after_a_collection_was_loaded(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        act = create_test_act(session, game)
        assert act.scenes == []
        managers = create_all_managers(session)
        scene = managers.scene.create_scene(act.id, "The well")
        act.summary = "not flushed yet"
        assert managers.event.list_events() == []
        event = managers.event.add_event(scene.id, "We dig.")
        [of_act] = read_journal(game.id, session=session).acts
        assert (of_act.act.summary, of_act.scenes[0].events) == ("not flushed yet", (event,))


def test_a_journal_of_no_game_is_refused(session_context: SessionContext) -> None:
    with session_context as session, pytest.raises(GameNotFound, match="no row 9 in games"):
        read_journal(9, session=session)


def test_the_same_seed_plays_the_same_game_on_sqlite_and_on_postgresql(
    session_context: SessionContext, postgresql_url: str
) -> None:
    server = SessionFactory(make_engine(EngineConfig(database_url=postgresql_url)))
    upgrade_schema(server.engine, SCHEMA)
    journals = []
    for scope in (session_context, session_scope(server)):
        with scope as session:
            managers = create_all_managers(session)
            game = play_story(managers, randomness=Random(1))
            with pytest.raises(DuplicateSlug):
                play_story(managers, randomness=Random(1))
            journals.append(read_journal(game.id, session=session))
    server.dispose()
    assert journals[0] == journals[1]
    assert journals[0].acts[0].act.title == "Thirst"
