"""The bakery on the web, a boundary: each request is one transaction, committed before its answer goes out.

A request that writes has `SessionOfRequest`. One that only reads has `ReaderOfRequest`, whose queries see one state of
the database: REPEATABLE READ on PostgreSQL, as `get_events_with_progress()` wants it; on SQLite any transaction does.
What comes in is JSON; what goes out is the services' DTOs, with money and quantities as text. What a service refuses
becomes a status, see `refusals`.
"""

from reference_impl.bakery.app.application import create_app

__all__ = ["create_app"]
