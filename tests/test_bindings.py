"""The same text with another session: each file of ``bindings/`` is checked once for every way of having a session.

The files are written for a parameter ``unit: Session``. What its line announces holds for all other ways too; a code
followed by ``(untyped)`` or the like is announced for that one alone, ``(-carried)`` for all but that one.
"""

import re
from pathlib import Path

import pytest

from session_lint.testing import annotated

FOLDER = Path(__file__).parent / "bindings"
KINDS = """\
from typing import Annotated, NewType

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SASession

WorkSession = NewType("WorkSession", SASession)
LaterSession = NewType("LaterSession", AsyncSession)
Noted = Annotated[SASession, "the caller's"]


class Own(SASession): ...


class Holder:
    def __init__(self, unit: SASession) -> None:
        self.unit = unit


class Base:
    unit: SASession
"""

BINDINGS = {
    "typed": ("from sqlalchemy.orm import Session", "unit: Session", "unit"),
    "untyped": ("", "session", "session"),
    "string": ("import sqlalchemy.orm", 'unit: "sqlalchemy.orm.Session"', "unit"),
    "aliased": ("from sqlalchemy.orm import Session as S", "unit: S", "unit"),
    "newtype": ("from kinds import WorkSession", "unit: WorkSession", "unit"),
    "annotated": ("from kinds import Noted", "unit: Noted", "unit"),
    "subclass": ("from kinds import Own", "unit: Own", "unit"),
    "carried": ("from kinds import Holder", "holder: Holder", "holder.unit"),
    "attribute": ("from kinds import Base", "base: Base", "base.unit"),
    "asynchronous": ("from sqlalchemy.ext.asyncio import AsyncSession", "unit: AsyncSession", "unit"),
    "asynchronous_newtype": ("from kinds import LaterSession", "unit: LaterSession", "unit"),
}
AWAITED = "rollback|close|commit|flush|execute|reset|invalidate|scalars|get|delete|merge|connection"


def bound(text: str, name: str) -> str:
    """Return the text of a file for another way of having a session."""
    imported, parameter, receiver = BINDINGS[name]
    head, _, body = text.partition("\n\n\n")
    body = body.replace("unit: Session", "PARAMETER")
    body = re.sub(r"\bunit\b", receiver, body).replace("PARAMETER", parameter)
    if name.startswith("asynchronous"):
        body = re.sub(r"^(\s*)(def |with )", r"\1async \2", body, flags=re.M)
        body = re.sub(rf"(?<![\w.])({re.escape(receiver)}|savepoint)\.({AWAITED})\(", r"await \1.\2(", body)
        body = body.replace("async with suppress", "with suppress")

    def announced(match: re.Match[str]) -> str:
        codes = [code.strip() for code in match[1].split(",")]
        kept = [code for code in codes if _holds(code, name)]
        return f"# error: {', '.join(code.partition('(')[0] for code in kept)}" if kept else ""

    body = re.sub(r"# error: (.*)$", announced, body, flags=re.M)
    return f"{head}\n{imported}\n\n\n{body}"


def _holds(code: str, name: str) -> bool:
    return all(name.startswith(way) != bool(but) for but, way in re.findall(r"\((-?)(\w+)\)", code))


@pytest.mark.parametrize("name", BINDINGS)
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_every_binding(path: Path, name: str):
    files = {"kinds.py": KINDS, f"services/{path.name}": bound(path.read_text("utf-8"), name)}
    compile(files[f"services/{path.name}"], path.name, "exec")
    annotated(files)
