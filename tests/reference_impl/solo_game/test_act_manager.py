"""Acts: numbered within their game, described later, and one of a game's active."""

from __future__ import annotations

import pytest
from game_rows import create_test_act, create_test_game, refuses
from sqlalchemy.exc import IntegrityError

from reference_impl.solo_game import SessionContext
from reference_impl.solo_game.errors import (
    ActNotFound,
    GameNotFound,
    InvalidText,
    NoActiveAct,
    NoActiveGame,
    SoloGameError,
)
from reference_impl.solo_game.managers.act import ActManager
from reference_impl.solo_game.models import Act


def test_a_created_act_is_in_the_callers_session_and_active(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        act = ActManager(session).create_act(game.id)
        session.refresh(game, ["acts"])
        assert game.acts == [session.get(Act, act.id)]
        assert (act.sequence, act.title, act.summary, act.is_active) == (1, None, None, True)


def test_acts_are_numbered_within_their_game(session_context: SessionContext) -> None:
    with session_context as session:
        first = create_test_game(session, "first", is_active=False)
        second = create_test_game(session, "second")
        acts = ActManager(session)
        made = [acts.create_act(game.id).sequence for game in (first, first, second, first)]
        assert made == [1, 2, 1, 3]


def test_a_new_act_takes_the_place_of_its_games_active_one_only(session_context: SessionContext) -> None:
    with session_context as session:
        first = create_test_game(session, "first", is_active=False)
        second = create_test_game(session, "second")
        acts = ActManager(session)
        kept, replaced, new = (acts.create_act(game.id).id for game in (first, second, second))
        assert [act.id for act in acts.list_acts({"is_active": True}, order_by="id")] == [kept, new]
        assert not acts.get_act(replaced).is_active


def test_the_active_act_is_that_of_the_active_game(session_context: SessionContext) -> None:
    with session_context as session:
        other, game = create_test_game(session, "other", is_active=False), create_test_game(session, "game")
        create_test_act(session, other)
        acts = ActManager(session)
        refuses(session, NoActiveAct, "no act of 'Salt' is active: create or", acts.get_active_act)
        act = acts.create_act(game.id)
        assert acts.get_active_act() == act
        game.is_active = False
        refuses(session, NoActiveGame, "no game is active", acts.get_active_act)


def test_an_earlier_act_can_be_active_again(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        acts = ActManager(session)
        first, second = acts.create_act(game.id), acts.create_act(game.id)
        assert acts.activate_act(first.id).is_active
        assert not acts.get_act(second.id).is_active


def test_title_and_summary_may_come_later(session_context: SessionContext) -> None:
    with session_context as session:
        act = create_test_act(session, create_test_game(session))
        described = ActManager(session).describe_act(act.id, " Thirst ", "Two\nlines.")
        assert (described.title, described.summary) == (act.title, act.summary) == ("Thirst", "Two\nlines.")


@pytest.mark.parametrize(
    ("title", "summary", "match"),
    [("", None, "title of an act is empty"), (None, "", "summary of an act is empty"), ("x" * 81, None, "at most 80")],
)
def test_an_empty_title_is_refused_and_the_active_act_stays(
    session_context: SessionContext, title: str | None, summary: str | None, match: str
) -> None:
    with session_context as session:
        game = create_test_game(session)
        act = create_test_act(session, game)
        acts = ActManager(session)
        refuses(session, InvalidText, match, acts.create_act, game.id, title, summary)
        assert acts.get_active_act().id == act.id


def test_a_description_is_whole_or_not_there(session_context: SessionContext) -> None:
    with session_context as session:
        act = create_test_act(session, create_test_game(session), title="Thirst")
        refuses(session, InvalidText, "summary", ActManager(session).describe_act, act.id, "Hunger", "")
        assert act.title == "Thirst"


@pytest.mark.parametrize(
    ("call", "arguments", "error"),
    [
        ("create_act", (9,), GameNotFound),
        ("get_act", (9,), ActNotFound),
        ("activate_act", (9,), ActNotFound),
        ("describe_act", (9, "Thirst", "We dug."), ActNotFound),
    ],
)
def test_what_there_is_not_is_not_found(
    session_context: SessionContext, call: str, arguments: tuple[object, ...], error: type[SoloGameError]
) -> None:
    with session_context as session:
        create_test_act(session, create_test_game(session))
        refuses(session, error, "there is no row 9", getattr(ActManager(session), call), *arguments)


@pytest.mark.parametrize(("sequence", "is_active"), [(2, True), (1, False)])
def test_the_database_itself_refuses_a_second_active_act_and_a_second_of_a_number(
    session_context: SessionContext, sequence: int, is_active: bool
) -> None:
    with pytest.raises(IntegrityError), session_context as session:
        game = create_test_game(session)
        create_test_act(session, game)
        create_test_act(session, game, sequence, is_active=is_active)
