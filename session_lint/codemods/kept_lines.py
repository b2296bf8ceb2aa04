"""Which lines of a text stayed when it was changed, in time that grows with the number of lines."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise


def kept_lines(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return the new index of every line that stayed, by its old one.

    Lines that are there once are found first, as in a patience diff; difflib, whose time grows with the square where
    many lines are blank, only reads what is between.
    """
    anchors = _rising(before, after)
    kept = dict(anchors)
    for (old, new), (next_old, next_new) in pairwise([(-1, -1), *anchors, (len(before), len(after))]):
        gap = before[old + 1 : next_old], after[new + 1 : next_new]
        if gap[0] == gap[1]:
            kept.update(zip(range(old + 1, next_old), range(new + 1, next_new), strict=True))
            continue
        for block in SequenceMatcher(None, *gap, autojunk=False).get_matching_blocks():
            kept.update((old + 1 + block.a + index, new + 1 + block.b + index) for index in range(block.size))
    return kept


def _rising(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the lines that both texts have once, without those that changed places."""
    once = Counter(before), Counter(after)
    places = {line: index for index, line in enumerate(after) if once[1][line] == 1}
    pairs = [(index, places[line]) for index, line in enumerate(before) if once[0][line] == 1 and line in places]
    # The longest rising sequence: the last element of each length, and what came before each element.
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, new) in enumerate(pairs):
        at = bisect_left(ends, new)
        previous.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [new]
        last[at : at + 1] = [number]
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = previous[number]
    return found[::-1]
