"""Scenes: the parts of an act, in order; one of an act's is active until it is completed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.solo_game.dtos import SceneDTO
from reference_impl.solo_game.errors import NoActiveScene, SceneCompleted, SceneNotFound
from reference_impl.solo_game.managers.act import ActManager
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.lookups import activate, next_sequence, row_by_id, rows
from reference_impl.solo_game.models import TITLE, Scene
from reference_impl.solo_game.texts import checked


class SceneManager(BaseManager):
    """Makes, finds, activates and completes scenes."""

    @cached_property
    def act_manager(self) -> ActManager:
        """The acts, on the same session."""
        return self._lazy_init_manager(ActManager)

    def create_scene(self, act_id: int, title: str, description: str = "") -> SceneDTO:
        """Add a scene to an act; it becomes the act's active one.

        Raises:
            ActNotFound: there is no such act.
            InvalidText: the title is empty, or a text is too long or none.
        """
        return self._execute_change("create a scene", self._create, act_id, title, description)

    def get_scene(self, scene_id: int) -> SceneDTO:
        """Return the scene of a number.

        Raises:
            SceneNotFound: there is none.
        """
        return self._execute_db_operation("get a scene", _get, scene_id)

    def get_open_scene(self, scene_id: int) -> SceneDTO:
        """Return the scene of a number, if anything can still happen in it.

        Raises:
            SceneNotFound: there is none.
            SceneCompleted: it is completed.
        """
        return self._execute_db_operation("get an open scene", _get_open, scene_id)

    def get_active_scene(self) -> SceneDTO:
        """Return the active scene of the active act of the active game.

        Raises:
            NoActiveGame, NoActiveAct, NoActiveScene: there is none.
        """
        return self._execute_db_operation("get the active scene", self._get_active)

    def activate_scene(self, scene_id: int) -> SceneDTO:
        """Make a scene the active one of its act, and no other.

        Raises:
            SceneNotFound: there is no such scene; the active one stays.
            SceneCompleted: it is completed; the active one stays.
        """
        return self._execute_change("activate a scene", _activate, scene_id)

    def complete_scene(self, scene_id: int) -> SceneDTO:
        """Complete a scene: nothing more happens in it, and it is not active any more.

        Raises:
            SceneNotFound: there is no such scene.
            SceneCompleted: it was completed before.
        """
        return self._execute_change("complete a scene", _complete, scene_id)

    def list_scenes(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "sequence", limit: int = 0
    ) -> list[SceneDTO]:
        """Return scenes, as `GameManager.list_games()` returns games; a limit of 0 means none, that is, no limit."""
        return self._execute_db_operation("list scenes", _list, filters, order_by, limit)

    def _create(self, session: Session, act_id: int, title: str, description: str) -> SceneDTO:
        act = self.act_manager.get_act(act_id)
        siblings = Scene.act_id == act.id
        scene = Scene(
            act_id=act.id,
            sequence=next_sequence(Scene.sequence, siblings, session=session),
            title=checked("the title of a scene", title, TITLE),
            description=checked("the description of a scene", description, may_be_empty=True),
        )
        session.add(scene)
        activate(scene, siblings, session=session)
        return SceneDTO.of(scene)

    def _get_active(self, session: Session) -> SceneDTO:
        act = self.act_manager.get_active_act()
        scene = session.scalar(select(Scene).where(Scene.act_id == act.id, Scene.is_active))
        if scene is None:
            raise NoActiveScene(f"no scene of act {act.sequence} is active: create or activate one")
        return SceneDTO.of(scene)


def _get(session: Session, scene_id: int) -> SceneDTO:
    return SceneDTO.of(row_by_id(Scene, scene_id, SceneNotFound, session=session))


def _get_open(session: Session, scene_id: int) -> SceneDTO:
    return SceneDTO.of(_open_row(session, scene_id))


def _activate(session: Session, scene_id: int) -> SceneDTO:
    scene = _open_row(session, scene_id)
    activate(scene, Scene.act_id == scene.act_id, session=session)
    return SceneDTO.of(scene)


def _complete(session: Session, scene_id: int) -> SceneDTO:
    scene = _open_row(session, scene_id)
    scene.status, scene.is_active = "completed", False
    session.flush()
    return SceneDTO.of(scene)


def _list(session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int) -> list[SceneDTO]:
    return [SceneDTO.of(scene) for scene in rows(Scene, filters, order_by, limit, session=session)]


def _open_row(session: Session, scene_id: int) -> Scene:
    scene = row_by_id(Scene, scene_id, SceneNotFound, session=session)
    if scene.status != "open":
        raise SceneCompleted(f"scene {scene.sequence}, {scene.title!r}, is completed: create or activate another one")
    return scene
