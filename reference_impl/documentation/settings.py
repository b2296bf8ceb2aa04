"""The settings: from arguments, or from the environment by pydantic-settings."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from reference_impl.database import EngineConfig

LONGEST_TTL = timedelta(days=3650)


class DocumentationSettings(EngineConfig):
    """What a manager is made from. Each field is read from the variable of its name, in capitals.

    URL and pool are the database layer's (`database_url`, `db_pool_size`, `db_max_overflow`, …). `db_pool_timeout` is
    not used: a call's own timeout holds for its wait for a connection too.

    Attributes:
        default_ttl: how long a session lives that is not finished.
        max_sessions: how many sessions are kept in the cache at most.
        cleanup_interval: seconds between two searches for sessions whose time is over.
        cleanup_batch: how many of them one transaction expires.
        call_timeout: seconds that a call takes at most if it says nothing else.
        lock_timeout: seconds to wait for another's lock before a unit of work is tried again.
        lease_interval: seconds between two renewals of the lease under which `get(max_staleness=...)` answers from
            memory; None for no lease, and no listener.
        sweep_interval: seconds between two comparisons of all that is cached with the database: the net for what no
            notification told.
    """

    default_ttl: timedelta = Field(default=timedelta(hours=24), gt=timedelta(0), le=LONGEST_TTL)
    max_sessions: int = Field(default=1000, ge=1)
    cleanup_interval: float = Field(default=300.0, gt=0)
    cleanup_batch: int = Field(default=500, ge=1)
    call_timeout: float = Field(default=10.0, gt=0)
    lock_timeout: float = Field(default=2.0, gt=0)
    lease_interval: float | None = Field(default=0.1, gt=0)
    sweep_interval: float = Field(default=5.0, gt=0)

    @property
    def most_connections(self) -> int:
        """How many connections the pool has at most; the listener has one of its own."""
        return self.db_pool_size + max(self.db_max_overflow, 0)
