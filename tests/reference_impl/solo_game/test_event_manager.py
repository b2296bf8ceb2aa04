"""Events: added to a scene that is open, with where they came from."""

from __future__ import annotations

import pytest
from game_rows import create_test_event, create_test_open_scene, create_test_scene, refuses

from reference_impl.solo_game import SessionContext, create_all_managers
from reference_impl.solo_game.errors import (
    EventNotFound,
    InvalidSource,
    InvalidText,
    NoActiveAct,
    NoActiveGame,
    NoActiveScene,
    SceneCompleted,
    SceneNotFound,
    SoloGameError,
)
from reference_impl.solo_game.managers.event import EventManager
from reference_impl.solo_game.models import Event


def test_an_event_of_the_active_scene_across_managers_on_one_session(session_context: SessionContext) -> None:
    with session_context as session:
        managers = create_all_managers(session)
        game = managers.game.create_game("Salt")
        act = managers.act.create_act(game.id)
        scene = managers.scene.create_scene(act.id, "The well")
        event = managers.event.add_event_to_active_scene("We dig.")
        row = session.get(Event, event.id)
        assert row is not None
        assert (row.scene.id, row.scene.act.game.id, row.source) == (scene.id, game.id, "manual")


def test_without_an_active_scene_it_says_what_is_missing(session_context: SessionContext) -> None:
    with session_context as session:
        managers = create_all_managers(session)
        add = managers.event.add_event_to_active_scene
        refuses(session, NoActiveGame, "no game is active", add, "We dig.")
        game = managers.game.create_game("Salt")
        refuses(session, NoActiveAct, "no act of 'Salt' is active", add, "We dig.")
        managers.act.create_act(game.id)
        refuses(session, NoActiveScene, "no scene of act 1 is active", add, "We dig.")


@pytest.mark.parametrize("source", ["manual", "oracle", "dice"])
def test_an_event_keeps_where_it_came_from(session_context: SessionContext, source: str) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        events = EventManager(session)
        event = events.add_event(scene.id, "We dig.", source)
        assert (event.scene_id, event.description, event.source) == (scene.id, "We dig.", source)
        assert events.get_event(event.id) == event


def test_events_are_listed_by_scene_in_their_order(session_context: SessionContext) -> None:
    with session_context as session:
        first = create_test_open_scene(session)
        second = create_test_scene(session, first.act, 2, is_active=False)
        for scene, description in [(first, "one"), (second, "two"), (first, "three")]:
            create_test_event(session, scene, description)
        events = EventManager(session)
        assert [event.description for event in events.list_events({"scene_id": first.id})] == ["one", "three"]
        assert [event.description for event in events.list_events(order_by="-id", limit=2)] == ["three", "two"]
        assert [event.description for event in first.events] == ["one", "three"]


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ((9, "We dig."), SceneNotFound, "no row 9"),
        ((2, "We dig."), SceneCompleted, "is completed"),
        ((1, ""), InvalidText, "description of an event is empty"),
        ((1, "x" * 10_001), InvalidText, "at most 10000"),
        ((1, "We dig.", "dise"), InvalidSource, "no event comes from 'dise': did you mean 'dice'"),
        ((1, "We dig.", "heaven"), InvalidSource, "there are dice, manual, oracle"),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    session_context: SessionContext, arguments: tuple[object, ...], error: type[SoloGameError], match: str
) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        create_test_scene(session, scene.act, 2, status="completed")
        refuses(session, error, match, EventManager(session).add_event, *arguments)


def test_an_event_that_there_is_not_is_not_found(session_context: SessionContext) -> None:
    with session_context as session:
        refuses(session, EventNotFound, "no row 9 in events", EventManager(session).get_event, 9)
