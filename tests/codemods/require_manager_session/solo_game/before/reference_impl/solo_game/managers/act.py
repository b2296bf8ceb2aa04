"""Acts: the parts of a game, in order; one of a game's is active."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.solo_game.dtos import ActDTO
from reference_impl.solo_game.errors import ActNotFound, NoActiveAct
from reference_impl.solo_game.managers.base import BaseManager
from reference_impl.solo_game.managers.game import GameManager
from reference_impl.solo_game.managers.lookups import activate, next_sequence, row_by_id, rows
from reference_impl.solo_game.models import TITLE, Act
from reference_impl.solo_game.texts import checked


class ActManager(BaseManager):
    """Makes, finds, names and activates acts."""

    def __init__(self, session: Session | None = None, game_manager: GameManager | None = None) -> None:
        super().__init__(session)
        self._game_manager = game_manager

    @property
    def game_manager(self) -> GameManager:
        """The games."""
        if self._game_manager is None:
            self._game_manager = self._lazy_init_manager(GameManager)
        return self._game_manager

    def count_acts(self) -> int:
        """Return how many acts there are."""
        session, should_close = self._get_session()
        try:
            return session.query(Act).count()
        finally:
            if should_close:
                session.close()

    def rename_acts(self, title: str) -> int:
        """Give all acts a title, and return how many there are now."""
        session, should_close = self._get_session()
        try:
            for act in session.query(Act):
                act.title = _title(title)
            session.commit()
            return session.query(Act).count()
        except Exception:
            session.rollback()
            raise
        finally:
            if should_close:
                session.close()

    def create_act(self, game_id: int, title: str | None = None, summary: str | None = None) -> ActDTO:
        """Add an act to a game; it becomes the game's active one.

        Args:
            game_id: the game.
            title: what it is called; None as long as nobody knows.
            summary: what happens in it; None as long as nobody knows.

        Raises:
            GameNotFound: there is no such game.
            InvalidText: a text is empty, too long or none.
        """
        return self._execute_change("create an act", self._create, game_id, title, summary)

    def describe_act(self, act_id: int, title: str, summary: str) -> ActDTO:
        """Give an act its title and summary, when it is known what it was about.

        Raises:
            ActNotFound: there is no such act.
            InvalidText: a text is empty, too long or none.
        """
        return self._execute_change("describe an act", _describe, act_id, title, summary)

    def get_act(self, act_id: int) -> ActDTO:
        """Return the act of a number.

        Raises:
            ActNotFound: there is none.
        """
        return self._execute_db_operation("get an act", _get, act_id)

    def get_active_act(self) -> ActDTO:
        """Return the active act of the active game.

        Raises:
            NoActiveGame, NoActiveAct: there is none.
        """
        return self._execute_db_operation("get the active act", self._get_active)

    def activate_act(self, act_id: int) -> ActDTO:
        """Make an act the active one of its game, and no other.

        Raises:
            ActNotFound: there is no such act; the active one stays.
        """
        return self._execute_change("activate an act", _activate, act_id)

    def list_acts(
        self, filters: Mapping[str, object] | None = None, *, order_by: str = "sequence", limit: int = 0
    ) -> list[ActDTO]:
        """Return acts, as `GameManager.list_games()` returns games; a limit of 0 means none, that is, no limit."""
        return self._execute_db_operation("list acts", _list, filters, order_by, limit)

    def _create(self, session: Session, game_id: int, title: str | None, summary: str | None) -> ActDTO:
        game = self.game_manager.get_game(game_id)
        siblings = Act.game_id == game.id
        act = Act(
            game_id=game.id,
            sequence=next_sequence(Act.sequence, siblings, session=session),
            title=None if title is None else _title(title),
            summary=None if summary is None else _summary(summary),
        )
        session.add(act)
        activate(act, siblings, session=session)
        return ActDTO.of(act)

    def _get_active(self, session: Session) -> ActDTO:
        game = self.game_manager.get_active_game()
        act = session.scalar(select(Act).where(Act.game_id == game.id, Act.is_active))
        if act is None:
            raise NoActiveAct(f"no act of {game.name!r} is active: create or activate one")
        return ActDTO.of(act)


def _describe(session: Session, act_id: int, title: str, summary: str) -> ActDTO:
    act = row_by_id(Act, act_id, ActNotFound, session=session)
    act.title, act.summary = _title(title), _summary(summary)
    session.flush()
    return ActDTO.of(act)


def _get(session: Session, act_id: int) -> ActDTO:
    return ActDTO.of(row_by_id(Act, act_id, ActNotFound, session=session))


def _activate(session: Session, act_id: int) -> ActDTO:
    act = row_by_id(Act, act_id, ActNotFound, session=session)
    activate(act, Act.game_id == act.game_id, session=session)
    return ActDTO.of(act)


def _list(session: Session, filters: Mapping[str, object] | None, order_by: str, limit: int) -> list[ActDTO]:
    return [ActDTO.of(act) for act in rows(Act, filters, order_by, limit, session=session)]


def _title(title: str) -> str:
    return checked("the title of an act", title, TITLE)


def _summary(summary: str) -> str:
    return checked("the summary of an act", summary)
