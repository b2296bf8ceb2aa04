"""Dice: what a notation means, and what is kept of a roll."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import pytest
from game_rows import create_test_open_scene, create_test_roll, create_test_scene, refuses
from sqlalchemy.orm import Session

from reference_impl.solo_game import SessionContext
from reference_impl.solo_game.errors import (
    DiceRollNotFound,
    InvalidDiceNotation,
    InvalidText,
    SceneCompleted,
    SceneNotFound,
    SoloGameError,
)
from reference_impl.solo_game.managers.dice import DiceManager
from reference_impl.solo_game.models import DiceRoll


def roll(session: Session, notation: str, seed: int = 1) -> DiceRoll:
    """Roll, and return the row."""
    rolled = DiceManager(session).roll_dice(notation, randomness=Random(seed))
    row = session.get(DiceRoll, rolled.id)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("notation", "kept", "count", "modifier"),
    [
        ("2d6+1", "2d6+1", 2, 1),
        ("d20", "1d20", 1, 0),
        (" 3 D 8 - 2 ", "3d8-2", 3, -2),
        ("100d1000+9999", "100d1000+9999", 100, 9999),
        ("1d2-0", "1d2", 1, 0),
    ],
)
def test_a_notation_says_how_many_dice_and_what_is_added(
    session_context: SessionContext, notation: str, kept: str, count: int, modifier: int
) -> None:
    with session_context as session:
        row = roll(session, notation)
        assert (row.notation, len(row.results), row.total - sum(row.results)) == (kept, count, modifier)


def test_every_side_comes_up_and_no_other(session_context: SessionContext) -> None:
    with session_context as session:
        assert set(roll(session, "100d6").results) == {1, 2, 3, 4, 5, 6}


def test_the_same_seed_rolls_the_same(session_context: SessionContext) -> None:
    with session_context as session:
        assert roll(session, "2d6+1", seed=1).results == roll(session, "2d6+1", seed=1).results == [2, 5]
        assert roll(session, "2d6+1", seed=2).results == [1, 1]


@pytest.mark.parametrize(
    ("notation", "match"),
    [
        ("", "'' is no dice notation: write 2d6, d20 or 3d8\\+1"),
        ("six", "is no dice notation"),
        ("2d", "is no dice notation"),
        ("2d6+", "is no dice notation"),
        ("2d6+1d4", "is no dice notation"),
        ("-2d6", "is no dice notation"),
        ("2d6.5", "is no dice notation"),
        ("٢d٦", "is no dice notation"),
        ("2d99999", "is no dice notation"),
        ("9" * 5000 + "d6", "is no dice notation"),
        ("0d6", "asks for 0 dice: roll 1 to 100"),
        ("101d6", "asks for 101 dice"),
        ("2d1", "asks for dice of 1 sides: roll dice of 2 to 1000"),
        ("2d0", "of 0 sides"),
        ("2d1001", "of 1001 sides"),
    ],
)
def test_what_is_no_notation_is_refused(session_context: SessionContext, notation: str, match: str) -> None:
    with session_context as session:
        refuses(session, InvalidDiceNotation, match, DiceManager(session).roll_dice, notation, randomness=Random(1))


def test_a_roll_belongs_to_a_scene_or_to_none(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        create_test_roll(session)
        dice = DiceManager(session)
        bound = dice.roll_dice("d6", randomness=Random(1), scene_id=scene.id, reason="digging")
        assert (bound.scene_id, bound.reason) == (scene.id, "digging")
        free = dice.roll_dice("d6", randomness=Random(1))
        assert (free.scene_id, free.reason) == (None, None)
        assert dice.list_rolls({"scene_id": scene.id}) == [bound]
        assert free in dice.list_rolls({"scene_id": None})
        assert len(dice.list_rolls({"scene_id": None})) == 2
        assert dice.get_roll(bound.id) == bound


def test_a_roll_is_json(session_context: SessionContext) -> None:
    with session_context as session:
        rolled = DiceManager(session).roll_dice("2d6+1", randomness=Random(1))
    assert json.loads(json.dumps(asdict(rolled)))["results"] == [2, 5]


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"scene_id": 9}, SceneNotFound, "no row 9"),
        ({"scene_id": 2}, SceneCompleted, "is completed"),
        ({"reason": " "}, InvalidText, "reason of a roll is empty"),
    ],
)
def test_a_refused_roll_takes_nothing_from_the_source_of_chance(
    session_context: SessionContext, options: dict[str, object], error: type[SoloGameError], match: str
) -> None:
    with session_context as session:
        create_test_scene(session, create_test_open_scene(session).act, 2, status="completed")
        randomness = Random(1)
        refuses(session, error, match, DiceManager(session).roll_dice, "d6", randomness=randomness, **options)
        assert randomness.random() == Random(1).random()


def test_a_roll_that_there_is_not_is_not_found(session_context: SessionContext) -> None:
    with session_context as session:
        refuses(session, DiceRollNotFound, "no row 9 in dice_rolls", DiceManager(session).get_roll, 9)
