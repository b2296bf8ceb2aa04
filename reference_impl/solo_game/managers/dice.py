"""Dice: what was rolled, in a scene or in none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from random import Random

from sqlalchemy.orm import Session

from reference_impl.solo_game.dice_notation import Dice, parse_dice
from reference_impl.solo_game.dtos import DiceRollDTO
from reference_impl.solo_game.errors import DiceRollNotFound
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.lookups import row_by_id, rows
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import DiceRoll
from reference_impl.solo_game.texts import checked


class DiceManager(BaseManager):
    """Rolls dice and finds what was rolled."""

    @cached_property
    def scene_manager(self) -> SceneManager:
        """The scenes, on the same session."""
        return self._lazy_init_manager(SceneManager)

    def roll_dice(
        self, notation: str, *, randomness: Random, scene_id: int | None = None, reason: str | None = None
    ) -> DiceRollDTO:
        """Roll dice, and keep what they show.

        Args:
            notation: which dice, such as 2d6+1.
            randomness: where chance comes from; a seeded one rolls the same again.
            scene_id: the scene that they are rolled in; None for none.
            reason: why; None where there is no reason.

        Raises:
            InvalidDiceNotation: the notation is none.
            SceneNotFound: there is no such scene.
            SceneCompleted: the scene is completed.
            InvalidText: the reason is empty, too long or no text.
        """
        dice = parse_dice(notation)
        return self._execute_change("roll dice", self._roll, dice, randomness, scene_id, reason)

    def get_roll(self, roll_id: int) -> DiceRollDTO:
        """Return the roll of a number.

        Raises:
            DiceRollNotFound: there is none.
        """
        return self._execute_db_operation("get a roll", _get, roll_id)

    def list_rolls(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "id", limit: int = 0
    ) -> list[DiceRollDTO]:
        """Return rolls, as `GameManager.list_games()` returns games; `{"scene_id": None}` are those in no scene.

        A limit of 0 means none, that is, no limit.
        """
        return self._execute_db_operation("list rolls", _list, filters, order_by, limit)

    def _roll(
        self, session: Session, dice: Dice, randomness: Random, scene_id: int | None, reason: str | None
    ) -> DiceRollDTO:
        scene = None if scene_id is None else self.scene_manager.get_open_scene(scene_id)
        reason = None if reason is None else checked("the reason of a roll", reason)
        results = dice.roll(randomness)  # when all is checked: what is refused takes nothing from the source of chance
        roll = DiceRoll(
            scene_id=None if scene is None else scene.id,
            notation=str(dice),
            results=results,
            total=sum(results) + dice.modifier,
            reason=reason,
        )
        session.add(roll)
        session.flush()
        return DiceRollDTO.of(roll)


def _get(session: Session, roll_id: int) -> DiceRollDTO:
    return DiceRollDTO.of(row_by_id(DiceRoll, roll_id, DiceRollNotFound, session=session))


def _list(session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int) -> list[DiceRollDTO]:
    return [DiceRollDTO.of(roll) for roll in rows(DiceRoll, filters, order_by, limit, session=session)]
