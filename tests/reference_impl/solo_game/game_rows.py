"""Rows for the tests, made on the session that a test has entered, and the verbs in which the tests speak of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.solo_game import SoloGameError
from reference_impl.solo_game.models import Act, Base, DiceRoll, Event, Game, Interpretation, InterpretationSet, Scene

Row = TypeVar("Row", bound=Base)


def create_test_game(session: Session, slug: str = "salt", *, name: str = "Salt", is_active: bool = True) -> Game:
    """Return a game, which is in the database."""
    return _written(session, Game(name=name, slug=slug, description="", is_active=is_active))


def create_test_act(
    session: Session, game: Game, sequence: int = 1, *, title: str | None = None, is_active: bool = True
) -> Act:
    """Return an act; the game's acts are as they are in the database now."""
    act = _written(session, Act(game_id=game.id, sequence=sequence, title=title, is_active=is_active))
    session.refresh(game, ["acts"])
    return act


def create_test_scene(
    session: Session, act: Act, sequence: int = 1, *, status: str = "open", is_active: bool = True
) -> Scene:
    """Return a scene; the act's scenes are as they are in the database now."""
    values = {"title": f"Scene {sequence}", "description": "", "status": status}
    active = is_active and status == "open"
    scene = _written(session, Scene(act_id=act.id, sequence=sequence, is_active=active, **values))
    session.refresh(act, ["scenes"])
    return scene


def create_test_event(session: Session, scene: Scene, description: str = "We dig.") -> Event:
    """Return an event; the scene's events are as they are in the database now."""
    event = _written(session, Event(scene_id=scene.id, description=description, source="manual"))
    session.refresh(scene, ["events"])
    return event


def create_test_roll(session: Session, scene: Scene | None = None) -> DiceRoll:
    """Return a roll of one die."""
    scene_id = None if scene is None else scene.id
    return _written(session, DiceRoll(scene_id=scene_id, notation="1d6", results=[4], total=4))


def create_test_interpretation_set(
    session: Session, scene: Scene, texts: tuple[str, ...] = ("Rain.", "Sun.")
) -> InterpretationSet:
    """Return a question with its interpretations, which are loaded."""
    answers = [Interpretation(sequence=sequence, text=text) for sequence, text in enumerate(texts, start=1)]
    asked = _written(session, InterpretationSet(scene_id=scene.id, question="What?", interpretations=answers))
    session.refresh(asked, ["interpretations"])
    return asked


def create_test_open_scene(session: Session) -> Scene:
    """Return an active scene of an active act of an active game."""
    return create_test_scene(session, create_test_act(session, create_test_game(session)))


def contents(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, as this session sees them in the database."""
    tables = Base.metadata.sorted_tables
    return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def refuses(
    session: Session,
    error: type[SoloGameError],
    match: str,
    call: Callable[..., object],
    *args: object,
    **kwargs: object,
) -> None:
    """Check that a call raises an error of exactly this class and text, and leaves the database as it was."""
    before = contents(session)
    with pytest.raises(error, match=match) as raised:
        call(*args, **kwargs)
    assert type(raised.value) is error
    assert contents(session) == before


def _written(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
