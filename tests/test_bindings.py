"""The same text with another session: the files of ``bindings/`` are checked once for every way of having one.

A file in ``given/`` is written for a parameter ``unit: Session``, in ``opened/`` for ``with session_scope() as …``, in
``made/`` for ``SessionLocal()``; ``ways.toml`` says what else may stand there. What a line announces holds for all
ways; a code followed by ``(untyped)`` or the like for that way or kind of ways alone, ``(-carrier)`` for all others. In
place of what only bears a session's name (``foreign``) nothing is announced but what is marked ``(foreign)`` or
``(always)``. A docstring's ``Not for …`` names the ways in which a file cannot be written, and why.
"""

import re
import textwrap
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from session_lint.config import Config
from session_lint.testing import annotated

FOLDER = Path(__file__).parent / "bindings"
WAYS = tomllib.loads((FOLDER / "ways.toml").read_text("utf-8"))
CASES = [(kind, name, "") for kind in ("given", "opened", "made") for name in WAYS[kind]]
CASES += [(kind, name, "foreign") for kind, ways in WAYS["foreign"].items() for name in ways]
PLAIN = {"given": "unit", "opened": "session_scope()", "made": "SessionLocal()"}
ALREADY = Config(ignore=("SES105", "SES203"))
"""That an untyped parameter has no type, and that a global is one, is not repeated in every line."""
AWAITED = "rollback|close|commit|flush|execute|reset|invalidate|scalars?|get|delete|merge|connection"


class Way(NamedTuple):
    """How a session comes in: the import, the parameter (if any), how it is written from then on, kinds of ways."""

    imported: str
    parameter: str
    written: str
    kinds: str


@pytest.mark.parametrize(("kind", "name", "foreign"), CASES, ids=lambda part: part or "session")
def test_every_way(kind: str, name: str, foreign: str):
    way = Way(*(WAYS[foreign] if foreign else WAYS)[kind][name])
    tags = {name, foreign, *way.kinds.split(", ")}
    files = {"kinds.py": (FOLDER / "kinds.py").read_text("utf-8")}
    for path in sorted((FOLDER / kind).rglob("*.py")):
        text = path.read_text("utf-8")
        excluded = re.search(r"^Not for ([\w, ]+)", text, re.M)
        if not excluded or not tags & set(excluded[1].split(", ")):
            together = text if path.parent.name == kind else "".join(map(Path.read_text, path.parent.glob("*.py")))
            files[path.relative_to(FOLDER).as_posix()] = bound(text, kind, way, tags, together)
    for path, text in files.items():
        compile(text, path, "exec")
    annotated(files, None if foreign else ALREADY)


def bound(text: str, kind: str, way: Way, tags: set[str], together: str) -> str:
    """Return the text of a file, one of several that belong together, for another way of having a session."""
    head, *blocks = text.split("\n\n\n")
    if PLAIN[kind] in "".join(blocks):
        head += f"\n{way.imported}"
        write = _given if kind == "given" else lambda block, way: block.replace(PLAIN[kind], way.written)
        blocks = [write(block, way) for block in blocks]
    body = "\n\n\n".join(blocks)
    if "asynchronous" in tags:
        body = _asynchronous(body, together)

    def announced(match: re.Match[str]) -> str:
        kept = [code.partition("(")[0] for code in match[1].split(", ") if _holds(code, tags)]
        return f"# error: {', '.join(kept)}" if kept else ""

    return f"{head}\n\n\n" + re.sub(r"# error: (.*)$", announced, body, flags=re.M)


def _given(block: str, way: Way) -> str:
    name, _, annotation = way.parameter.partition(": ")
    if name == "self" and (function := re.search(r"^(?:async )?def (\w+)\(", block, re.M)):
        if "unit: Session" in block:  # becomes a method of a class that inherits what has the session
            block = block.replace(function[0], f"{function[0]}self, ", 1)
            block = f"class With_{function[1]}({annotation}):\n{textwrap.indent(block, '    ')}"
        name = annotation = ""
    elif name == "self":  # a class of the file has a self of its own
        name, way = "other", way._replace(written=way.written.replace("self", "other"))

    def parameter(match: re.Match[str]) -> str:
        if not annotation:
            return name and f"{name}{match['comma']}"
        said = match["said"].replace("Session", annotation.strip("'"))
        return f"{name}: " + (f"'{said}'" if annotation[0] == "'" else said) + match["comma"]

    declared = r"\bunit: (?P<said>Session(?: \| None)?|Optional\[Session\])(?P<comma>(?:, )?)"
    parts = re.sub(declared, lambda match: f"\0{parameter(match)}\0", block).split("\0")
    parts[::2] = [re.sub(r"\bunit\b(?!=[^=])", way.written, part) for part in parts[::2]]
    return "".join(parts).replace("unit=", f"{name}=")


def _asynchronous(body: str, together: str) -> str:
    # Every function is a coroutine, and what is one is awaited.
    functions = set(re.findall(r"^ *def (?!__)(\w+)", together, re.M))
    aliases = [(new, old) for old, new in re.findall(r"(\w+) as (\w+)", together)]
    aliases += re.findall(r"^ *(\w+) = (?:partial\()?(\w+)", together, re.M)
    functions |= {new for new, old in aliases if old in functions}
    body = re.sub(r"^( *)(def (?!__)|with (?!suppress|open|closing\(open|Thread))", r"\1async \2", body, flags=re.M)
    methods = rf"(?:unit|savepoint|own|session)\.(?:{AWAITED})"
    calls = rf"(?<![\w.)\]])((?:{methods}|(?:[\w.]+(?:\(\))?\.)?(?:{'|'.join(functions)}))\()"
    return "\n".join(
        line if re.search(r"\bdef |lambda|await |partial", line) else re.sub(calls, r"await \1", line)
        for line in body.split("\n")
    )


def _holds(code: str, tags: set[str]) -> bool:
    said = re.findall(r"\((-?)(\w+)\)", code)
    wanted = {tag for but, tag in said if not but}
    if "always" in wanted:
        return True
    if any(but and tag in tags for but, tag in said):
        return False
    return bool(wanted & tags) if wanted else "foreign" not in tags


def test_every_word_and_file_is_known():
    ways = [*(WAYS[kind] for kind in PLAIN), *WAYS["foreign"].values()]
    known = {"foreign", "always"}.union(*ways, *(way[3].split(", ") for ways_of in ways for way in ways_of.values()))
    readme = (FOLDER / "README.md").read_text("utf-8")
    for path in FOLDER.glob("*/**/*.py"):
        text = path.read_text("utf-8")
        said = re.findall(r"SES\d+\S*?\(-?(\w+)\)", text)
        for excluded in re.findall(r"^Not for ([\w, ]+): ", text, re.M):
            said += excluded.split(", ")
        assert set(said) <= known, path
        template = path.relative_to(FOLDER).with_suffix("")
        assert f"`{template.as_posix()}`" in readme or f"`{template.parent.as_posix()}`" in readme, path
