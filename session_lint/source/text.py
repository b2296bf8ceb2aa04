"""Bytes to text and lines, as Python reads them."""

from __future__ import annotations

import codecs
import io
import re
import stat
import tokenize
from pathlib import Path

from msgspec import Struct

_LINE_END = re.compile(r"\r\n|\n|\r")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """A file that cannot be read, decoded or parsed.

    Args:
        reason: one sentence without a path, for the message of SES902.
        line: where it fails, counted from 1.
        column: where it fails, counted from 1 in code points.
    """

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class Text(Struct, frozen=True):
    """Decoded source: ``text`` without its byte order mark, line ends untouched, and the ``encoding`` it had."""

    text: str
    encoding: str

    def lines(self) -> list[str]:
        """Return the physical lines without their ends.

        A line ends at ``\\n``, ``\\r\\n`` or ``\\r`` only: a form feed or U+2028 stays inside its line, as in
        Python's own tokenizer and unlike :meth:`str.splitlines`.
        """
        return _LINE_END.split(self.text)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        Unreadable: when the operating system refuses (missing, no permission, a loop of symbolic links, a directory).
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unreadable("is a folder whose files cannot be listed")
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            raise Unreadable("is a pipe or a socket")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Unreadable(f"cannot be read: {error}") from error


def decode(data: bytes) -> Text:
    """Decode source bytes by byte order mark and coding line (PEP 263).

    Raises:
        Unreadable: for an unknown encoding, bytes that are not in it, or a NUL, which Python's parser refuses too.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise Unreadable(f"cannot be decoded: {_plainly(data, error.msg)}", _undecodable_line(data)) from error
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except UnicodeDecodeError as error:
        line = _line(body, error.start)
        raise Unreadable(f"cannot be decoded: not valid {encoding} (byte {error.start})", line) from error
    except (LookupError, ValueError) as error:
        raise Unreadable(f"cannot be decoded: {error}") from error
    if _SURROGATE.search(text):
        raise Unreadable(f"cannot be decoded: {encoding} makes characters of it that no text can hold")
    position = text.find("\0")
    if position >= 0:
        before = _LINE_END.split(text[:position])
        raise Unreadable("contains a NUL character", len(before), len(before[-1]) + 1)
    return Text(text, encoding)


def _line(data: bytes, position: int) -> int:
    return len(re.findall(rb"\r\n|\n|\r", data[:position])) + 1


def _undecodable_line(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _line(data, error.start)
    return 1


def _plainly(data: bytes, message: str) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "it begins with UTF-8's byte order mark, and its coding line names another encoding"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "it is UTF-16, which Python does not read"
    if "invalid or missing encoding declaration" in message:
        return "it is not UTF-8, and no coding line says what else"
    return message


def encode_again(text: str) -> bytes:
    """Return bytes that :func:`decode` reads as ``text``, whatever its coding line says.

    Doors that are handed text (flake8's lines) use it; lone surrogates, which no file can hold, become ``?``.
    """
    return codecs.BOM_UTF8 + _without_coding_line(text).encode("utf-8", "replace")


_CODING = re.compile(r"^([ \t\f]*#.*?)coding([:=])", re.ASCII)


def _without_coding_line(text: str) -> str:
    # Text that was decoded already must not be decoded again by the name in its own coding line. One letter is
    # replaced, so that no column moves.
    lines = text.split("\n", 2)
    for index in range(min(2, len(lines))):
        lines[index] = _CODING.sub(r"\1codinG\2", lines[index])
    return "\n".join(lines)
