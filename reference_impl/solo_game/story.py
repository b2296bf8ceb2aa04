"""A short game that plays itself: what the managers do together, in one unit of work."""

from __future__ import annotations

from random import Random

from reference_impl.solo_game.dtos import GameDTO
from reference_impl.solo_game.factory import Managers

NAME = "The Salt Road"


def play_story(managers: Managers, *, randomness: Random, name: str = NAME) -> GameDTO:
    """Play a game of two scenes, and return it.

    Args:
        managers: all of them, on the session of the caller.
        randomness: where chance comes from; a seeded one plays the same again.
        name: what the game is called.

    Raises:
        SoloGameError: the name is taken, or none.
    """
    game = managers.game.create_game(name, "A caravan without a guide.")
    act = managers.act.create_act(game.id)  # its title comes when it is known

    scene = managers.scene.create_scene(act.id, "The empty well", "The first night. The well is dry.")
    managers.event.add_event_to_active_scene("We dig where the map shows water.")
    roll = managers.dice.roll_dice("2d6+1", randomness=randomness, scene_id=scene.id, reason="digging")
    found = "There is water, a little." if roll.total >= 8 else "There is nothing but sand."
    managers.event.add_event(scene.id, found, "dice")
    managers.scene.complete_scene(scene.id)

    scene = managers.scene.create_scene(act.id, "A light in the dunes")
    asked = managers.oracle.ask_oracle(scene.id, "Who carries the light?", randomness=randomness)
    managers.oracle.select_interpretation(randomness.choice(asked.interpretations).id)
    managers.event.add_event_to_active_scene("We follow it until dawn.")

    managers.act.describe_act(act.id, "Thirst", "How we lost the well and found company.")
    return game
