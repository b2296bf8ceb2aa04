"""The journal: a game from its first act to its last event, as one value."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reference_impl.solo_game.dtos import (
    ActDTO,
    ActJournalDTO,
    DiceRollDTO,
    EventDTO,
    GameDTO,
    JournalDTO,
    SceneDTO,
    SceneJournalDTO,
)
from reference_impl.solo_game.errors import GameNotFound
from reference_impl.solo_game.managers.lookups import row_by_id
from reference_impl.solo_game.models import Act, Game, Scene


def read_journal(game_id: int, *, session: Session) -> JournalDTO:
    """Return the journal of a game.

    Raises:
        GameNotFound: there is no such game.
    """
    game = row_by_id(Game, game_id, GameNotFound, session=session)
    scenes = selectinload(Act.scenes)
    acts = session.scalars(
        select(Act)
        .where(Act.game_id == game.id)
        .order_by(Act.sequence)
        .options(scenes.selectinload(Scene.events), scenes.selectinload(Scene.rolls))
        # Managers write by number, so that what a session has loaded before may lack what came since.
        .execution_options(populate_existing=True)
    )
    return JournalDTO(GameDTO.of(game), tuple(_act(act) for act in acts))


def _act(act: Act) -> ActJournalDTO:
    return ActJournalDTO(ActDTO.of(act), tuple(_scene(scene) for scene in act.scenes))


def _scene(scene: Scene) -> SceneJournalDTO:
    events = tuple(EventDTO.of(event) for event in scene.events)
    rolls = tuple(DiceRollDTO.of(roll) for roll in scene.rolls)
    return SceneJournalDTO(SceneDTO.of(scene), events, rolls)
