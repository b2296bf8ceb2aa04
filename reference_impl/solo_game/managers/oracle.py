"""The oracle: a question in a scene, several interpretations, one of which becomes an event."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from random import Random

from sqlalchemy.orm import Session

from reference_impl.solo_game.dtos import EventDTO, InterpretationSetDTO
from reference_impl.solo_game.errors import AlreadySelected, InterpretationNotFound, InterpretationSetNotFound
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.event import EventManager
from reference_impl.solo_game.managers.lookups import row_by_id, rows
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import Interpretation, InterpretationSet
from reference_impl.solo_game.oracle_tables import draw_interpretations
from reference_impl.solo_game.texts import checked


class OracleManager(BaseManager):
    """Asks the oracle, and makes events of its answers."""

    @cached_property
    def scene_manager(self) -> SceneManager:
        """The scenes, on the same session."""
        return self._lazy_init_manager(SceneManager)

    @cached_property
    def event_manager(self) -> EventManager:
        """The events, on the same session."""
        return self._lazy_init_manager(EventManager)

    def ask_oracle(self, scene_id: int, question: str, *, randomness: Random, count: int = 3) -> InterpretationSetDTO:
        """Ask a question in a scene, and draw interpretations.

        Args:
            scene_id: the scene.
            question: what is asked.
            randomness: where chance comes from; a seeded one draws the same again.
            count: how many interpretations.

        Raises:
            SceneNotFound: there is no such scene.
            SceneCompleted: the scene is completed.
            InvalidText: the question is empty, too long or no text.
            InvalidCount: fewer than one interpretation, or too many.
        """
        return self._execute_change("ask the oracle", self._ask, scene_id, question, randomness, count)

    def select_interpretation(self, interpretation_id: int) -> EventDTO:
        """Select an interpretation, which becomes an event of the scene that the question was asked in.

        Raises:
            InterpretationNotFound: there is no such interpretation.
            AlreadySelected: one of its set was selected before.
            SceneCompleted: the scene was completed meanwhile; nothing is selected.
        """
        return self._execute_change("select an interpretation", self._select, interpretation_id)

    def get_interpretation_set(self, set_id: int) -> InterpretationSetDTO:
        """Return a question and its interpretations.

        Raises:
            InterpretationSetNotFound: there is none.
        """
        return self._execute_db_operation("get an interpretation set", _get, set_id)

    def list_interpretation_sets(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "id", limit: int = 0
    ) -> list[InterpretationSetDTO]:
        """Return questions, as `GameManager.list_games()` returns games; a limit of 0 means none, that is, no limit."""
        return self._execute_db_operation("list interpretation sets", _list, filters, order_by, limit)

    def _ask(
        self, session: Session, scene_id: int, question: str, randomness: Random, count: int
    ) -> InterpretationSetDTO:
        scene = self.scene_manager.get_open_scene(scene_id)
        question = checked("the question", question)
        answers = enumerate(draw_interpretations(count, randomness), start=1)
        asked = InterpretationSet(
            scene_id=scene.id,
            question=question,
            interpretations=[Interpretation(sequence=sequence, text=text) for sequence, text in answers],
        )
        session.add(asked)
        session.flush()
        return InterpretationSetDTO.of(asked)

    def _select(self, session: Session, interpretation_id: int) -> EventDTO:
        chosen = row_by_id(Interpretation, interpretation_id, InterpretationNotFound, session=session)
        asked = chosen.interpretation_set
        before = next((each for each in asked.interpretations if each.event_id is not None), None)
        if before is not None:
            raise AlreadySelected(
                f"{before.text!r} was selected for {asked.question!r} already: ask again to hear something else"
            )
        event = self.event_manager.add_event(asked.scene_id, chosen.text, "oracle")
        chosen.event_id = event.id
        session.flush()
        return event


def _get(session: Session, set_id: int) -> InterpretationSetDTO:
    return InterpretationSetDTO.of(row_by_id(InterpretationSet, set_id, InterpretationSetNotFound, session=session))


def _list(
    session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int
) -> list[InterpretationSetDTO]:
    return [
        InterpretationSetDTO.of(asked) for asked in rows(InterpretationSet, filters, order_by, limit, session=session)
    ]
