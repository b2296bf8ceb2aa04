"""Bytes outside of the edits stay: every file here is compared whole, character by character."""

from __future__ import annotations

import codecs

import pytest
from conftest import DATABASE, SERVICE

from session_lint.codemods.kept_lines import kept_lines
from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.registry import find
from session_lint.codemods.running import run
from session_lint.codemods.sources import Sources
from session_lint.codemods.writer import WriteError
from session_lint.testing import ROOT, project_of

IMPORTS = "from sqlalchemy.orm import Session\n\nfrom database import session_scope\n"
IMPORTS_AFTER = "from sqlalchemy.orm import Session\n"
SPACED = IMPORTS_AFTER + "\n"  # where no blank line follows the import that goes, the one above it stays
BEFORE = SERVICE.removeprefix(IMPORTS)
AFTER = """

def rename(name: str, *, session: Session) -> None:
    session.add(name)
"""
# What stands around the function, and must come out as it went in.
ODD = (
    "x  =  {  'a' :1,}   \n"  # blanks that no formatter would leave
    "\n   \n\t\n"  # blank lines with blanks in them
    "class  Odd ( object ) :\n"
    "        a=1 ;  b=2;\n"
    "        def f(self,a ,b=  2) : return(a\\\n"
    "  +b)   # behind   \n"
    "        # in the class\n"
    "    # further out\n"
    "def tabs():\n"
    "\tif x:\n"
    "\t    return '''\n  two \t \n\tlines'''\n"
    "\treturn u'\\N{BULLET}', rb'\\x00', 0XFF, 1_0.0E-3J\n"
    "if x: pass\n"
    "else: x=[\n    1, # one\n\n\n    2]\n"
)


def repaired(data: bytes, path: str = "rename_service.py") -> bytes:
    files = {"database.py": DATABASE.encode(), path: data}
    project = project_of(files)
    options = Options(openers_of(project))
    outcome = run(find("add-required-session"), project, Sources(ROOT, files), frozenset(files), options)
    assert outcome.by_hand == ()
    return outcome.files[path].after


def whole(imports: str, function: str) -> str:
    return f"# {'-' * 20}  \n{imports}{ODD}{function}\n{ODD}"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("end", ["\n", "", "\n\n\n", "\n    ", "\n# end"], ids=repr)
def test_line_ends_marks_and_ends(newline, mark, end):
    before = whole(IMPORTS, BEFORE).removesuffix("\n") + end
    after = whole(SPACED, AFTER).removesuffix("\n") + end
    data = mark + before.replace("\n", newline).encode()
    assert repaired(data) == mark + after.replace("\n", newline).encode()


def test_mixed_line_ends():
    odd = "a = 1\r\nb = 2\rc = 3\nd = '''\r\n\r\n'''\r\n"
    before = f"{odd}{IMPORTS}{odd}{BEFORE}{odd}".encode()
    assert repaired(before) == f"{odd}{SPACED}{odd}{AFTER}{odd}".encode()


@pytest.mark.parametrize("indent", ["\t", "  ", "   ", "        "], ids=["tabs", "two", "three", "eight"])
def test_indentation(indent):
    before = (IMPORTS + BEFORE).replace("    ", indent).encode()
    assert repaired(before) == (IMPORTS_AFTER + AFTER).replace("    ", indent).encode()


def test_mixed_indentation():
    before = IMPORTS + (
        "def rename(name: str, session: Session | None = None) -> None:\n"
        "  if session is None:\n"
        "      with session_scope() as session:\n"
        "           return rename(name, session=session)\n"
        "  if name:\n"
        "  \tsession.add(name)   \n"
        "  for _ in name:\n"
        "     pass\n"
    )
    after = SPACED + (
        "def rename(name: str, *, session: Session) -> None:\n"
        "  if name:\n"
        "  \tsession.add(name)   \n"
        "  for _ in name:\n"
        "     pass\n"
    )
    assert repaired(before.encode()) == after.encode()


def test_form_feeds():
    before = f"\f\n{IMPORTS}\f\n\fx = 1\n\n\f{BEFORE}\n\f\n\f\f# page\ny = '\f'\nz = 1 \f\n"
    after = f"\f\n{IMPORTS_AFTER}\f\n\fx = 1\n\n\f{AFTER}\n\f\n\f\f# page\ny = '\f'\nz = 1 \f\n"
    assert repaired(before.encode()) == after.encode()


@pytest.mark.parametrize(
    ("coding", "words"),
    [
        ("latin-1", "# Größe: 5 µ\n"),
        ("cp1252", "# 5 €\n"),
        ("euc-jp", "# 日本\n"),
        ("utf-8", "# ☃ \U0001f600 \u2028 \x85\n"),
    ],
    ids=lambda value: value if value.isascii() and "#" not in value else "",
)
@pytest.mark.parametrize("first", ["# -*- coding: {} -*-\n", "#!/usr/bin/python\n# vim: set fileencoding={} :\n"])
def test_coding_lines(coding, words, first):
    head = first.format(coding) + words
    before = (head + IMPORTS + BEFORE + words).encode(coding)
    assert repaired(before) == (head + IMPORTS_AFTER + AFTER + words).encode(coding)


def test_characters_that_look_alike_stay():
    words = "e\u0301 = '\u212b \ufb01 \u200b'  # \u00e9 \ufeff \u2029\n"  # nothing is normalised
    before = IMPORTS + words + BEFORE + words
    assert repaired(before.encode()) == (SPACED + words + AFTER + words).encode()


def test_a_name_that_the_encoding_does_not_have():
    screen = "# coding: latin-1\n# Größe\nfrom rename_service import rename\n\n\ndef on():\n    rename('a')\n"
    files = {
        "ui.py": screen.encode("latin-1"),
        "rename_service.py": SERVICE.replace("database", "datenbank").replace("session_scope", "sitzung_ω").encode(),
        "datenbank.py": DATABASE.replace("session_scope", "sitzung_ω").encode(),
        "database.py": b"",
    }
    project = project_of(files)
    with pytest.raises(WriteError, match=r"ui\.py: its encoding, .*, has no 'ω', which it has to import"):
        run(find("add-required-session"), project, Sources(ROOT, files), frozenset(files), Options(openers_of(project)))


def test_lines_that_stayed():
    assert kept_lines([], []) == {}
    assert kept_lines(["a", "", "b"], ["a", "", "c", "", "b"])[2] == 4
    before = ["x", "", "y", "", "z", "", "", "w"]
    after = ["x", "", "", "z", "", "", "new", "w"]
    kept = kept_lines(before, after)
    assert all(before[old] == after[new] for old, new in kept.items())
    assert sorted(kept.values()) == [kept[old] for old in sorted(kept)]
    assert {0: 0, 4: 3, 7: 7}.items() <= kept.items()


def test_many_blank_lines_cost_no_square():
    many = ["", "\f"] * 50_000
    before = [f"line {number}" if number % 3 == 0 else line for number, line in enumerate(many)]
    after = [line for number, line in enumerate(before) if number % 1000]
    assert len(kept_lines(before, after)) == len(after)
