"""``rollback-to-savepoint``: each form of a handler, what is in its ``try``, and what stands above it."""

from __future__ import annotations

import pytest

from session_lint.testing import rewrites

HEAD = "from sqlalchemy.exc import IntegrityError\nfrom sqlalchemy.orm import Session\n\n\n"
ASYNC = "from sqlalchemy.exc import IntegrityError\nfrom sqlalchemy.ext.asyncio import AsyncSession\n\n\n"
DEF = "def add(event: Event, *, session: Session):\n"


def becomes(before: str, after: str, *by_hand: str, head: str = HEAD) -> None:
    rewrites("rollback-to-savepoint", head + before, head + after, by_hand)


def stays(body: str, *by_hand: str) -> None:
    becomes(DEF + body, DEF + body, *by_hand)


def test_swallowed() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.flush()
    except IntegrityError:
        session.rollback()
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
    except IntegrityError:
        pass
""",
    )


def test_translated() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Duplicate(event.name) from error
    return event.id
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError as error:
        raise Duplicate(event.name) from error
    return event.id
""",
    )


def test_comments_and_strings() -> None:
    becomes(
        DEF
        + '''\
    # Once only.
    try:  # may be there
        # the event
        session.add(Event(text="""
  as it is
"""))
        session.flush()  # keys

        # nothing else
    except IntegrityError:  # somebody was faster
        # undo
        session.rollback()  # all of it
        logger.info("there")
        return False
    # It is new.
    return True
''',
        DEF
        + '''\
    # Once only.
    try:  # may be there
        with session.begin_nested():
            # the event
            session.add(Event(text="""
  as it is
"""))
            session.flush()  # keys

            # nothing else
    except IntegrityError:  # somebody was faster
        # undo
        # all of it
        logger.info("there")
        return False
    # It is new.
    return True
''',
    )


def test_a_handler_that_only_went_on_raising() -> None:
    becomes(
        DEF
        + """\
    # Both or none.
    try:
        session.add(event)
        session.add(event.log)
        session.commit()
    except Exception:
        session.rollback()
        raise


"""
        + DEF.replace("add", "put")
        + """\
    try:
        session.add(event)
    except Exception:
        session.rollback()
        raise
    else:
        logger.info("put")
    finally:
        lock.release()
""",
        DEF
        + """\
    # Both or none.
    with session.begin_nested():
        session.add(event)
        session.add(event.log)


"""
        + DEF.replace("add", "put")
        + """\
    try:
        with session.begin_nested():
            session.add(event)
        logger.info("put")
    finally:
        lock.release()
""",
    )


def test_handlers_in_a_row() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.flush()
    except IntegrityError:
        session.rollback()
        raise
    except ValueError as error:
        raise Wrong(event) from error
    except Exception:
        session.rollback()
        return None
    return event.id
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
    except IntegrityError:
        raise
    except ValueError as error:
        raise Wrong(event) from error
    except Exception:
        return None
    return event.id
""",
    )


def test_one_in_another() -> None:
    becomes(
        DEF
        + """\
    try:
        try:
            session.add(event)
            session.flush()
        except IntegrityError:
            session.rollback()
            raise
        session.add(event.log)
    except Exception:
        # undo
        session.rollback()
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            with session.begin_nested():
                session.add(event)
                session.flush()
            session.add(event.log)
    except Exception:
        # undo
        pass
""",
    )


def test_a_commit_after_which_what_was_loaded_is_read() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return event.cost
""",
        DEF
        + """\
    with session.begin_nested():
        session.add(event)
        session.flush()
        session.expire_all()
    return event.cost
""",
    )


def test_asynchronous() -> None:
    becomes(
        """\
async def add(event: Event, *, session: AsyncSession) -> bool:
    try:
        session.add(event)
        await session.commit()
        await session.refresh(event)
    except IntegrityError:
        await session.rollback()
        return False
    return True
""",
        """\
async def add(event: Event, *, session: AsyncSession) -> bool:
    try:
        async with session.begin_nested():
            session.add(event)
            await session.flush()
            await session.refresh(event)
    except IntegrityError:
        return False
    return True
""",
        head=ASYNC,
    )


def test_what_is_added_right_above() -> None:
    becomes(
        DEF
        + """\
    row = Event()

    # the row
    session.add(row)
    row.name = event.name
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    return row
""",
        DEF
        + """\
    row = Event()

    try:
        with session.begin_nested():
            # the row
            session.add(row)
            row.name = event.name
            session.flush()
    except IntegrityError:
        return None
    return row
""",
    )


def test_get_or_create() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.flush()
        return event
    except IntegrityError:
        session.rollback()
        return session.query(Event).filter_by(name=event.name).one()
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
            return event
    except IntegrityError:
        return session.query(Event).filter_by(name=event.name).one()
""",
    )


def test_a_commit_in_the_else() -> None:
    becomes(
        DEF
        + """\
    try:
        session.add(event)
        session.flush()
    except IntegrityError:
        session.rollback()
        raise Duplicate(event.name)
    else:
        session.commit()
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
    except IntegrityError:
        raise Duplicate(event.name)
""",
    )


def test_each_turn_of_a_loop() -> None:
    becomes(
        """\
def add(events: list[Event], *, session: Session):
    for event in events:
        try:
            session.add(event)
            session.flush()
        except IntegrityError:
            session.rollback()
            continue
        logger.info("added")
""",
        """\
def add(events: list[Event], *, session: Session):
    for event in events:
        try:
            with session.begin_nested():
                session.add(event)
                session.flush()
        except IntegrityError:
            continue
        logger.info("added")
""",
    )


def test_a_savepoint_that_is_there() -> None:
    becomes(
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError:
        session.rollback()
        return False
""",
        DEF
        + """\
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError:
        return False
""",
    )


def test_tabs_and_line_ends() -> None:
    before = (
        "from sqlalchemy.orm import Session\r\n\r\n\r\ndef add(e, *, session: Session):\r\n\ttry:\r\n\t\tsession.add(e)  \r\n"
        "\texcept ValueError:\r\n\t\tsession.rollback()\r\n\t\treturn 1\r\n"
    )
    after = (
        "from sqlalchemy.orm import Session\r\n\r\n\r\ndef add(e, *, session: Session):\r\n\ttry:\r\n"
        "\t\twith session.begin_nested():\r\n\t\t\tsession.add(e)  \r\n\texcept ValueError:\r\n\t\treturn 1\r\n"
    )
    rewrites("rollback-to-savepoint", {"services/a.py": before}, {"services/a.py": after})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("    session.add(event)\n    if dry:\n        session.rollback()\n", "no handler"),
        ("    try:\n        session.add(event)\n    finally:\n        session.rollback()\n", "no handler"),
        (
            "    try:\n        session.add(event)\n    except E:\n        if event.bad:\n            session.rollback()\n",
            "no handler of its own",
        ),
        (
            "    try:\n        session.add(event)\n    except E:\n        session.add(Log())\n        session.rollback()\n",
            "would not be undone any more",
        ),
        (
            "    try:\n        session.add(event)\n    except E:\n        session.rollback()\n    except ValueError:\n"
            "        return 1\n",
            "goes on without a rollback",
        ),
        (
            "    try:\n        session.add(event)\n    except OperationalError:\n        session.rollback()\n        return 1\n",
            "OperationalError may have ended",
        ),
        ("    try:\n        yield event\n    except E:\n        session.rollback()\n", "hands out values"),
        (
            "    session.add(event)\n    log()\n    try:\n        work(event)\n    except E:\n        session.rollback()\n",
            "above the try",
        ),
        ("    try:\n        session.flush()\n    except E:\n        session.rollback()\n", "added somewhere else"),
        (
            "    try:\n        session.add(event)\n        if event:\n            session.commit()\n    except E:\n"
            "        session.rollback()\n",
            "depends on something",
        ),
        (
            "    session.begin()\n    try:\n        session.add(event)\n    except E:\n        session.rollback()\n",
            "begin() is called here too",
        ),
        (
            "    try:\n        session.add(event)\n    except E:\n        session.rollback()\n        session.add(Log())\n"
            "        session.commit()\n        raise\n",
            "commits before it raises",
        ),
        (
            "    try:\n        session.add(Log())\n        session.commit()\n        session.add(event)\n"
            "    except E:\n        session.rollback()\n",
            "in the midst of its try",
        ),
        ("    try:\n        session.add(event)\n    except* E:\n        session.rollback()\n", "except* handles parts"),
        (
            "    try:\n        session.add(event)\n        session.close()\n    except E:\n        session.rollback()\n",
            "closes the session",
        ),
    ],
)
def test_by_hand(body: str, why: str) -> None:
    stays(body, why)


def test_the_commit_that_goes_with_it_needs_an_owner() -> None:
    service = (
        HEAD + DEF + "    try:\n        session.add(event)\n        session.commit()\n    except IntegrityError:\n"
    )
    service += "        session.rollback()\n        raise Duplicate()\n"
    main = "from database import SessionLocal\nfrom services.a import add\n\n\ndef main():\n    with SessionLocal() as s:\n        add(1, session=s)\n"
    old = {"services/a.py": service, "main.py": main}
    rewrites("rollback-to-savepoint", old, old, ["main.py:7 hands it 's', which nothing commits"])


def test_what_stays() -> None:
    stays(
        """\
    savepoint = session.begin_nested()
    try:
        session.add(event)
    except IntegrityError:
        savepoint.rollback()
    try:
        session.add(event)
    except IntegrityError:
        session.rollback()  # noqa: SES205
"""
    )
