"""A project that grew without the rule, of any size: `python benchmarks/generate_project.py FOLDER --lines 100000`.

Services with every form of a fallback, services that call them over two more layers, boundaries that call those, and
tests which call all of them. The tests pass as it is written, and must pass once a codemod has repaired it.
"""

from __future__ import annotations

from pathlib import Path

import click

DATABASE = '''\
"""Where sessions come from."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool)
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


@contextmanager
def session_scope() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
'''

CONFTEST = """\
import pytest

from shop.database import Base, engine


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)
"""

HEAD = '''\
"""Events of area {area}."""

from contextlib import nullcontext
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop.database import Event, SessionLocal, session_scope

LIMIT_{area} = {area} + 1


def label_{area}(name: str) -> str:
    """What area {area} calls an event."""
    words = [word for word in name.split(" ") if word]
    if not words:
        return "nothing"
    return "-".join(word.lower() for word in words)


def _add_{area}(name: str, session: Session) -> int:
    event = Event(name=name)
    session.add(event)
    session.flush()
    return event.id


'''

FORMS = {
    "whole": '''\
def {name}(text: str) -> int:
    """Add an event in a scope of its own."""
    with session_scope() as session:
        return _add_{area}(text, session)
''',
    "alias": """\
def {name}(text: str) -> int:
    with session_scope() as own:
        event = Event(name=text)
        own.add(event)
        own.flush()
        return event.id
""",
    "guard": '''\
def {name}(text: str, session: Optional[Session] = None) -> int:
    """Add an event.

    Args:
        text: what it is called.
    """
    if session is not None:
        return _add_{area}(text, session)
    with session_scope() as session:
        return _add_{area}(text, session)
''',
    "branches": """\
def {name}(text: str, session: Session | None = None) -> int:
    if session is None:
        with session_scope() as session:
            found = _add_{area}(text, session)  # a comment stays
    else:
        found = _add_{area}(text, session)
    return found
""",
    "itself": """\
def {name}(text: str, session: Session | None = None) -> int:
    if session is None:
        with session_scope() as session:
            return {name}(text, session=session)
    event = Event(name=text)
    session.add(event)
    session.flush()
    return event.id
""",
    "null": """\
def {name}(text: str, session: Session | None = None) -> int:
    with nullcontext(session) if session else session_scope() as active:
        return _add_{area}(text, active)
""",
    "flag": """\
def {name}(text: str, session: Session | None = None) -> int:
    own = session is None
    if own:
        session = SessionLocal()
    try:
        found = _add_{area}(text, session)
        if own:
            session.commit()
    except Exception:
        if own:
            session.rollback()
        raise
    finally:
        if own:
            session.close()
    return found
""",
    "closing": """\
def {name}(text: str, session: Session | None = None) -> int:
    should_close = False
    if session is None:
        session = SessionLocal()
        should_close = True
    try:
        event = Event(name=text)
        session.add(event)
        session.flush()
        return event.id
    finally:
        if should_close:
            session.close()
""",
    "nested": """\
def {name}(text: str, session: Session | None = None) -> int:
    def _impl(sess: Session) -> int:
        event = Event(name=label_{area}(text))
        sess.add(event)
        sess.flush()
        return event.id

    if session is not None:
        return _impl(session)
    with session_scope() as sess:
        return _impl(sess)
""",
    "reading": '''\
def {name}(text: str) -> int:
    query = """
        events
            of the area
    """
    try:
        with session_scope() as session:
            count = session.scalar(select(func.count()).select_from(Event))
    except ValueError:
        return -1
    return int(count or 0) + len(text) * 0 + len(query) * 0
''',
}
"""Each gives back a number and stands once in each area, so that areas differ in nothing but names."""

MIDDLE = '''\
def {name}(text: str) -> int:
    """Pass a text on."""
    if not text:
        return 0
    return {callee}(text)
'''

LOOP = """\
def {name}(text: str) -> int:
    total = 0
    for word in text.split():
        total += {callee}(word)
    return total
"""

BOUNDARY = '''\
def on_{name}(text: str) -> str:
    """What a button does."""
    number = {callee}(text)
    again = {callee}(f"{{text}} again")
    return f"{{number}} and {{again}}"
'''

TEST = """\
def test_{name}() -> None:
    assert {callee}("first") >= 0
    number = {callee}("second third")
    assert isinstance(number, int)
"""

BOUNDARY_TEST = """\
def test_on_{name}() -> None:
    assert " and " in on_{name}("pressed")
"""


def area(number: int) -> dict[str, str]:
    """Return the files of one area by path: some 500 lines."""
    lowest = [f"{form}_{number}" for form in FORMS]
    middle = [f"middle_{name}" for name in lowest]
    upper = [f"upper_{name}" for name in lowest]
    service = "\n\n".join(FORMS[form].format(name=f"{form}_{number}", area=number) for form in FORMS)
    folder = f"shop/area_{number // 50}"
    module = folder.replace("/", ".")
    return {
        f"{folder}/__init__.py": "",
        f"{folder}/lowest_{number}_service.py": HEAD.format(area=number) + service,
        f"{folder}/middle_{number}_service.py": _calling(
            f"{module}.lowest_{number}_service", lowest, middle, [MIDDLE, LOOP]
        ),
        f"{folder}/upper_{number}_service.py": _calling(
            f"{module}.middle_{number}_service", middle, upper, [LOOP, MIDDLE]
        ),
        f"{folder}/screen_{number}.py": _calling(f"{module}.upper_{number}_service", upper, lowest, [BOUNDARY]),
        f"tests/test_area_{number}.py": _calling(f"{module}.upper_{number}_service", upper, lowest, [TEST])
        + "\n\n"
        + _calling(f"{module}.screen_{number}", [f"on_{name}" for name in lowest], lowest, [BOUNDARY_TEST]),
    }


def _calling(module: str, callees: list[str], names: list[str], forms: list[str]) -> str:
    imported = "".join(f"    {callee},\n" for callee in sorted(callees))
    functions = [
        forms[index % len(forms)].format(name=name, callee=callee)
        for index, (name, callee) in enumerate(zip(names, callees, strict=True))
    ]
    return f"from {module} import (\n{imported})\n\n\n" + "\n\n".join(functions)


def generate(folder: Path, lines: int) -> int:
    """Write a project of at least so many lines; return how many it has."""
    files = {
        "pyproject.toml": '[tool.session_lint]\nboundaries = ["screen_*.py"]\n\n[tool.pytest.ini_options]\n'
        'pythonpath = ["."]\n',
        "shop/__init__.py": "",
        "shop/database.py": DATABASE,
        "tests/conftest.py": CONFTEST,
    }
    written = sum(text.count("\n") for text in files.values())
    number = 0
    while written < lines:
        new = area(number)
        files |= new
        written += sum(text.count("\n") for text in new.values())
        number += 1
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return written


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--lines", default=100_000, show_default=True, help="How many at least.")
def main(folder: Path, lines: int) -> None:
    """Write a project into FOLDER."""
    click.echo(f"{generate(folder, lines)} lines in {folder}")


if __name__ == "__main__":
    main()
