"""The cache: bounded, frozen values, safe for threads, and never an input of a write.

What makes it right:

* versions only grow: an older state never replaces a newer one;
* the fill guard: who reads takes a ticket before the query; what was heard of the session after that wins;
* the lease: `hear()` is told of every change that other processes announce, and `renew()` of a moment before which all
  are known. An entry answers alone only if it was filled in the present epoch, which ends with the listener's
  connection.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import OrderedDict
from functools import partial
from typing import NamedTuple
from uuid import UUID

from reference_impl.documentation.values import LIVING, DocumentationSession

# Seconds, those included in which the machine slept: a lease must not outlive them.
now = partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic

_NEVER = math.nan  # compared with anything, it holds nothing
GONE = 0  # the version of what was deleted
UNKNOWN = -math.inf  # when a session expires of which only the change was seen: memory does not answer for it


class Ticket(NamedTuple):
    """When somebody began to read or write.

    Attributes:
        number: of what was heard before.
        epoch: the listener's then.
        moment: by `now`.
    """

    number: int
    epoch: int
    moment: float


class Entry(NamedTuple):
    """What is cached of a session.

    Attributes:
        record: its state.
        epoch: the listener's when it was read.
        due_at: the earliest moment, by `now`, at which it can expire, or UNKNOWN.
    """

    record: DocumentationSession
    epoch: int
    due_at: float


class SessionCache:
    """Keeps the sessions that were used last.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._entries: OrderedDict[UUID, Entry] = OrderedDict()
        self._numbers = itertools.count(1)
        self._number = 0
        # What was heard of sessions, by the number of the news. What is forgotten here is remembered as a whole.
        self._heard: OrderedDict[UUID, int] = OrderedDict()
        self._forgotten = 0
        self._lease = (0, _NEVER)  # the epoch, and the moment before which all is known; one value, replaced at once

    def __len__(self) -> int:
        return len(self._entries)

    def ticket(self) -> Ticket:
        """Return what `put` asks for; it is to be taken before the query is sent."""
        return Ticket(self._number, self._lease[0], now())

    def find(self, id: UUID) -> Entry | None:
        """Return what is cached of a session, which may be old."""
        entry = self._entries.get(id)
        if entry is not None:
            self._touch(id)
        return entry

    def leased(self, id: UUID, max_staleness: float) -> DocumentationSession | None:
        """Return a session that was the committed one at some moment within so many seconds, or None."""
        epoch, known_until = self._lease  # before the entry: what it says holds for entries that are found later
        entry = self._entries.get(id)
        if entry is None or entry.epoch != epoch:
            return None
        moment = now()
        if not moment - known_until <= max_staleness or moment >= entry.due_at:
            return None
        self._touch(id)
        return entry.record

    def put(self, record: DocumentationSession, ticket: Ticket, seconds_left: float = math.nan) -> None:
        """Keep what was read or written, unless something newer is known.

        Args:
            record: the session.
            ticket: taken before the query was sent.
            seconds_left: until its time is over, counted from the ticket at the earliest; by default what was known
                before holds. Of a session that is over already it does not matter.
        """
        with self._lock:
            if self._heard.get(record.id, self._forgotten) > ticket.number:
                return
            present = self._entries.get(record.id)
            if present is not None and present.record.version > record.version:
                return
            if record.status not in LIVING:
                due_at = math.inf
            elif not math.isnan(seconds_left):
                due_at = ticket.moment + seconds_left
            else:
                due_at = present.due_at if present is not None else UNKNOWN
            self._entries[record.id] = Entry(record, ticket.epoch, due_at)
            self._entries.move_to_end(record.id)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def hear(self, id: UUID, version: int) -> None:
        """Forget a session's state unless it is of this version or newer; of a deleted one in any case."""
        with self._lock:
            present = self._entries.get(id)
            if present is not None and version != GONE and present.record.version >= version:
                return
            self._entries.pop(id, None)
            self._number = next(self._numbers)
            self._heard[id] = self._number
            self._heard.move_to_end(id)
            if len(self._heard) > self._most:
                _, self._forgotten = self._heard.popitem(last=False)

    def begin_epoch(self) -> None:
        """Let no entry from before answer alone."""
        with self._lock:
            self._lease = (self._lease[0] + 1, _NEVER)

    def renew(self, moment: float) -> None:
        """Let entries of this epoch answer for states that were committed at this moment or later."""
        with self._lock:
            self._lease = (self._lease[0], moment)

    def cached_versions(self) -> dict[UUID, int]:
        """Return what is cached: versions by id."""
        with self._lock:
            return {id: entry.record.version for id, entry in self._entries.items()}

    def _touch(self, id: UUID) -> None:
        try:
            self._entries.move_to_end(id)
        except KeyError:  # another thread has removed it
            return
