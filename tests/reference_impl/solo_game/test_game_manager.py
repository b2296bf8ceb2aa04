"""Games: made, found by number and slug, listed, and one of them active."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from game_rows import contents, create_test_act, create_test_game, refuses
from sqlalchemy.exc import IntegrityError

from reference_impl.solo_game import SessionContext, create_all_managers
from reference_impl.solo_game.errors import (
    DuplicateSlug,
    GameNotFound,
    InvalidFilter,
    InvalidLimit,
    InvalidSlug,
    InvalidText,
    NoActiveGame,
    SoloGameError,
    UnknownColumn,
)
from reference_impl.solo_game.managers.act import ActManager
from reference_impl.solo_game.managers.game import GameManager
from reference_impl.solo_game.models import Game


def test_a_created_game_is_in_the_callers_session_and_active(session_context: SessionContext) -> None:
    with session_context as session:
        game = GameManager(session).create_game("  The Salt Road ", "A caravan.")
        row = session.get(Game, game.id)
        assert row is not None
        assert (row.name, row.slug, row.description, row.is_active) == (
            "The Salt Road",
            "the-salt-road",
            "A caravan.",
            True,
        )


def test_what_is_returned_is_json_and_outlives_the_session(session_context: SessionContext) -> None:
    with session_context as session:
        game = GameManager(session).create_game("Salt")
    assert json.loads(json.dumps(asdict(game))) == {
        "id": game.id,
        "name": "Salt",
        "slug": "salt",
        "description": "",
        "is_active": True,
    }


def test_a_new_game_takes_the_place_of_the_active_one(session_context: SessionContext) -> None:
    with session_context as session:
        first = create_test_game(session, "first")
        second = GameManager(session).create_game("Second")
        assert GameManager(session).get_active_game() == second
        assert not first.is_active


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("1984", "1984"),
        ("Ödland", "ödland"),
        ("O\u0308dland", "ödland"),
        ("हिन्दी", "हिन्दी"),
        ("A -- B!", "a-b"),
        ("İ" * 80, "i\u0307" * 40),
    ],
)
def test_a_slug_is_made_of_a_names_letters_and_digits(session_context: SessionContext, name: str, slug: str) -> None:
    with session_context as session:
        assert GameManager(session).create_game(name).slug == slug


def test_a_slug_can_be_chosen(session_context: SessionContext) -> None:
    with session_context as session:
        assert GameManager(session).create_game("Salt", slug="salt-2").slug == "salt-2"


def test_a_slug_that_is_taken_is_refused_and_the_callers_work_stays(session_context: SessionContext) -> None:
    with session_context as session:
        game = create_test_game(session)
        act = create_test_act(session, game)
        act.summary = "not flushed yet"
        managers = create_all_managers(session)
        refuses(session, DuplicateSlug, "slug 'salt' already: give another", managers.game.create_game, "Salt!")
        assert managers.game.get_active_game().id == game.id
        managers.game.create_game("Salt", slug="salt-2")
    with session_context as session:
        assert [game.slug for game in GameManager(session).list_games()] == ["salt", "salt-2"]
        assert [act.summary for act in ActManager(session).list_acts()] == ["not flushed yet"]


def test_a_constraint_that_the_caller_violates_stays_the_callers_error(session_context: SessionContext) -> None:
    with pytest.raises(IntegrityError), session_context as session:
        create_test_game(session)
        session.add(Game(name="Salt", slug="salt", description="", is_active=False))
        GameManager(session).create_game("Another")
    with session_context as session:
        assert not any(contents(session).values())


@pytest.mark.parametrize(
    ("name", "options", "error", "match"),
    [
        ("", {}, InvalidText, "name of a game is empty"),
        (" \n ", {}, InvalidText, "name of a game is empty"),
        ("x" * 81, {}, InvalidText, "has 81 characters: write at most 80"),
        ("a\x1b[31mb", {}, InvalidText, "control characters"),
        ("a\0b", {}, InvalidText, "control characters"),
        ("a\udcffb", {}, InvalidText, "control characters or broken ones"),
        ("?!", {}, InvalidSlug, "no slug can be made of '\\?!'"),
        ("Salt", {"slug": "My Salt"}, InvalidSlug, "'My Salt' is no slug: write 'my-salt'"),
        ("Salt", {"slug": ""}, InvalidSlug, "no slug can be made of ''"),
        ("Salt", {"description": "x" * 10_001}, InvalidText, "description of a game has 10001"),
    ],
)
def test_a_game_that_cannot_be_is_refused(
    session_context: SessionContext, name: str, options: dict[str, str], error: type[SoloGameError], match: str
) -> None:
    with session_context as session:
        refuses(session, error, match, GameManager(session).create_game, name, **options)


def test_a_game_is_found_by_number_and_by_slug(session_context: SessionContext) -> None:
    with session_context as session:
        games = GameManager(session)
        salt = games.create_game("Salt")
        assert games.get_game(salt.id) == salt
        assert games.get_game_by_identifier(salt.id) == salt
        assert games.get_game_by_identifier(str(salt.id)) == salt
        assert games.get_game_by_identifier("salt") == salt


def test_digits_are_a_slug_before_they_are_a_number(session_context: SessionContext) -> None:
    with session_context as session:
        games = GameManager(session)
        first, second = games.create_game("2"), games.create_game("Second")
        assert (first.id, second.id) == (1, 2)
        assert games.get_game_by_identifier("2").id == first.id
        assert games.get_game_by_identifier(2).id == second.id


@pytest.mark.parametrize("identifier", [0, -1, 99, 2**63, 2**70, "99", "9" * 30, "pepper", "", "Salt", "\udcff", "²"])
def test_a_game_that_there_is_not_is_not_found(session_context: SessionContext, identifier: int | str) -> None:
    with session_context as session:
        create_test_game(session)
        games = GameManager(session)
        refuses(session, GameNotFound, "there is no .*list", games.get_game_by_identifier, identifier)
        if isinstance(identifier, int):
            refuses(session, GameNotFound, "there is no row", games.get_game, identifier)
            refuses(session, GameNotFound, "there is no row", games.activate_game, identifier)


def test_no_game_is_active_before_there_is_one(session_context: SessionContext) -> None:
    with session_context as session:
        refuses(session, NoActiveGame, "create or activate one", GameManager(session).get_active_game)


def test_one_game_is_active_whichever_was_before(session_context: SessionContext) -> None:
    with session_context as session:
        games = GameManager(session)
        first, second = games.create_game("First"), games.create_game("Second")
        assert games.activate_game(first.id).is_active
        assert games.activate_game(first.id).is_active
        assert [game.id for game in games.list_games({"is_active": True})] == [first.id]
        assert not games.get_game(second.id).is_active


def test_the_database_itself_refuses_a_second_active_game(session_context: SessionContext) -> None:
    with pytest.raises(IntegrityError), session_context as session:
        create_test_game(session, "first")
        create_test_game(session, "second")


class TestLists:
    """Lists of games, and of what may be NULL."""

    def test_an_empty_database_has_an_empty_list(self, session_context: SessionContext) -> None:
        with session_context as session:
            assert GameManager(session).list_games() == []

    def test_it_is_ordered_both_ways_and_equal_rows_by_number(self, session_context: SessionContext) -> None:
        with session_context as session:
            for slug, name in [("c", "Salt"), ("a", "Salt"), ("b", "Amber")]:
                create_test_game(session, slug, name=name, is_active=False)
            games = GameManager(session)
            assert [game.slug for game in games.list_games()] == ["c", "a", "b"]
            assert [game.slug for game in games.list_games(order_by="slug")] == ["a", "b", "c"]
            assert [game.slug for game in games.list_games(order_by="name")] == ["b", "c", "a"]
            assert [game.slug for game in games.list_games(order_by="-name")] == ["c", "a", "b"]

    def test_rows_that_are_equal_are_ordered_by_number_whatever_index_is_used(
        self, session_context: SessionContext
    ) -> None:
        with session_context as session:
            game = create_test_game(session)
            for sequence in (3, 1, 2):
                create_test_act(session, game, sequence, is_active=False)
            listed = ActManager(session).list_acts(order_by="game_id")
            assert [act.sequence for act in listed] == [3, 1, 2]

    def test_a_limit_of_zero_is_none(self, session_context: SessionContext) -> None:
        with session_context as session:
            for slug in "abc":
                create_test_game(session, slug, is_active=False)
            games = GameManager(session)
            assert len(games.list_games(limit=0)) == 3
            assert [game.slug for game in games.list_games(limit=2)] == ["a", "b"]
            assert len(games.list_games(limit=2**63 - 1)) == 3

    def test_filters_must_all_hold(self, session_context: SessionContext) -> None:
        with session_context as session:
            create_test_game(session, "a", name="Salt")
            create_test_game(session, "b", name="Salt", is_active=False)
            games = GameManager(session)
            assert [game.slug for game in games.list_games({"name": "Salt"})] == ["a", "b"]
            assert [game.slug for game in games.list_games({"name": "Salt", "is_active": False})] == ["b"]
            assert games.list_games({"name": None}) == []

    def test_none_is_a_value_and_means_is_null(self, session_context: SessionContext) -> None:
        with session_context as session:
            game = create_test_game(session)
            create_test_act(session, game, 1, title="Thirst", is_active=False)
            create_test_act(session, game, 2, title=None)
            acts = ActManager(session)
            assert [act.sequence for act in acts.list_acts({"title": None})] == [2]
            assert [act.sequence for act in acts.list_acts({"title": "Thirst"})] == [1]
            assert len(acts.list_acts()) == len(acts.list_acts({})) == 2

    @pytest.mark.parametrize(
        ("arguments", "error", "match"),
        [
            ({"filters": {"nmae": "Salt"}}, UnknownColumn, "games cannot be listed by 'nmae': did you mean 'name'"),
            ({"filters": {"acts": 1}}, UnknownColumn, "cannot be listed by 'acts'"),
            ({"filters": {"metadata": 1}}, UnknownColumn, "there are description, id, is_active, name, slug"),
            ({"order_by": "slgu"}, UnknownColumn, "did you mean 'slug'"),
            ({"order_by": "--slug"}, UnknownColumn, "did you mean 'slug'"),
            ({"order_by": ""}, UnknownColumn, "there are description"),
            ({"filters": {"name": 3}}, InvalidFilter, "'name' holds str or None, not 3"),
            ({"filters": {"id": "3"}}, InvalidFilter, "'id' holds int or None, not '3'"),
            ({"filters": {"id": [3]}}, InvalidFilter, "'id' holds int or None"),
            ({"filters": {"id": 2**63}}, InvalidFilter, "smaller numbers"),
            ({"filters": {"is_active": 1}}, InvalidFilter, "'is_active' holds bool"),
            ({"filters": {"name": "\udcff"}}, InvalidFilter, "holds no text like"),
            ({"limit": -1}, InvalidLimit, "-1 is no limit: write 1 or more, or 0 for none"),
            ({"limit": 2**63}, InvalidLimit, "is no limit"),
        ],
    )
    def test_what_cannot_be_listed_is_refused_with_the_right_word(
        self, session_context: SessionContext, arguments: dict[str, object], error: type[SoloGameError], match: str
    ) -> None:
        with session_context as session:
            refuses(session, error, match, GameManager(session).list_games, **arguments)
