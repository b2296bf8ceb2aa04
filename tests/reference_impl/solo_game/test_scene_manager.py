"""Scenes: numbered within their act, one of an act's active, and none after its end."""

from __future__ import annotations

import pytest
from game_rows import (
    create_test_act,
    create_test_game,
    create_test_open_scene,
    create_test_scene,
    refuses,
)
from sqlalchemy.exc import IntegrityError

from reference_impl.solo_game import SessionContext
from reference_impl.solo_game.errors import (
    ActNotFound,
    InvalidText,
    NoActiveAct,
    NoActiveGame,
    NoActiveScene,
    SceneCompleted,
    SceneNotFound,
    SoloGameError,
)
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import Scene


def test_a_created_scene_is_in_the_callers_session_open_and_active(session_context: SessionContext) -> None:
    with session_context as session:
        act = create_test_act(session, create_test_game(session))
        scene = SceneManager(session).create_scene(act.id, "The well", "It is dry.")
        session.refresh(act, ["scenes"])
        assert act.scenes == [session.get(Scene, scene.id)]
        assert (scene.sequence, scene.title, scene.description) == (1, "The well", "It is dry.")
        assert (scene.status, scene.is_active) == ("open", True)


def test_scenes_are_numbered_within_their_act(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        first, second = create_test_act(session, game, 1, is_active=False), create_test_act(session, game, 2)
        scenes = SceneManager(session)
        made = [scenes.create_scene(act.id, "A scene").sequence for act in (first, first, second, first)]
        assert made == [1, 2, 1, 3]
        assert [scene.act_id for scene in scenes.list_scenes({"is_active": True})] == [second.id, first.id]


def test_the_active_scene_is_that_of_the_active_act_of_the_active_game(session_context: SessionContext) -> None:
    with session_context as session:
        scenes = SceneManager(session)
        refuses(session, NoActiveGame, "no game", scenes.get_active_scene)
        game = create_test_game(session)
        refuses(session, NoActiveAct, "no act", scenes.get_active_scene)
        act = create_test_act(session, game, 4)
        refuses(session, NoActiveScene, "no scene of act 4 is active: create or", scenes.get_active_scene)
        first, second = create_test_scene(session, act, 1), scenes.create_scene(act.id, "Second")
        assert scenes.get_active_scene() == second
        assert scenes.activate_scene(first.id) == scenes.get_active_scene()


def test_a_completed_scene_is_not_active_and_never_again(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        scenes = SceneManager(session)
        completed = scenes.complete_scene(scene.id)
        assert (completed.status, completed.is_active) == ("completed", False)
        assert scenes.get_scene(scene.id) == completed
        refuses(session, NoActiveScene, "no scene", scenes.get_active_scene)
        for call in (scenes.activate_scene, scenes.complete_scene, scenes.get_open_scene):
            refuses(session, SceneCompleted, "scene 1, 'Scene 1', is completed: create or activate", call, scene.id)


def test_a_refused_activation_leaves_the_active_scene(session_context: SessionContext) -> None:
    with session_context as session:
        active = create_test_open_scene(session)
        completed = create_test_scene(session, active.act, 2, status="completed")
        scenes = SceneManager(session)
        refuses(session, SceneCompleted, "is completed", scenes.activate_scene, completed.id)
        assert scenes.get_active_scene().id == active.id
        assert [scene.id for scene in scenes.list_scenes({"status": "completed"})] == [completed.id]


@pytest.mark.parametrize(
    ("call", "arguments", "error", "match"),
    [
        ("create_scene", (9, "The well"), ActNotFound, "no row 9 in acts"),
        ("create_scene", (1, ""), InvalidText, "title of a scene is empty"),
        ("create_scene", (1, "The well", "\x07"), InvalidText, "description of a scene holds control"),
        ("get_scene", (9,), SceneNotFound, "no row 9 in scenes"),
        ("get_open_scene", (9,), SceneNotFound, "no row 9 in scenes"),
        ("activate_scene", (9,), SceneNotFound, "no row 9 in scenes"),
        ("complete_scene", (9,), SceneNotFound, "no row 9 in scenes"),
    ],
)
def test_what_cannot_be_is_refused_and_the_active_scene_stays(
    session_context: SessionContext, call: str, arguments: tuple[object, ...], error: type[SoloGameError], match: str
) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        scenes = SceneManager(session)
        refuses(session, error, match, getattr(scenes, call), *arguments)
        assert scenes.get_active_scene().id == scene.id


@pytest.mark.parametrize(
    "values",
    [
        {"sequence": 2, "status": "open", "is_active": True},
        {"sequence": 1, "status": "open", "is_active": False},
        {"sequence": 2, "status": "over", "is_active": False},
        {"sequence": 2, "status": "completed", "is_active": True},
    ],
)
def test_the_database_itself_refuses_a_scene_that_cannot_be(
    session_context: SessionContext, values: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), session_context as session:
        act = create_test_open_scene(session).act
        session.add(Scene(act_id=act.id, title="Another", description="", **values))
