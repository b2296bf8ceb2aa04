"""The guard: who ends a transaction that is not theirs is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from notes import Note, committed, write
from sqlalchemy.orm import Session

from reference_impl.database import SessionFactory, guarded, session_scope
from reference_impl.database.errors import GuardedSession


def service_that_commits(session: Session) -> None:
    session.commit()


def service_that_rolls_back(session: Session) -> None:
    session.rollback()


def service_that_closes(session: Session) -> None:
    session.close()


def service_that_resets(session: Session) -> None:
    session.reset()


def service_that_invalidates(session: Session) -> None:
    session.invalidate()


def service_that_begins(session: Session) -> None:
    session.begin()


def service_that_uses_with(session: Session) -> None:
    with session:
        pass


def service_that_commits_the_transaction(session: Session) -> None:
    transaction = session.get_transaction()
    assert transaction is not None
    transaction.commit()


SERVICES = [
    service_that_commits,
    service_that_rolls_back,
    service_that_closes,
    service_that_resets,
    service_that_invalidates,
    service_that_begins,
    service_that_uses_with,
    service_that_commits_the_transaction,
]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_ends_what_is_not_its_own_is_named(
    factory: SessionFactory, service: Callable[[Session], None]
) -> None:
    with factory.create_session() as session:
        write(session, "one")
        with (
            guarded(session),
            pytest.raises(GuardedSession, match=rf"{service.__name__} \(.*test_database_guard\.py:\d+"),
        ):
            service(session)
        session.rollback()
    assert committed(factory) == []


def test_after_the_block_the_owner_commits(factory: SessionFactory) -> None:
    with factory.create_session() as session:
        with guarded(session):
            write(session, "one")
        session.commit()
    assert committed(factory) == ["one"]


def test_a_scope_commits_around_the_guard(factory: SessionFactory) -> None:
    with session_scope(factory) as session, guarded(session):
        write(session, "one")
    assert committed(factory) == ["one"]


def test_savepoints_are_not_refused(factory: SessionFactory) -> None:
    with session_scope(factory) as session, guarded(session):
        write(session, "one")
        with session.begin_nested():
            write(session, "two")
        savepoint = session.begin_nested()
        write(session, "three")
        savepoint.rollback()
        savepoint = session.begin_nested()
        write(session, "four")
        savepoint.commit()
    assert committed(factory) == ["four", "one", "two"]


def test_a_guard_within_a_guard_leaves_the_outer_one(factory: SessionFactory) -> None:
    with session_scope(factory) as session, guarded(session):
        with guarded(session):
            pass
        with pytest.raises(GuardedSession):
            session.commit()


def test_what_was_refused_is_rolled_back_when_the_error_comes_through(factory: SessionFactory) -> None:
    with pytest.raises(GuardedSession), session_scope(factory) as session, guarded(session):
        write(session, "one")
        service_that_commits(session)
    assert committed(factory) == []


def test_a_guarding_factory_guards_every_scope(factory: SessionFactory) -> None:
    guarding = SessionFactory(factory.engine, guard=True)
    with session_scope(guarding) as session:
        write(session, "one")
        with pytest.raises(GuardedSession):
            service_that_commits(session)
    assert committed(factory) == ["one"]


def test_a_plain_session_of_sqlalchemy_is_guarded_too(factory: SessionFactory) -> None:
    with Session(factory.engine) as session:
        with guarded(session), suppress(GuardedSession):
            service_that_commits(session)
        session.add(Note(text="one"))
        session.commit()
    assert committed(factory) == ["one"]


def test_it_is_a_fixture_in_two_lines(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from sqlalchemy import create_engine

        from reference_impl.database import SessionFactory, guarded, session_scope


        @pytest.fixture
        def session():
            with session_scope(SessionFactory(create_engine("sqlite://"))) as session, guarded(session):
                yield session


        def plan(session):
            session.commit()


        def test_plan(session):
            plan(session)


        def test_nothing(session):
            pass
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*GuardedSession: test_*.plan (*) calls commit() on a session that its caller owns*"])
