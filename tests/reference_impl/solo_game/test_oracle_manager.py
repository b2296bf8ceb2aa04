"""The oracle: asked in a scene, its answers drawn by chance, one of them selected."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import pytest
from game_rows import (
    create_test_event,
    create_test_interpretation_set,
    create_test_open_scene,
    create_test_scene,
    refuses,
)
from sqlalchemy.exc import IntegrityError

from reference_impl.solo_game import SessionContext
from reference_impl.solo_game.errors import (
    AlreadySelected,
    InterpretationNotFound,
    InterpretationSetNotFound,
    InvalidCount,
    InvalidText,
    SceneCompleted,
    SceneNotFound,
    SoloGameError,
)
from reference_impl.solo_game.managers.oracle import OracleManager
from reference_impl.solo_game.managers.scene import SceneManager
from reference_impl.solo_game.models import Event, InterpretationSet


def test_a_question_and_its_answers_are_in_the_callers_session(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        asked = OracleManager(session).ask_oracle(scene.id, "Who comes?", randomness=Random(1), count=4)
        row = session.get(InterpretationSet, asked.id)
        assert row is not None
        assert (row.scene_id, row.question) == (scene.id, "Who comes?")
        assert [each.text for each in row.interpretations] == [each.text for each in asked.interpretations]
        assert [each.sequence for each in asked.interpretations] == [1, 2, 3, 4]
        assert len({each.text for each in asked.interpretations}) == 4
        assert json.loads(json.dumps(asdict(asked)))["interpretations"][0]["event_id"] is None


def test_the_same_seed_draws_the_same(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        drawn = [
            tuple(
                each.text
                for each in OracleManager(session).ask_oracle(scene.id, "Who?", randomness=Random(seed)).interpretations
            )
            for seed in (7, 7, 8)
        ]
        assert drawn[0] == drawn[1] != drawn[2]


def test_the_selected_interpretation_becomes_an_event_of_its_scene(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        SceneManager(session).create_scene(scene.act_id, "Another one, which is active now")
        asked = create_test_interpretation_set(session, scene)
        oracle = OracleManager(session)
        event = oracle.select_interpretation(asked.interpretations[1].id)
        assert (event.scene_id, event.description, event.source) == (scene.id, "Sun.", "oracle")
        assert session.get(Event, event.id) is not None
        assert [each.event_id for each in oracle.get_interpretation_set(asked.id).interpretations] == [None, event.id]


@pytest.mark.parametrize("again", [0, 1])
def test_one_interpretation_of_a_set_is_selected_and_no_second(session_context: SessionContext, again: int) -> None:
    with session_context as session:
        asked = create_test_interpretation_set(session, create_test_open_scene(session))
        oracle = OracleManager(session)
        oracle.select_interpretation(asked.interpretations[0].id)
        again_id = asked.interpretations[again].id
        refuses(session, AlreadySelected, "'Rain.' was selected for 'What\\?'", oracle.select_interpretation, again_id)


def test_nothing_is_selected_when_the_scene_is_over(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        asked = create_test_interpretation_set(session, scene)
        SceneManager(session).complete_scene(scene.id)
        oracle = OracleManager(session)
        refuses(session, SceneCompleted, "completed", oracle.select_interpretation, asked.interpretations[0].id)
        assert oracle.get_interpretation_set(asked.id).interpretations[0].event_id is None


@pytest.mark.parametrize(
    ("scene_id", "question", "count", "error", "match"),
    [
        (9, "Who?", 3, SceneNotFound, "no row 9"),
        (2, "Who?", 3, SceneCompleted, "is completed"),
        (1, "", 3, InvalidText, "the question is empty"),
        (1, "Who?", 0, InvalidCount, "0 interpretations cannot be drawn: ask for 1 to 10"),
        (1, "Who?", 11, InvalidCount, "11 interpretations"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    session_context: SessionContext, scene_id: int, question: str, count: int, error: type[SoloGameError], match: str
) -> None:
    with session_context as session:
        create_test_scene(session, create_test_open_scene(session).act, 2, status="completed")
        ask = OracleManager(session).ask_oracle
        refuses(session, error, match, ask, scene_id, question, randomness=Random(1), count=count)


def test_what_there_is_not_is_not_found(session_context: SessionContext) -> None:
    with session_context as session:
        oracle = OracleManager(session)
        refuses(session, InterpretationSetNotFound, "no row 9", oracle.get_interpretation_set, 9)
        refuses(session, InterpretationNotFound, "no row 9", oracle.select_interpretation, 9)


def test_questions_are_listed_by_scene(session_context: SessionContext) -> None:
    with session_context as session:
        scene = create_test_open_scene(session)
        asked = create_test_interpretation_set(session, scene)
        oracle = OracleManager(session)
        assert oracle.list_interpretation_sets({"scene_id": scene.id}) == [oracle.get_interpretation_set(asked.id)]
        assert oracle.list_interpretation_sets({"scene_id": 9}) == []


def test_the_database_itself_refuses_a_second_selection(session_context: SessionContext) -> None:
    with pytest.raises(IntegrityError), session_context as session:
        scene = create_test_open_scene(session)
        asked = create_test_interpretation_set(session, scene)
        for interpretation in asked.interpretations:
            interpretation.event_id = create_test_event(session, scene).id
