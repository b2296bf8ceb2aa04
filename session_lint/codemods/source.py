"""A file that is to be changed: its bytes, LibCST's tree of them, and the bytes of a changed tree."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import libcst as cst

from session_lint.codemods.kept_lines import kept_lines
from session_lint.facts.parse import parse
from session_lint.facts.values import Span
from session_lint.source.text import decode, read_bytes

_FORM_FEEDS = re.compile(r"^\f+")
_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


class Source:
    """One file.

    Args:
        path: the file.
        data: its bytes; read from the file when they are not given.

    Raises:
        Unreadable: when it cannot be read, decoded or parsed.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self.data = read_bytes(path) if data is None else data
        self._text = decode(self.data)
        self._is_old_mac = "\r" in self._text.text and "\n" not in self._text.text
        self.module, self._places = parse(self._text.text.replace("\r", "\n") if self._is_old_mac else self._text.text)

    @property
    def newline(self) -> str:
        """The line end that most of the file has."""
        return self.module.default_newline

    def span(self, node: cst.CSTNode) -> Span | None:
        """Return where a node of the file's own tree stands; None for one that a change made."""
        return self._places.place(node)

    def encoded(self, module: cst.Module) -> bytes:
        """Return the bytes of a changed tree: byte order mark, encoding, line ends and form feeds stay.

        Raises:
            UnicodeEncodeError: when something was put in that the file's encoding cannot hold.
        """
        text = module.code
        if self._is_old_mac:  # LibCST loses blank lines between carriage returns
            text = text.replace("\n", "\r")
        if "\f" in self._text.text:
            text = self._with_form_feeds(text)
        return self.encoded_text(text)

    def encoded_text(self, text: str) -> bytes:
        """Return the bytes of a changed text: byte order mark and encoding stay.

        Raises:
            UnicodeEncodeError: when something was put in that the file's encoding cannot hold.
        """
        mark = codecs.BOM_UTF8 if self.data.startswith(codecs.BOM_UTF8) else b""
        encoding = "utf-8" if self._text.encoding == "utf-8-sig" else self._text.encoding
        return mark + text.encode(encoding)

    def _with_form_feeds(self, text: str) -> str:
        # The parser has taken them from the start of the lines; a line that stayed gets its own again.
        before = _LINES.split(self._text.text)
        fed = {index for index, line in enumerate(before) if line.startswith("\f")}
        bare = [_FORM_FEEDS.sub("", line) for line in before]
        after = _LINES.split(text)
        kept = max(kept_lines(bare, after), _from_the_end(bare, after), key=lambda kept: len(kept.keys() & fed))
        for old, new in kept.items():
            after[new] = before[old]
        return "".join(after)


def _from_the_end(before: list[str], after: list[str]) -> dict[int, int]:
    # Which of several blank lines went cannot be told: the other way round finds others.
    kept = kept_lines(before[::-1], after[::-1])
    return {len(before) - 1 - old: len(after) - 1 - new for old, new in kept.items()}
