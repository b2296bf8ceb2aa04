"""The cache by itself: what is kept, what is not, and what it may answer alone."""

from __future__ import annotations

import math
import threading
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from reference_impl.documentation import DocumentationSession, Progress, Status
from reference_impl.documentation.cache import GONE, SessionCache, now


def state(version: int, id: UUID) -> DocumentationSession:
    """Return a state of a session."""
    now = datetime.now(UTC)
    return DocumentationSession(id, "w", "m", Status.PENDING, (), Progress(0), (), now, now, now, version)


def cached_version(cache: SessionCache, id: UUID) -> int | None:
    entry = cache.find(id)
    return None if entry is None else entry.record.version


@pytest.fixture
def cache() -> SessionCache:
    return SessionCache(3)


def test_versions_only_grow(cache: SessionCache) -> None:
    id, ticket = uuid4(), cache.ticket()
    for version, kept in ((2, 2), (1, 2), (3, 3), (2, 3)):
        cache.put(state(version, id), ticket)
        assert cached_version(cache, id) == kept


def test_what_was_read_before_a_newer_version_was_heard_of_is_not_kept(cache: SessionCache) -> None:
    id, ticket = uuid4(), cache.ticket()
    cache.hear(id, 2)
    cache.put(state(1, id), ticket)
    assert cached_version(cache, id) is None
    cache.put(state(2, id), cache.ticket())
    assert cached_version(cache, id) == 2


def test_what_was_read_before_a_delete_was_heard_of_is_not_kept(cache: SessionCache) -> None:
    id = uuid4()
    ticket = cache.ticket()
    cache.put(state(1, id), ticket)
    cache.hear(id, GONE)
    cache.put(state(1, id), ticket)
    assert cached_version(cache, id) is None


def test_hearing_of_what_is_known_changes_nothing(cache: SessionCache) -> None:
    id, ticket = uuid4(), cache.ticket()
    cache.put(state(5, id), ticket)
    cache.hear(id, 4)
    cache.hear(id, 5)
    assert cached_version(cache, id) == 5
    cache.hear(id, 6)
    assert cached_version(cache, id) is None


def test_the_guard_holds_when_what_was_heard_is_forgotten(cache: SessionCache) -> None:
    id, ticket = uuid4(), cache.ticket()
    cache.hear(id, 2)
    for _ in range(10):  # more than it remembers one by one
        cache.hear(uuid4(), 2)
    cache.put(state(1, id), ticket)
    assert cached_version(cache, id) is None


def test_the_least_recently_used_goes(cache: SessionCache) -> None:
    ids = [uuid4() for _ in range(4)]
    for id in ids[:3]:
        cache.put(state(1, id), cache.ticket())
    cache.find(ids[0])
    cache.put(state(1, ids[3]), cache.ticket())
    assert [cached_version(cache, id) for id in ids] == [1, None, 1, 1]
    assert len(cache) == 3
    assert cache.cached_versions() == {ids[0]: 1, ids[2]: 1, ids[3]: 1}


def test_without_a_lease_memory_answers_nothing(cache: SessionCache) -> None:
    id = uuid4()
    cache.put(state(1, id), cache.ticket(), 60)
    for staleness in (1e9, math.inf, math.nan):
        assert cache.leased(id, staleness) is None
    assert cache.leased(uuid4(), 1e9) is None


def test_the_lease_counts_from_its_moment(cache: SessionCache) -> None:
    id = uuid4()
    cache.begin_epoch()
    record = state(1, id)
    cache.put(record, cache.ticket(), 60)
    cache.renew(now() - 5)
    assert cache.leased(id, 4.9) is None
    assert cache.leased(id, 6) is record


def test_an_epoch_ends_the_lease_of_what_was_read_before(cache: SessionCache) -> None:
    id = uuid4()
    cache.begin_epoch()
    ticket = cache.ticket()
    cache.put(state(1, id), ticket, 60)
    cache.renew(now())
    assert cache.leased(id, 1) is not None
    cache.begin_epoch()
    cache.renew(now())
    assert cache.leased(id, 1) is None
    cache.put(state(1, id), ticket, 60)  # a read that began in the epoch before
    assert cache.leased(id, 1) is None
    cache.put(state(1, id), cache.ticket(), 60)
    assert cache.leased(id, 1) is not None


def test_memory_does_not_answer_for_what_may_have_expired(cache: SessionCache) -> None:
    id = uuid4()
    cache.begin_epoch()
    cache.renew(now())
    cache.put(state(1, id), cache.ticket(), 0.05)
    assert cache.leased(id, 60) is not None
    time.sleep(0.06)
    assert cache.leased(id, 60) is None


def test_when_it_expires_is_not_known_of_what_was_only_written(cache: SessionCache) -> None:
    id, other = uuid4(), uuid4()
    cache.begin_epoch()
    cache.renew(now())
    cache.put(state(2, id), cache.ticket())
    assert cache.leased(id, 60) is None
    cache.put(state(1, other), cache.ticket(), 60)
    cache.put(state(2, other), cache.ticket())
    assert cache.leased(other, 60) == state(2, other) or cache.leased(other, 60).version == 2


def test_threads_do_not_break_it(cache: SessionCache) -> None:
    ids, stop = [uuid4() for _ in range(6)], threading.Event()
    broken: list[BaseException] = []

    def use(number: int) -> None:
        try:
            version = 0
            while not stop.is_set():
                version += 1
                id = ids[(number + version) % len(ids)]
                cache.put(state(version, id), cache.ticket(), 60)
                cache.find(id)
                cache.leased(id, 60)
                if version % 7 == number:
                    cache.hear(id, version if version % 2 else GONE)
        except BaseException as error:
            broken.append(error)

    cache.begin_epoch()
    cache.renew(now())
    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(cache) <= 3
