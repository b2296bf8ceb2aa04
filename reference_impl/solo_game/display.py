"""How games and journals look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from reference_impl.solo_game.dtos import ActJournalDTO, DiceRollDTO, GameDTO, JournalDTO, SceneJournalDTO


def print_games(games: Sequence[GameDTO], console: Console) -> None:
    """Print a table of games, and how many there are."""
    table = Table("id", "slug", "name", "active", box=None, pad_edge=False)
    for game in games:
        # Text, because a name is what a player wrote: markup in it is no markup.
        table.add_row(str(game.id), Text(game.slug), Text(game.name), "yes" if game.is_active else "no")
    console.print(table)
    console.print(f"{len(games)} game{'' if len(games) == 1 else 's'}")


def print_journal(journal: JournalDTO, console: Console) -> None:
    """Print a journal as a tree."""
    tree = Tree(Text(journal.game.name, "bold"))
    if journal.game.description:
        tree.add(Text(journal.game.description, "italic"))
    for act in journal.acts:
        _add_act(tree, act)
    console.print(tree)


def _add_act(tree: Tree, journal: ActJournalDTO) -> None:
    act = journal.act
    branch = tree.add(Text(f"Act {act.sequence}: {act.title or 'untitled'}"))
    if act.summary:
        branch.add(Text(act.summary, "italic"))
    for scene in journal.scenes:
        _add_scene(branch, scene)


def _add_scene(tree: Tree, journal: SceneJournalDTO) -> None:
    scene = journal.scene
    branch = tree.add(Text(f"Scene {scene.sequence}: {scene.title} ({scene.status})"))
    if scene.description:
        branch.add(Text(scene.description, "italic"))
    for roll in journal.rolls:
        branch.add(Text(_shown(roll)))
    for event in journal.events:
        branch.add(Text(f"{event.description} [{event.source}]"))


def _shown(roll: DiceRollDTO) -> str:
    reason = f" for {roll.reason}" if roll.reason else ""
    return f"{roll.notation}{reason}: {', '.join(map(str, roll.results))}, {roll.total} in all"
