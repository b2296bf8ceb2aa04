"""Games: one of them is active."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reference_impl.solo_game.dtos import GameDTO
from reference_impl.solo_game.errors import DuplicateSlug, GameNotFound, NoActiveGame
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.lookups import activate, game_by_slug, row_by_id, rows
from reference_impl.solo_game.models import TITLE, Game
from reference_impl.solo_game.texts import checked, checked_slug, slug_of


class GameManager(BaseManager):
    """Makes, finds and activates games."""

    def create_game(self, name: str, description: str = "", *, slug: str | None = None) -> GameDTO:
        """Make a game, which becomes the active one.

        Args:
            name: what it is called.
            description: what it is about.
            slug: what it is called on the command line; None for one that is made of the name.

        Raises:
            InvalidText: the name is empty, or a text is too long or none.
            InvalidSlug: no slug can be made of the name, or what was given is none.
            DuplicateSlug: another game has the slug.
        """
        return self._execute_change("create a game", _create, name, description, slug)

    def get_game(self, game_id: int) -> GameDTO:
        """Return the game of a number.

        Raises:
            GameNotFound: there is none.
        """
        return self._execute_db_operation("get a game", _get, game_id)

    def get_game_by_identifier(self, identifier: int | str) -> GameDTO:
        """Return the game of a number or a slug. A text of digits is a slug first: games may be called 1984.

        Raises:
            GameNotFound: there is none.
        """
        return self._execute_db_operation("get a game by number or slug", _get_by_identifier, identifier)

    def get_active_game(self) -> GameDTO:
        """Return the active game.

        Raises:
            NoActiveGame: there is none.
        """
        return self._execute_db_operation("get the active game", _get_active)

    def activate_game(self, game_id: int) -> GameDTO:
        """Make a game the active one, and no other.

        Raises:
            GameNotFound: there is no such game; the active one stays.
        """
        return self._execute_change("activate a game", _activate, game_id)

    def list_games(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "id", limit: int = 0
    ) -> list[GameDTO]:
        """Return games.

        Args:
            filters: values by column; None is a value too, and means IS NULL.
            order_by: a column; with a minus before it, backwards.
            limit: how many at most; 0 means none, that is, no limit.

        Raises:
            UnknownColumn, InvalidFilter, InvalidLimit: see `lookups.rows()`.
        """
        return self._execute_db_operation("list games", _list, filters, order_by, limit)


def _create(session: Session, name: str, description: str, slug: str | None) -> GameDTO:
    name = checked("the name of a game", name, TITLE)
    game = Game(
        name=name,
        slug=slug_of(name) if slug is None else checked_slug(slug),
        description=checked("the description of a game", description, may_be_empty=True),
    )
    session.add(game)
    try:
        session.flush()  # behind the savepoint of `_execute_change()`: the caller's work survives a slug that is taken
    except IntegrityError as error:
        raise DuplicateSlug(
            f"there is a game of the slug {game.slug!r} already: give another name, or a slug of its own"
        ) from error
    activate(game, true(), session=session)
    return GameDTO.of(game)


def _get(session: Session, game_id: int) -> GameDTO:
    return GameDTO.of(row_by_id(Game, game_id, GameNotFound, session=session))


def _get_by_identifier(session: Session, identifier: int | str) -> GameDTO:
    if isinstance(identifier, int):
        return _get(session, identifier)
    game = game_by_slug(identifier, session=session)
    if game is not None:
        return GameDTO.of(game)
    if identifier.isascii() and identifier.isdigit() and len(identifier) < 20:
        return _get(session, int(identifier))
    raise GameNotFound(f"there is no game of the slug {identifier!r}: list the games to see theirs")


def _get_active(session: Session) -> GameDTO:
    game = session.scalar(select(Game).where(Game.is_active))
    if game is None:
        raise NoActiveGame("no game is active: create or activate one")
    return GameDTO.of(game)


def _activate(session: Session, game_id: int) -> GameDTO:
    game = row_by_id(Game, game_id, GameNotFound, session=session)
    activate(game, true(), session=session)
    return GameDTO.of(game)


def _list(session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int) -> list[GameDTO]:
    return [GameDTO.of(game) for game in rows(Game, filters, order_by, limit, session=session)]
