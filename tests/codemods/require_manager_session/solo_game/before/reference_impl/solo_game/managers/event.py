"""Events: what happens in a scene, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy.orm import Session

from reference_impl.solo_game.dtos import EventDTO
from reference_impl.solo_game.errors import EventNotFound, InvalidSource
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.lookups import row_by_id, rows
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import Event
from reference_impl.solo_game.texts import checked, nearest

SOURCES = ("manual", "oracle", "dice")


class EventManager(BaseManager):
    """Adds and finds events."""

    @cached_property
    def scene_manager(self) -> SceneManager:
        """The scenes."""
        return SceneManager(self._session) if self._session else SceneManager()

    def add_event(self, scene_id: int, description: str, source: str = "manual") -> EventDTO:
        """Add an event to a scene.

        Args:
            scene_id: the scene.
            description: what happens.
            source: "manual", "oracle" or "dice".

        Raises:
            SceneNotFound: there is no such scene.
            SceneCompleted: the scene is completed.
            InvalidText: the description is empty, too long or no text.
            InvalidSource: the source is none of the three.
        """
        return self._execute_change("add an event", self._add, scene_id, description, source)

    def add_event_to_active_scene(self, description: str, source: str = "manual") -> EventDTO:
        """Add an event to the active scene of the active act of the active game.

        Raises:
            NoActiveGame, NoActiveAct, NoActiveScene: there is none.
            InvalidText, InvalidSource: as `add_event()` has them.
        """
        return self.add_event(self.scene_manager.get_active_scene().id, description, source)

    def get_event(self, event_id: int) -> EventDTO:
        """Return the event of a number.

        Raises:
            EventNotFound: there is none.
        """
        return self._execute_db_operation("get an event", _get, event_id)

    def list_events(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "id", limit: int = 0
    ) -> list[EventDTO]:
        """Return events, as `GameManager.list_games()` returns games; a limit of 0 means none, that is, no limit."""
        return self._execute_db_operation("list events", _list, filters, order_by, limit)

    def _add(self, session: Session, scene_id: int, description: str, source: str) -> EventDTO:
        if source not in SOURCES:
            raise InvalidSource(f"no event comes from {source!r}: {nearest(source, SOURCES)}")
        event = Event(
            scene_id=self.scene_manager.get_open_scene(scene_id).id,
            description=checked("the description of an event", description),
            source=source,
        )
        session.add(event)
        session.flush()
        return EventDTO.of(event)


def _get(session: Session, event_id: int) -> EventDTO:
    return EventDTO.of(row_by_id(Event, event_id, EventNotFound, session=session))


def _list(session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int) -> list[EventDTO]:
    return [EventDTO.of(event) for event in rows(Event, filters, order_by, limit, session=session)]
