"""A solo role-playing game: managers that are given a session, where they once opened their own.

`python -m reference_impl.solo_game` plays a short game and prints its journal.
"""

from reference_impl.solo_game.database import DatabaseManager, SessionContext, SessionContextInUse
from reference_impl.solo_game.errors import SoloGameError
from reference_impl.solo_game.factory import Managers, create_all_managers
from reference_impl.solo_game.journal import read_journal
from reference_impl.solo_game.managers.base import BaseManager

__all__ = [
    "BaseManager",
    "DatabaseManager",
    "Managers",
    "SessionContext",
    "SessionContextInUse",
    "SoloGameError",
    "create_all_managers",
    "read_journal",
]
