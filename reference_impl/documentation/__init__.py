"""Documentation sessions on PostgreSQL: a store whose cache is never wrong.

A service that documents code keeps one documentation session for each piece of work: which files, how far, what failed.
Many processes work on them at once. `open_manager()` is where to begin.
"""

from reference_impl.documentation.deadlines import Cancellation
from reference_impl.documentation.manager import SessionManager
from reference_impl.documentation.models import SCHEMA
from reference_impl.documentation.opening import migrate, open_manager
from reference_impl.documentation.postgresql import PostgresRepository
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.documentation.values import (
    DocumentationSession,
    Note,
    Progress,
    SessionFilter,
    SessionPage,
    SessionUpdate,
    Status,
)

__all__ = [
    "SCHEMA",
    "Cancellation",
    "DocumentationSession",
    "DocumentationSettings",
    "Note",
    "PostgresRepository",
    "Progress",
    "SessionFilter",
    "SessionManager",
    "SessionPage",
    "SessionUpdate",
    "Status",
    "migrate",
    "open_manager",
]
