"""How a picture of the calls is written: a tree for the terminal, Mermaid, or Graphviz's dot."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from session_lint.project.picture import Arrow, Box, Picture

_WHOLE = 1000
"""Columns that the longest line of a tree finds room in."""


def write_tree(picture: Picture, console: Console) -> None:
    """Print a picture as a tree; a function that stands further up already is only named again."""
    below: dict[int, list[Arrow]] = {}
    for arrow in picture.arrows:
        below.setdefault(arrow.source, []).append(arrow)
    tree = Tree(_label(picture.boxes[0], None))
    shown = {0}
    waiting = [(tree, 0)]
    while waiting:
        branch, number = waiting.pop()
        entered: list[tuple[Tree, int]] = []
        for arrow in below.get(number, []):
            again = arrow.target in shown
            inner = branch.add(_label(picture.boxes[arrow.target], arrow, again and bool(below.get(arrow.target))))
            if not again:
                shown.add(arrow.target)
                entered.append((inner, arrow.target))
        waiting += reversed(entered)
    # A file or a pipe gets whole lines; in a terminal long ones are folded below their branch.
    if not console.is_terminal:
        console.width = _WHOLE
    console.print(tree, highlight=False)


def _label(box: Box, arrow: Arrow | None, again: bool = False) -> Text:
    text = Text(box.name, "bold")
    if arrow is not None:
        text.append(f"  {_words(arrow)}", "not bold cyan")
    text.append(f"\n{box.path}:{box.line}", "not bold dim")
    for deed in box.deeds:
        text.append(f"\n{deed}", "not bold red" if deed.startswith(("opens", "commits")) else "not bold")
    if again:
        text.append("\nwhat it calls stands elsewhere in this tree", "not bold dim")
    return text


def _words(arrow: Arrow) -> str:
    lines = f"line{'s' if len(arrow.lines) > 1 else ''} {', '.join(map(str, arrow.lines))}"
    said = [lines, *([arrow.words] if arrow.words else []), *(["in a task of its own"] if arrow.apart else [])]
    return "; ".join(said)


def as_mermaid(picture: Picture) -> str:
    """Return a picture as a Mermaid flow chart."""
    lines = ["flowchart TD"]
    for number, box in enumerate(picture.boxes):
        said = "<br/>".join(_escaped(part) for part in (box.name, *box.deeds))
        lines.append(f'    f{number}["{said}"]')
    for arrow in picture.arrows:
        line = "-.->" if arrow.apart else "-->"
        lines.append(f'    f{arrow.source} {line}|"{_escaped(_words(arrow))}"| f{arrow.target}')
    return "\n".join(lines) + "\n"


def as_dot(picture: Picture) -> str:
    """Return a picture in Graphviz's language."""
    lines = ["digraph sessions {", "    node [shape=box];"]
    for number, box in enumerate(picture.boxes):
        said = "\\n".join(_quoted(part) for part in (box.name, *box.deeds))
        lines.append(f'    f{number} [label="{said}"];')
    for arrow in picture.arrows:
        style = ", style=dashed" if arrow.apart else ""
        lines.append(f'    f{arrow.source} -> f{arrow.target} [label="{_quoted(_words(arrow))}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


TEXTS: dict[str, Callable[[Picture], str]] = {"mermaid": as_mermaid, "dot": as_dot}
FORMATS = ("tree", *TEXTS)
