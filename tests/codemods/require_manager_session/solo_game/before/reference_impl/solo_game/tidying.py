"""What is done with the game's managers from elsewhere."""

from __future__ import annotations

from reference_impl.solo_game.database import DatabaseManager, SessionContext
from reference_impl.solo_game.factory import create_all_managers
from reference_impl.solo_game.managers.act import ActManager


def name_all(title: str) -> None:
    """Give all acts a title, and say what was done."""
    acts = ActManager()
    count = acts.rename_acts(title)
    print(f"{count} acts are called {title}")


def start(name: str, database: DatabaseManager) -> None:
    """Make a game with its first act."""
    with SessionContext(database) as session:
        managers = create_all_managers(session)
        managers.act.create_act(managers.game.create_game(name).id)


class Screen:
    """A screen that counts the acts."""

    def __init__(self) -> None:
        self.acts = ActManager()

    def text(self) -> str:
        """Return what is to be shown."""
        return f"{self.acts.count_acts()} acts"
