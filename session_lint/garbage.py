"""When Python looks for garbage: seldom, while a project is read and judged."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 200_000, 30, 30
# As mypy does (mypy/main.py). What a run makes is kept until its end, so that looking through it again and again frees
# nothing: on galaxy-app it took a fifth of the time for 15 MB.


@contextmanager
def seldom_collected() -> Generator[None]:
    """Let the collector of cycles run seldom inside the ``with``; how often it ran before holds again afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
