"""``keyword-only-session``: each form of a signature, and each way of calling it."""

from __future__ import annotations

import pytest

from session_lint.testing import rewrites

HEAD = "from sqlalchemy.orm import Session\n\n\n"


def becomes(before: str, after: str, *by_hand: str, head: str = HEAD) -> None:
    rewrites("keyword-only-session", head + before, head + after, by_hand)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: str, session: Session", "name: str, *, session: Session"),
        ("session: Session", "*, session: Session"),
        ("session: Session, name: str", "name: str, *, session: Session"),
        ("session: Session, name: str = 'x'", "name: str = 'x', *, session: Session"),
        ("name: str, session: Session | None = None", "name: str, *, session: Session | None = None"),
        ("name, session: Session, *, loud=False", "name, *, loud=False, session: Session"),
        ("session: Session, *names", "*names, session: Session"),
        ("session: Session, **more", "*, session: Session, **more"),
        ("\n    name: str,\n    session: Session,\n", "\n    name: str,\n    *,\n    session: Session,\n"),
        (
            "\n    session: Session,  # the caller's\n    name: str,\n",
            "\n    name: str,\n    *,\n    session: Session,  # the caller's\n",
        ),
        (
            "\n    session: Session,\n    name: str,  # of the fair\n",
            "\n    name: str,  # of the fair\n    *,\n    session: Session,\n",
        ),
        ("\n    session: Session,\n    name='x'\n", "\n    name='x',\n    *,\n    session: Session\n"),
        ("session: Session, name='x'\n", "name='x', *, session: Session\n"),
        (
            "\n    session: Session,  # pylint: disable=disallowed-name\n    name: str,\n",
            "\n    name: str,\n    *,\n    session: Session,  # pylint: disable=disallowed-name\n",
        ),
        ("\n    session: Session, name: str\n", "\n    name: str, *, session: Session\n"),
        ("\n    session: Session,\n    *,\n    name='x'\n", "\n    *,\n    name='x',\n    session: Session\n"),
    ],
)
def test_signatures(before: str, after: str) -> None:
    body = ":\n    session.add(1)\n"
    becomes(f"def add({before}){body}", f"def add({after}){body}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("add(s, 'x')", "add('x', session=s)"),
        ("add(s, name='x')", "add(session=s, name='x')"),
        ("add(name='x', session=s)", "add(name='x', session=s)"),
        ("add(\n        s,\n        'x',\n    )", "add(\n        'x',\n        session=s,\n    )"),
        ("add(\n        s, 'x'\n    )", "add(\n        'x', session=s\n    )"),
        ("add(\n        s,\n        'x'\n    )", "add(\n        'x',\n        session=s\n    )"),
        ("add(s,\n        'x')", "add('x',\n        session=s)"),
        (
            "add(\n        s,  # whose\n        'x',  # what\n    )",
            "add(\n        'x',  # what\n        session=s,  # whose\n    )",
        ),
        ("[add(s, n) for n in 'ab']", "[add(n, session=s) for n in 'ab']"),
        ("add(s, add(s, 'x'))", "add(add('x', session=s), session=s)"),
        ("add(t := s, 'x')", "add('x', session=(t := s))"),
        ("add(opened(), str(s.info))", "add(str(s.info), session=opened())"),
        ("add(opened(), name=named())", "add(session=opened(), name=named())"),
    ],
)
def test_calls(before: str, after: str) -> None:
    old = (
        f"{HEAD}def add(session: Session, name):\n    session.add(name)\n\n\ndef twice(*, s: Session):\n    {before}\n"
    )
    new = f"{HEAD}def add(name, *, session: Session):\n    session.add(name)\n\n\ndef twice(*, s: Session):\n    {after}\n"
    rewrites("keyword-only-session", old, new)


def test_callers_everywhere() -> None:
    service = HEAD + "class Events:\n    def add(self, session: Session, name):\n        session.add(name)\n\n\n"
    service += "def count(session: Session):\n    return session.query(1)\n"
    package = "from services.event_service import Events, count as number\n"
    main = """\
import api
from api import Events
from database import session_scope

TOTAL = api.number(1)


class Settings:
    total = api.number(1)


@named(api.number(1))
def main():
    events = Events()
    with session_scope() as s:
        events.add(s, "x")
        return lambda: api.number(s)
"""
    test = "from services import event_service\n\n\ndef test_count(session):\n"
    test += "    assert event_service.count(session) == 1, event_service.count(session)\n"
    rewrites(
        "keyword-only-session",
        {"services/event_service.py": service, "api/__init__.py": package, "main.py": main, "tests/test_a.py": test},
        {
            "services/event_service.py": service.replace(
                "self, session: Session, name", "self, name, *, session: Session"
            ).replace("count(session", "count(*, session"),
            "main.py": main.replace("number(1)", "number(session=1)")
            .replace('add(s, "x")', 'add("x", session=s)')
            .replace("number(s)", "number(session=s)"),
            "tests/test_a.py": test.replace("service.count(session)", "service.count(session=session)"),
        },
    )


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def twice(*given):\n    add(*given)\n", "may pass the session by *"),
        ("from functools import partial\n\nadd_fair = partial(add, 1)\n", "used as a value"),
        ("TABLE = {'add': add}\n", "used as a value"),
        ("def twice():\n    add(opened(), named())\n", "main.py:4: its session is made before its other arguments"),
        ("def twice(s):\n    add(t := s, t.info)\n", "main.py:4: its session is made before its other arguments"),
        ("def twice(s):\n    add(s, s := opened())\n", "main.py:4: its session is made before its other arguments"),
        ("def named(module):\n    return getattr(module, 'add')\n", "looked up by its name"),
    ],
)
def test_by_hand(code: str, why: str) -> None:
    service = HEAD + "def add(session: Session, name):\n    session.add(name)\n"
    old = {"services/a.py": service, "main.py": "from services.a import add\n\n" + code}
    try:
        rewrites("keyword-only-session", old, old, [why])
    except AssertionError:
        # What is handed on as a value keeps its form, and the rule is silent about it.
        rewrites("keyword-only-session", old, old)


def test_overloads() -> None:
    head = "from typing import overload\n\nfrom sqlalchemy.orm import Session\n\n\n"
    body = """\
@overload
def get({0}key: int{1}) -> int: ...
@overload
def get({0}key: str{1}) -> str: ...
def get({0}key{1}):
    return session.get(Event, key)
"""
    becomes(body.format("session: Session, ", ""), body.format("", ", *, session: Session"), head=head)


def test_a_method_that_something_unknown_calls() -> None:
    service = HEAD + "class Events:\n    def store(self, session: Session):\n        session.add(self)\n"
    old = {"services/a.py": service, "main.py": "def main(events, s):\n    events.store(s)\n"}
    rewrites("keyword-only-session", old, old, ["may be what is called at main.py:2"])


def test_what_stays() -> None:
    code = """\
class Base:
    def add(self, session: Session):
        raise NotImplementedError


class Store(Base):
    def add(self, session: Session):
        session.add(self)


def first(session: Session, /):
    session.add(1)


def second(session: Session):  # noqa: SES106
    session.add(1)
"""
    becomes(code, code, "stands before a '/'")


@pytest.mark.parametrize(
    ("wrapper", "listed"),
    [
        ("*args, **more):\n        args[0].flush()\n        return f(*args, **more)", True),
        ("*args):\n        session, *rest = args\n        return f(*args)", True),
        ("session, name):\n        return f(session, name)", True),
        ("*args, **more):\n        print(args)\n        return f(*args, **more)", False),
    ],
    ids=["read by its index", "unpacked", "passed by its place", "passed on"],
)
def test_a_decorator(wrapper: str, listed: bool) -> None:
    head = f"{HEAD}def audited(f):\n    def wrapper({wrapper}\n\n    return wrapper\n\n\n"
    add = "@audited\ndef add({0}):\n    session.add(name)\n"
    old, new = "session: Session, name", "name, *, session: Session"
    said = ["'add': its decorator 'audited' passes on or reads"] if listed else []
    becomes(add.format(old), add.format(old if listed else new), *said, head=head)


def test_a_method_that_a_protocol_promises() -> None:
    head = "from typing import Protocol\n\nfrom sqlalchemy.orm import Session\n\n\n"
    code = """\
class Keeps(Protocol):
    def keep(self, session: Session, name: str) -> None: ...


class Keeper:
    def keep(self, session: Session, name: str) -> None:
        session.add(name)


def keep(keeper: Keeps, *, session: Session) -> None:
    keeper.keep(session, "x")
"""
    becomes(code, code, "it may be called through 'Keeps' (services/event_service.py:7)", head=head)


def test_what_stands_in_for_it_in_tests_is_listed() -> None:
    service = HEAD + "def add(session: Session, name):\n    session.add(name)\n\n\n"
    service += "def add_all(*, session: Session):\n    add({0})\n"
    test = """\
from unittest.mock import patch

from services import a_service


def test_mock(session):
    with patch("services.a_service.add") as add:
        a_service.add_all(session=session)
    add.assert_called_once_with(session, "x")


def test_fake(session, monkeypatch):
    monkeypatch.setattr(a_service, "add", lambda s, name: None)
    a_service.add_all(session=session)


def test_another(session):
    with patch("services.a_service.add_all") as add:
        add.assert_called_with("x")
"""
    old = {"services/a_service.py": service.format("session, 'x'"), "tests/test_a.py": test}
    moved = service.replace("session: Session, name", "name, *, session: Session").format("'x', session=session")
    said = "where this is a stand-in for add(), it is called with 'session=' now"
    listed = [f"tests/test_a.py:{line}: {said}" for line in (9, 13)]
    rewrites("keyword-only-session", old, {"services/a_service.py": moved}, listed)


def test_what_a_comment_silences_of_the_session_is_still_silenced() -> None:
    old = """\
def rename(
    name: str,
    # none yet: nothing to ask
    session: Session | None = None,  # noqa: SES101 - an event that is not saved yet
    length: int = 3,  # in letters
) -> str:
    return name if session is None else session.scalar(name)
"""
    new = """\
def rename(
    name: str,
    length: int = 3,  # in letters
    *,
    # none yet: nothing to ask
    session: Session | None = None,  # noqa: SES101 - an event that is not saved yet
) -> str:
    return name if session is None else session.scalar(name)
"""
    rewrites("keyword-only-session", HEAD + old, HEAD + new)
