"""All managers on one session."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from reference_impl.solo_game.managers.act import ActManager
from reference_impl.solo_game.managers.dice import DiceManager
from reference_impl.solo_game.managers.event import EventManager
from reference_impl.solo_game.managers.game import GameManager
from reference_impl.solo_game.managers.oracle import OracleManager
from reference_impl.solo_game.managers.scene import SceneManager


@dataclass(frozen=True)
class Managers:
    """The managers of one unit of work, in the order in which they need one another."""

    game: GameManager
    act: ActManager
    scene: SceneManager
    event: EventManager
    dice: DiceManager
    oracle: OracleManager


def create_all_managers(session: Session) -> Managers:
    """Return all managers.

    Args:
        session: for all of them; without it each makes sessions of its own.
    """
    return Managers(
        game=GameManager(session),
        act=ActManager(session),
        scene=SceneManager(session),
        event=EventManager(session),
        dice=DiceManager(session),
        oracle=OracleManager(session),
    )
