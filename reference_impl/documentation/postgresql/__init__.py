"""Documentation sessions on PostgreSQL."""

from reference_impl.documentation.postgresql.repository import PostgresRepository

__all__ = ["PostgresRepository"]
