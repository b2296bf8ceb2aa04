"""While connections end, listeners freeze, clients are killed and the server restarts, nothing is lost or stale."""

from __future__ import annotations

import os

from databases import Database
from fault_run import run

from reference_impl.embedded_postgresql import EmbeddedPostgres

SECONDS = float(os.environ.get("SESSION_LINT_FAULT_SECONDS", "8"))


def test_nothing_is_lost_and_nothing_stale(own_server: EmbeddedPostgres, own_database: Database) -> None:
    counts = run(own_server, own_database.url, SECONDS)
    assert counts.acknowledged > 50, counts
    assert counts.reads > 50, counts
    assert counts.retries > 0, counts
    assert sum(counts.faults.values()) >= 5, counts
    assert (counts.lost, counts.doubled, counts.stale) == (0, 0, 0), counts
