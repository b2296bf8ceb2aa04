"""Assembling: what it needs, what it used, and the history of it."""

from reference_impl.bakery.services.assembly_service.availability import check_assembly
from reference_impl.bakery.services.assembly_service.history import get_assembly_history, get_assembly_run
from reference_impl.bakery.services.assembly_service.recording import record_assembly
from reference_impl.bakery.services.assembly_service.transfer import (
    export_assembly_history,
    import_assembly_history,
)

__all__ = [
    "check_assembly",
    "export_assembly_history",
    "get_assembly_history",
    "get_assembly_run",
    "import_assembly_history",
    "record_assembly",
]
