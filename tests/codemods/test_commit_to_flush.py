"""``commit-to-flush``: each form of a commit, what follows it, and who commits instead."""

from __future__ import annotations

import pytest

from session_lint.testing import rewrites

HEAD = "from sqlalchemy.orm import Session\n\n\n"
ASYNC = "from sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
SERVICE = (
    HEAD
    + """\
def add(name: str, *, session: Session) -> None:
    session.add(Event(name=name))
    session.commit()
"""
)
REPAIRED = SERVICE.replace("    session.commit()\n", "")
IMPORT = "from services.event_service import add\n"


def becomes(before: str, after: str, *by_hand: str, head: str = HEAD) -> None:
    rewrites("commit-to-flush", head + before, head + after, by_hand)


def stays(code: str, *by_hand: str, head: str = HEAD) -> None:
    rewrites("commit-to-flush", head + code, head + code, by_hand)


def called_by(caller: str, path: str = "main.py", *, safe: bool, why: str = "", **files: str) -> None:
    old = {"services/event_service.py": SERVICE, path: IMPORT + caller, **files}
    new = {"services/event_service.py": REPAIRED if safe else SERVICE}
    rewrites("commit-to-flush", old, new, [] if safe and not why else [why])


@pytest.mark.parametrize("end", ["", "    return None\n", "    return True\n", "    logger.info('done')\n"])
def test_nothing_is_read_after_it(end: str) -> None:
    head = "def add(name: str, *, session: Session):\n    session.add(Event(name=name))\n"
    becomes(head + "    session.commit()\n" + end, head + end)


@pytest.mark.parametrize(
    "end",
    [
        "    return event.id\n",
        "    session.refresh(event)\n    return event\n",
        "    return {'id': event.id, 'name': 'new'}\n",
        "    logger.info('added %s', event.id)\n",
        "    session.add(Log(event_id=event.id))\n",
        "    found = {'id': event.id}\n    return found\n",
        "    return [one.id for one in day]\n",
        "    if event.id:\n        return event.id\n    return None\n",
    ],
)
def test_keys_are_read_after_it(end: str) -> None:
    head = "def add(name, day: Day, *, session: Session):\n    event = Event(name=name)\n    session.add(event)\n"
    becomes(head + "    session.commit()\n" + end, head + "    session.flush()\n" + end)


@pytest.mark.parametrize(
    "end",
    [
        "    return event\n",
        "    return event.cost\n",
        "    return sum(item.cost for item in day.items)\n",
        "    return len(day.items)\n",
        "    session.refresh(event)\n    return day\n",
        "    return session.scalars(select(Item)).all()\n",
        "    name = event.name\n    return name\n",
        "    found = []\n    found.append(event)\n    return found\n",
        "    index(event)\n",
        "    return [one for one in day]\n",
        "    for one in day:\n        index(one)\n",
        "    yield event\n",
        "    session.expire_all()\n    return event\n",
    ],
)
def test_what_was_loaded_is_read_anew_after_it(end: str) -> None:
    head = "def add(name: str, day: Day, *, session: Session):\n    event = Event(name=name)\n    session.add(event)\n"
    anew = "    session.flush()\n    session.expire_all()\n"
    becomes(head + "    session.commit()\n" + end, head + anew + end.replace("    session.expire_all()\n", ""))


@pytest.mark.parametrize(
    ("write", "flushes"),
    [
        ("session.add(event)", True),
        ("session.merge(event)", True),
        ("session.add(event.log)", True),
        ("session.add_all([event, Log()])", True),
        ("for one in enumerate(day):\n        session.add(one)", True),
        ("log = event.log\n    session.add(log)", True),
        ("event.name = name", True),
        ("store(event, session)", True),
        ("session.add(Event(name))", False),
        ("session.get_one(Event, name).name = name", False),
    ],
)
def test_what_was_handed_in_has_its_keys_after_it(write: str, flushes: bool) -> None:
    head = f"def save(event, day, name: str, *, session: Session) -> None:\n    {write}\n"
    becomes(head + "    session.commit()\n", head + "    session.flush()\n" * flushes)


REMOVE = HEAD + "def remove(key: int, *, session: Session) -> None:\n    session.delete(session.get_one(Order, key))\n"
RENAME = HEAD + "def rename(order: Order, *, session: Session) -> None:\n    order.customer_id = None\n"


@pytest.mark.parametrize(
    ("service", "call", "path", "instead"),
    [
        (REMOVE, "remove(c.orders[0].id, session=s)\n        return c.orders", "main.py", "flush expire_all"),
        (REMOVE, "remove(c.orders[0].id, session=s)\n        return 1", "main.py", ""),
        (REMOVE, "remove(1, session=s)\n        assert not c.orders", "tests/test_orders.py", ""),
        (RENAME, "rename(c.orders[0], session=s)\n        return c.orders", "main.py", "flush expire_all"),
        (RENAME, "rename(c.orders[0], session=s)\n        return c.id", "main.py", "flush"),
    ],
)
def test_what_a_caller_reads_again(service: str, call: str, path: str, instead: str) -> None:
    name = call.partition("(")[0]
    main = f"from database import session_scope\nfrom services.orders import {name}\n\n\ndef test_main(c):\n"
    main += f"    with session_scope() as s:\n        {call}\n"
    old = {"services/orders.py": service + "    session.commit()\n", path: main}
    new = service + "".join(f"    session.{method}()\n" for method in instead.split())
    rewrites("commit-to-flush", old, {"services/orders.py": new})


@pytest.mark.parametrize(
    ("body", "flushes"),
    [
        ("try:\n            add('x', session=s)\n        except IntegrityError:\n            s.rollback()\n", True),
        ("try:\n            twice('x', s)\n        except IntegrityError:\n            s.rollback()\n", True),
        ("try:\n            add('x', session=s)\n        except* Exception:\n            s.rollback()\n", True),
        ("with suppress(IntegrityError):\n            add('x', session=s)\n", True),
        ("with pytest.raises(IntegrityError):\n            add('x', session=s)\n", True),
        ("with pytest.raises(ValueError):\n            add('x', session=s)\n", False),
        ("try:\n            add('x', session=s)\n        except ValueError:\n            s.rollback()\n", False),
        ("try:\n            pass\n        except Exception:\n            add('x', session=s)\n", False),
        (
            "try:\n            add('x', session=s)\n            s.commit()\n        except Exception:\n            raise\n",
            False,
        ),
        ("add('x', session=s)\n    try:\n        print(1)\n    except Exception:\n        raise\n", False),
    ],
)
def test_a_failure_that_a_caller_catches_comes_where_he_does(body: str, flushes: bool) -> None:
    main = f"from database import session_scope\n{IMPORT}from services.twice_service import twice\n\n\ndef main():\n"
    main += "    with session_scope() as s:\n        twice('y', s)\n        "
    twice = "from sqlalchemy.orm import Session\n" + IMPORT + "\n\ndef twice(name: str, session: Session) -> None:\n"
    old = {
        "services/event_service.py": SERVICE,
        "services/twice_service.py": twice + "    add(name, session=session)\n",
        "main.py": main + body,
    }
    new = SERVICE.replace("commit", "flush") if flushes else REPAIRED
    rewrites("commit-to-flush", old, {"services/event_service.py": new})


def test_a_failure_that_is_caught_around_the_scope() -> None:
    main = """\
from database import session_scope


def main():
    try:
        with session_scope() as s:
            add('x', session=s)
    except IntegrityError:
        return
"""
    called_by(main, safe=True)


@pytest.mark.parametrize(
    ("makers", "anew"),
    [
        ("sessionmaker(expire_on_commit=False)", ""),
        ("sessionmaker(), sessionmaker(expire_on_commit=True)", "    session.expire_all()\n"),
        ("SQLAlchemy(session_options={'expire_on_commit': False})", ""),
        ("sessionmaker(), sessionmaker(expire_on_commit=False)", None),
        ("sessionmaker(expire_on_commit=False), Session(engine)", ""),
        ("Session(engine)", "    session.expire_all()\n"),
        ("sessionmaker(**options)", None),
    ],
)
def test_what_a_commit_expires(makers: str, anew: str | None) -> None:
    service = (
        HEAD + "def add(event: Event, *, session: Session) -> Event:\n    session.add(event)\n    session.commit()\n"
    )
    service += "    return event\n"
    after = service.replace("commit()\n", f"flush()\n{anew}") if anew is not None else service
    files = {"database.py": f"MAKERS = {makers}\n", "tests/conftest.py": "Session = sessionmaker(expire_on_commit=1)\n"}
    old = {**files, "services/a.py": service}
    rewrites("commit-to-flush", old, {"services/a.py": after}, [] if anew is not None else ["expire_on_commit"])


@pytest.mark.parametrize(
    ("makers", "flushes"),
    [
        ("sessionmaker(autoflush=False)", True),
        ("sessionmaker(), sessionmaker(autoflush=False)", True),
        ("sessionmaker(**dict(autoflush=False))", True),
        ("SQLAlchemy(session_options={'autoflush': False})", True),
        ("Session(engine, autoflush=False)", True),
        ("sessionmaker(), Session(engine, autoflush=False)", False),
        ("sessionmaker(), SessionLocal(autoflush=False)", False),
        ("sessionmaker(autoflush=True)", False),
    ],
)
def test_what_queries_do_not_flush(makers: str, flushes: bool) -> None:
    old = {"database.py": f"MAKERS = {makers}\n", "services/a.py": SERVICE}
    old["tests/conftest.py"] = "Session = sessionmaker(autoflush=False)\n"
    rewrites("commit-to-flush", old, {"services/a.py": SERVICE.replace("commit", "flush") if flushes else REPAIRED})


def test_asynchronous() -> None:
    becomes(
        """\
async def add(event: Event, *, session: AsyncSession) -> Event:
    session.add(event)
    await session.commit()
    await session.refresh(event)
    return event


async def rename(event: Event, name: str, *, session: AsyncSession) -> Event:
    event.name = name
    await session.commit()
    return event
""",
        """\
async def add(event: Event, *, session: AsyncSession) -> Event:
    session.add(event)
    await session.flush()
    await session.refresh(event)
    return event


async def rename(event: Event, name: str, *, session: AsyncSession) -> Event:
    event.name = name
    await session.flush()
    session.expire_all()
    return event
""",
        head=ASYNC,
    )


def test_a_block_that_begins() -> None:
    becomes(
        '''\
def add(name: str, *, session: Session) -> None:
    # one unit
    with session.begin():  # all or nothing
        # the event
        session.add(Event(name=name, text="""
  as it is
"""))

        session.add(Log(name))
    logger.info("done")
''',
        '''\
def add(name: str, *, session: Session) -> None:
    # one unit
    # all or nothing
    # the event
    session.add(Event(name=name, text="""
  as it is
"""))

    session.add(Log(name))
    logger.info("done")
''',
    )


def test_a_block_whose_rows_are_read_after_it() -> None:
    becomes(
        """\
def add(event: Event, *, session: Session) -> int:
    with session.begin():
        session.add(event)
    return event.id
""",
        """\
def add(event: Event, *, session: Session) -> int:
    session.add(event)
    session.flush()
    return event.id
""",
    )


def test_a_block_that_returns() -> None:
    becomes(
        """\
async def add(event: Event, *, session: AsyncSession) -> Event:
    async with session.begin():
        session.add(event)
        return event
""",
        """\
async def add(event: Event, *, session: AsyncSession) -> Event:
    session.add(event)
    await session.flush()
    session.expire_all()
    return event
""",
        head=ASYNC,
    )


def test_a_block_among_other_contexts() -> None:
    becomes(
        "def add(name: str, *, session: Session) -> None:\n    with lock, session.begin():\n        session.add(name)\n",
        "def add(name: str, *, session: Session) -> None:\n    with lock:\n        session.add(name)\n",
    )


def test_each_context_keeps_its_remark() -> None:
    head = "def add(name: str, *, session: Session) -> None:\n"
    becomes(
        head
        + "    with (\n        session.begin(),  # at once\n        lock,  # alone\n    ):\n        session.add(name)\n",
        head + "    # at once\n    with (\n        lock,  # alone\n    ):\n        session.add(name)\n",
    )


def test_a_flag() -> None:
    becomes(
        """\
def add(autocommit: bool = True, *, session: Session) -> None:
    session.add(Event())
    if autocommit:
        session.commit()
""",
        """\
def add(autocommit: bool = True, *, session: Session) -> None:
    session.add(Event())
""",
        "'autocommit' of 'add' decides nothing any more",
    )


def test_a_flag_that_leaves_before_it() -> None:
    head = "def add(commit: bool = True, *, session: Session) -> None:\n    session.add(Event())\n"
    head += "    if not commit:\n        return\n"
    becomes(head + "    session.commit()\n", head, "'commit' of 'add' decides nothing any more")


def test_a_flag_before_keys_are_read() -> None:
    becomes(
        """\
def add(event: Event, autocommit: bool = True, *, session: Session) -> int:
    session.add(event)
    if autocommit:
        session.commit()
    return event.id
""",
        """\
def add(event: Event, autocommit: bool = True, *, session: Session) -> int:
    session.add(event)
    session.flush()
    return event.id
""",
        "'autocommit' of 'add' decides nothing any more",
    )


@pytest.mark.parametrize("test", ["not dry_run", "mode == 'real'", "not dry_run and mode"])
def test_what_is_not_to_be_written_is_not_flushed(test: str) -> None:
    head = "def add(name: str, dry_run: bool, mode: str, *, session: Session) -> int:\n    event = Event(name)\n"
    head += f"    session.add(event)\n    if {test}:\n"
    end = "    return event.id\n"
    becomes(head + "        session.commit()\n" + end, head + "        session.flush()\n" + end)


def test_a_flag_that_turns_it_off() -> None:
    head = "def add(name: str, dry_run: bool, *, session: Session) -> None:\n    session.add(Event(name))\n"
    branch = "    if not dry_run:\n        session.commit()\n"
    becomes(head + branch, head, "'dry_run' of 'add' decides nothing any more")


def test_a_flag_that_decides_more() -> None:
    becomes(
        """\
def add(final: bool, *, session: Session) -> None:
    event = Event()
    session.add(event)
    if final:
        event.final = True
        session.commit()
""",
        """\
def add(final: bool, *, session: Session) -> None:
    event = Event()
    session.add(event)
    if final:
        event.final = True
""",
    )


def test_an_alternative_keeps_its_form() -> None:
    becomes(
        """\
def add(event: Event, final: bool, *, session: Session) -> None:
    session.add(event)
    if final:
        session.commit()
    else:
        event.note = "later"
""",
        """\
def add(event: Event, final: bool, *, session: Session) -> None:
    session.add(event)
    if final:
        session.flush()
    else:
        event.note = "later"
""",
    )


def test_a_closure_flushes() -> None:
    becomes(
        """\
def add(event: Event, *, session: Session) -> int:
    def save() -> None:
        session.add(event)
        session.commit()

    save()
    return event.id
""",
        """\
def add(event: Event, *, session: Session) -> int:
    def save() -> None:
        session.add(event)
        session.flush()
        session.expire_all()

    save()
    return event.id
""",
    )


def test_each_turn_of_a_loop_flushes() -> None:
    becomes(
        """\
def add(events: list[Event], *, session: Session) -> None:
    for event in events:
        session.add(event)
        session.commit()
""",
        """\
def add(events: list[Event], *, session: Session) -> None:
    for event in events:
        session.add(event)
        session.flush()
""",
    )
    head = "def add(events, *, session: Session):\n    for event in events:\n        session.add(event)\n"
    becomes(head + "        session.commit()\n        continue\n", head + "        session.flush()\n        continue\n")


def test_what_is_flushed_already() -> None:
    head = "def add(event: Event, *, session: Session):\n    session.add(event)\n    session.flush()\n"
    becomes(head + "    session.commit()\n    return event.id\n", head + "    return event.id\n")
    read = "    return event.cost\n"
    becomes(head + "    session.commit()\n" + read, head + "    session.expire_all()\n" + read)


def test_the_error_stays_where_it_is_caught() -> None:
    becomes(
        """\
def add(event: Event, *, session: Session) -> None:
    try:
        session.add(event)
        session.commit()
    except IntegrityError as error:
        raise Duplicate(event.name) from error
""",
        """\
def add(event: Event, *, session: Session) -> None:
    try:
        session.add(event)
        session.flush()
    except IntegrityError as error:
        raise Duplicate(event.name) from error
""",
    )


def test_comments_stay_but_those_of_the_commit() -> None:
    becomes(
        """\
def add(*, session: Session) -> None:
    session.add(Event())

    # Commit the event
    session.commit()


def rename(*, session: Session) -> None:
    session.add(Event())
    # The name is on the poster.
    session.commit()  # see the handbook
    # keep it
    session.commit()
    # Keep in mind that the poster is printed
    session.commit()
    logger.info("done")
""",
        """\
def add(*, session: Session) -> None:
    session.add(Event())


def rename(*, session: Session) -> None:
    session.add(Event())
    # The name is on the poster.
    # see the handbook
    # Keep in mind that the poster is printed
    logger.info("done")
""",
    )


def test_comments_keep_their_order() -> None:
    becomes(
        """\
def note(text: str, *, session: Session, commit: bool = True) -> None:
    session.add(Audit(text))
    # first: the caller may want to do it himself
    if commit:  # second: unless he does not
        # third: now
        session.commit()  # fourth: done
    # fifth: end
""",
        """\
def note(text: str, *, session: Session, commit: bool = True) -> None:
    session.add(Audit(text))
    # first: the caller may want to do it himself
    # second: unless he does not
    # third: now
    # fourth: done
    # fifth: end
""",
        "'commit' of 'note' decides nothing any more",
    )


def test_one_of_several_on_a_line() -> None:
    becomes(
        "def add(*, session: Session) -> None:\n    session.add(Event()); session.commit()\n",
        "def add(*, session: Session) -> None:\n    session.add(Event())\n",
    )


def test_a_session_that_was_only_committed_is_still_used() -> None:
    becomes(
        "def save(*, session: Session) -> None:\n    session.commit()\n",
        "def save(*, session: Session) -> None:\n    session.flush()\n",
    )


def test_bytes_around_it() -> None:
    before = b"# -*- coding: latin-1 -*-\r\nfrom sqlalchemy.orm import Session\r\n\r\n\x0c\r\n" + (
        "def add(e, *, session: Session) -> None:\r\n\tsession.add('ä')  \r\n\tsession.commit()\r\n".encode("latin-1")
    )
    rewrites(
        "commit-to-flush", {"services/a.py": before}, {"services/a.py": before.replace(b"\tsession.commit()\r\n", b"")}
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            "    for i, e in enumerate(es):\n        session.add(e)\n        if i % 100:\n            session.commit()\n",
            "bound",
        ),
        ("    while es:\n        session.add(es.pop())\n        session.commit()\n", "bound"),
        ("    for batch in batches(es):\n        session.add_all(batch)\n        session.commit()\n", "bound"),
        ("    for i in range(0, n, 100):\n        session.add(es[i])\n        session.commit()\n", "bound"),
        ("    for e in es:\n        session.add(e)\n        session.commit()\n        n += len(e)\n", "bound"),
        ("    for e in es:\n        session.add(e)\n        session.commit(); n += len(e)\n", "bound"),
        ("    for e in es:\n        session.add(e)\n        session.commit()\n        yield e.id\n", "bound"),
        ("    session.commit()\n    session.close()\n", "closed or rolled back"),
        ("    try:\n        session.commit()\n    except E:\n        session.rollback()\n", "rollback-to-savepoint"),
        ("    session.commit()\n    index.delay(es)\n", "may run before the owner commits"),
        ("    session.delete(es)\n    session.commit()\n    raise Expired(es)\n", "an exception follows"),
        (
            "    # An explicit commit, so that the log stays whatever happens to the request\n    session.commit()\n",
            "a comment says why",
        ),
        ("    if es.sort():\n        session.commit()\n", "condition"),
        ("    with session.begin() as t:\n        t.note()\n        session.add(es)\n", "used by itself"),
        ("    done = [session.commit()]\n", "part of something larger"),
        ("    session.begin()\n    session.add(es)\n    session.commit()\n", "begin() is called here too"),
        ("    with suppress(IntegrityError):\n        session.commit()\n", "failure is suppressed"),
        ("    try:\n        session.commit()\n    except IntegrityError:\n        return\n", "failure is caught"),
        ("    try:\n        session.commit()\n    except* E:\n        log(n)\n", "failure is caught"),
        ("    try:\n        session.add(es)\n    finally:\n        session.commit()\n", "stands in a finally"),
        ("    session.commit()\n    log(n)\n    raise Expired(n)\n", "an exception follows"),
        ("    session.commit()\n    import requests\n\n    requests.post(n)\n", "requests.post() follows"),
        ("    event.listen(session, 'after_commit', log)\n    session.commit()\n", "listens for after_commit"),
    ],
)
def test_by_hand(body: str, why: str) -> None:
    code = f"def add(es: list[Event], n: int, *, session: Session) -> None:\n{body}"
    old = {"services/a.py": HEAD + code}
    rewrites("commit-to-flush", old, old, [why] if "SES" not in why else [])


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("report(event.id)", "'report' follows, and opens a session of its own"),
        ("twice(event.id)", "'twice' follows, and opens a session of its own"),
        ("done(session)", "'done' follows, and closes 'session'"),
        ("undo(session)", "'undo' follows, and rolls back 'session'"),
    ],
)
def test_what_is_called_after_it(call: str, why: str) -> None:
    helpers = """\
from sqlalchemy.orm import Session
from database import session_scope


def report(event_id: int):
    with session_scope() as own:
        return own.get(Event, event_id)


def twice(event_id: int):
    return report(event_id)


def done(session: Session):
    session.close()


def undo(session: Session):
    session.rollback()
"""
    name = call.partition("(")[0]
    service = f"from helpers import {name}\n{HEAD}def add(event: Event, *, session: Session) -> None:\n"
    service += f"    session.add(event)\n    session.commit()\n    {call}\n"
    old = {"helpers.py": helpers, "services/a.py": service}
    rewrites("commit-to-flush", old, old, [why])


def test_it_stays_where_its_context_may_wait_for_it() -> None:
    becomes(
        """\
def add(*, session: Session) -> None:
    with lock, session.no_autoflush:
        session.add(Event())
        session.commit()
    with session.no_autoflush:
        session.add(Log())
        session.commit()
""",
        """\
def add(*, session: Session) -> None:
    with lock, session.no_autoflush:
        session.add(Event())
        session.flush()
    with session.no_autoflush:
        session.add(Log())
""",
    )


def test_whose_session_it_is() -> None:
    stays(
        """\
def add(event: Event, *, session: Session | None = None) -> None:
    session.add(event)
    session.commit()


def save(event, *, session) -> None:
    session.add(event)
    session.flush()
    session.commit()


class Store:
    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self) -> None:
        self._session.commit()
""",
        "can be None",
        "annotate it first",
        "not for certain the session",
    )


def test_events_of_the_mapper() -> None:
    stays(
        """\
from sqlalchemy import event


@event.listens_for(Session, "after_flush")
def write(session: Session, context) -> None:
    session.add(context)
    session.commit()
""",
        "SQLAlchemy's events call 'write'",
    )


def test_what_stays() -> None:
    stays(
        """\
def add(name: str, *, session: Session) -> None:
    with session.begin_nested() as savepoint:
        session.add(name)
        savepoint.commit()


def bulk(names: list[str], *, session: Session) -> None:
    session.add_all(names)
    session.commit()  # noqa: SES204
    # session-lint: ignore[service-commit] a thousand rows
    session.commit()


def write(connection: sqlite3.Connection) -> None:
    connection.commit()
"""
    )


@pytest.mark.parametrize(
    "caller",
    [
        "from database import session_scope\n\n\ndef main():\n    with session_scope() as s:\n        add('x', session=s)\n",
        "from database import SessionLocal\n\n\ndef main():\n    with SessionLocal.begin() as s:\n        add('x', session=s)\n",
        """\
from database import SessionLocal


def main():
    with SessionLocal() as s:
        if True:
            add('x', session=s)
        s.commit()
""",
        """\
from database import SessionLocal


def main():
    with SessionLocal() as s, s.begin():
        add('x', session=s)
""",
        """\
from database import SessionLocal


def main():
    s = SessionLocal()
    try:
        add('x', session=s)
        s.commit()
    finally:
        s.close()
""",
    ],
    ids=["scope", "begin", "commit after it", "begin block", "in a try"],
)
def test_the_caller_commits(caller: str) -> None:
    called_by(caller, safe=True)


@pytest.mark.parametrize(
    ("caller", "why"),
    [
        (
            "from database import SessionLocal\n\n\ndef main():\n    with SessionLocal() as s:\n        add('x', session=s)\n",
            "main.py:7",
        ),
        (
            "from database import SessionLocal\n\n\ndef main(x):\n    s = SessionLocal()\n    add('x', session=s)\n"
            "    if x:\n        return\n    s.commit()\n    s.close()\n",
            "nothing commits after the call",
        ),
        (
            "from database import SessionLocal\n\n\ndef main(x):\n    s = SessionLocal()\n    add('x', session=s)\n"
            "    if x:\n        s.commit()\n    s.close()\n",
            "nothing commits after the call",
        ),
        ("from flask import g\n\n\ndef main():\n    add('x', session=g.session)\n", "main.py:6"),
        ("TABLE = {'add': add}\n", "used as a value"),
        (
            "from sqlalchemy.orm import Session\n\n\ndef main(s: Session):\n    add('x', session=s)\n",
            "nobody is seen to call 'main'",
        ),
    ],
)
def test_nobody_is_seen_to_commit(caller: str, why: str) -> None:
    called_by(caller, safe=False, why=why)


def test_a_service_in_between_that_nobody_calls() -> None:
    twice = "from sqlalchemy.orm import Session\n\n\ndef twice(s: Session):\n    add('x', session=s)\n"
    called_by(twice, "services/twice_service.py", safe=False, why="nobody is seen to call 'twice' and commit")


def test_services_in_between() -> None:
    between = HEAD.replace("\n\n\n", "\n" + IMPORT + "\n\n") + "def twice(name: str, *, session: Session) -> None:\n"
    between += "    add(name, session=session)\n    add(name, session=session)\n"
    main = "from services.twice_service import twice\nfrom database import {0}\n\n\ndef main():\n    with {0}() as s:\n        twice('x', session=s)\n"
    files = {"services/event_service.py": SERVICE, "services/twice_service.py": between}
    rewrites(
        "commit-to-flush", {**files, "main.py": main.format("session_scope")}, {"services/event_service.py": REPAIRED}
    )
    unsafe = {**files, "main.py": main.format("SessionLocal")}
    rewrites("commit-to-flush", unsafe, unsafe, ["main.py:7 hands it 's'"])


@pytest.mark.parametrize("commits", [True, False])
def test_dependencies(commits: bool) -> None:
    database = "from sqlalchemy.orm import sessionmaker\nSessionLocal = sessionmaker()\n\n\ndef get_db():\n    with SessionLocal() as db:\n        yield db\n"
    if commits:
        database += "        db.commit()\n"
    route = """\
from typing import Annotated
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from database import get_db

router = APIRouter()


@router.post("/")
def create(db: Session = Depends(get_db)):
    add("x", session=db)
"""
    files = {"database.py": database, "services/event_service.py": SERVICE}
    for code in (route, route.replace("db: Session = Depends(get_db)", "db: Annotated[Session, Depends(get_db)]")):
        old = {**files, "web.py": IMPORT + code}
        new = {"services/event_service.py": REPAIRED if commits else SERVICE}
        rewrites("commit-to-flush", old, new, [] if commits else ["supplied to it and not seen to be committed"])


def test_a_caller_that_turned_it_off() -> None:
    service = HEAD + "def add(name: str, commit: bool = True, *, session: Session) -> None:\n    session.add(name)\n"
    branch = "    if commit:\n        session.commit()\n"
    main = (
        "from database import SessionLocal\n"
        + IMPORT
        + "\n\ndef main():\n    with SessionLocal() as s:\n        add('x', False, session=s)\n"
    )
    rewrites(
        "commit-to-flush",
        {"services/event_service.py": service + branch, "main.py": main},
        {"services/event_service.py": service},
        ["decides nothing"],
    )


def test_tests_are_told() -> None:
    called_by(
        "\n\ndef test_add(session):\n    session.query(1)\n    add('x', session=session)\n",
        "tests/test_events.py",
        safe=True,
        why="what this test reads through another session",
    )


def test_methods_that_something_unknown_calls() -> None:
    service = (
        HEAD
        + "class Events:\n    def store(self, *, session: Session) -> None:\n        session.add(self)\n        session.commit()\n"
    )
    main = "def main(events, session):\n    events.store(session=session)\n"
    old = {"services/event_service.py": service, "main.py": main}
    rewrites("commit-to-flush", old, old, ["may be what is called at main.py:2"])
