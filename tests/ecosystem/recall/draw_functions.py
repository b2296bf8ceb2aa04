"""List functions drawn at random from those of a package that touch a database session.

A function is a top-level function, a method or a function defined under a module's ``if`` or ``try``; what is
nested in a function belongs to it and is not drawn by itself. It *touches a session* when its source, decorators
and parameters included, holds one of

* an identifier (name, attribute, parameter, keyword argument, decorator, annotation) with ``session`` in it in any
  case: ``session``, ``sa_session``, ``db_session``, ``create_session``, ``provide_session``, ``NEW_SESSION``,
  ``SessionDep``, ``ManagedSessionMaker``, ``object_session``;
* one of the names ``db``, ``sess``, ``add_all`` and ``transaction``;
* a method call that only a session, a transaction or a connection is likely to take: ``commit``, ``rollback``,
  ``flush``, ``expunge``, ``expunge_all``, ``expire_all``, ``begin_nested``; and ``add``, ``merge``, ``delete``,
  ``close``, ``refresh``, ``execute``, ``scalar`` and ``scalars`` where the receiver's last name holds ``session``
  or ``db``.

Identifiers that end in ``_id``, ``_ids``, ``_key``, ``_token`` or ``_cookie`` do not count (they name a chat or a
login), nor do those given with ``--except``, for a project in which a word means something else. Files under a
folder called ``tests``, ``test``, ``migrations``, ``alembic``, ``versions`` or ``db_migrations``, and files called
``test_*.py``, ``*_test.py`` or ``conftest.py`` are left out, and so is vendored code (``_vendor``). Stubs are not:
a linter must be silent on them.

The drawing depends on the sources, the seed and the number only: functions are put in the order of path and line,
and ``random.Random(seed).sample`` picks from that list.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

SKIPPED_FOLDERS = {"tests", "test", "migrations", "alembic", "versions", "db_migrations", "_vendor"}
SKIPPED_FILES = re.compile(r"^(test_.*|.*_test|conftest)\.py$")
SESSION_NAME = re.compile(r"session", re.IGNORECASE)
OTHER_MEANING = re.compile(r"(_ids?|_key|_token|_cookie)$", re.IGNORECASE)
PLAIN_NAMES = {"db", "sess", "add_all", "transaction"}
TELLING_METHODS = {"commit", "rollback", "flush", "expunge", "expunge_all", "expire_all", "begin_nested"}
COMMON_METHODS = {"add", "merge", "delete", "close", "refresh", "execute", "scalar", "scalars"}
SESSION_RECEIVER = re.compile(r"session|(^|_)db$", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class DrawnFunction:
    """One function of the package: where it begins and ends, and what it is called."""

    file: str
    line: int
    end_line: int
    name: str


def identifiers(node: ast.AST) -> Iterator[str]:
    """Yield every identifier that stands in the node, names in string annotations left out."""
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case _:
                pass


def last_name(receiver: ast.expr) -> str:
    """Return the last name of a receiver: ``session`` for ``self.session`` and for ``self.session()``."""
    match receiver:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case _:
            return ""


def names_a_session(name: str, exceptions: set[str]) -> bool:
    """Say whether an identifier is a session's, a scope's or an injector's by its text."""
    if name in exceptions or OTHER_MEANING.search(name):
        return False
    return name in PLAIN_NAMES or SESSION_NAME.search(name) is not None


def calls_a_session(node: ast.AST) -> bool:
    """Say whether the node holds a method call that only a session or a connection is likely to take."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            method, receiver = part.func.attr, part.func.value
            if method in TELLING_METHODS:
                return True
            if method in COMMON_METHODS and SESSION_RECEIVER.search(last_name(receiver)):
                return True
    return False


def touches_a_session(function: FunctionNode, exceptions: set[str]) -> bool:
    """Say whether the function belongs to those that are drawn from."""
    return any(names_a_session(name, exceptions) for name in identifiers(function)) or calls_a_session(function)


def functions_below(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, FunctionNode]]:
    """Yield the functions and methods below a module or class with their qualified names, nested functions left out."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield prefix + child.name, child
            case ast.ClassDef():
                yield from functions_below(child, f"{prefix}{child.name}.")
            case _:
                yield from functions_below(child, prefix)


def is_drawn_from(path: Path) -> bool:
    """Say whether a file, given relative to the package's parent, is neither a test, a migration nor vendored."""
    return not SKIPPED_FOLDERS.intersection(path.parts[:-1]) and not SKIPPED_FILES.match(path.name)


def candidates(package: Path, exceptions: set[str]) -> list[DrawnFunction]:
    """Return the functions of the package that touch a session, in the order of path and line.

    A file that this Python cannot parse is named on standard error and left out.
    """
    found: list[DrawnFunction] = []
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package.parent)
        if not is_drawn_from(relative):
            continue
        try:
            module = ast.parse(path.read_bytes(), filename=str(relative))
        except (SyntaxError, ValueError) as error:
            sys.stderr.write(f"{relative}: left out, it cannot be parsed: {error}\n")
            continue
        for name, function in functions_below(module):
            if touches_a_session(function, exceptions):
                end_line = function.end_lineno or function.lineno
                found.append(DrawnFunction(relative.as_posix(), function.lineno, end_line, name))
    return sorted(found)


def draw(package: Path, seed: int, number: int, exceptions: set[str]) -> list[DrawnFunction]:
    """Return ``number`` functions drawn with the seed (all where there are fewer), in the order of path and line."""
    pool = candidates(package, exceptions)
    sys.stderr.write(f"{package.name}: {len(pool)} functions touch a session\n")
    return sorted(random.Random(seed).sample(pool, min(number, len(pool))))


def main() -> None:
    """Print one line per drawn function: file, first and last line, qualified name, separated by tabs."""
    parser = argparse.ArgumentParser(description="Draw functions that touch a database session.")
    parser.add_argument("package", type=Path, help="the package's folder, as it is imported")
    parser.add_argument("seed", type=int)
    parser.add_argument("number", type=int)
    parser.add_argument(
        "--except",
        dest="exceptions",
        action="append",
        default=[],
        metavar="NAME",
        help="an identifier that means something else in this project (repeatable)",
    )
    arguments = parser.parse_args()
    for drawn in draw(arguments.package.resolve(), arguments.seed, arguments.number, set(arguments.exceptions)):
        sys.stdout.write(f"{drawn.file}\t{drawn.line}\t{drawn.end_line}\t{drawn.name}\n")


if __name__ == "__main__":
    main()
