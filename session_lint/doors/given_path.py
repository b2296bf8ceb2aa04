"""Paths as the command line gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class GivenPath(click.Path):
    """A path that is not empty: what an unset variable of the shell leaves would mean the current folder.

    Args:
        allow_dash: whether ``-`` stands for standard input.
    """

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(path_type=Path, allow_dash=allow_dash, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            BadParameter: when it is empty.
        """
        if value == "":
            self.fail("a path is empty, as of a variable that is not set. Say '.' for the current folder.", param, ctx)
        return super().convert(value, param, ctx)
