"""Baking: what it needs, what it used and gave, and the history of it."""

from reference_impl.bakery.services.batch_production_service.availability import check_availability
from reference_impl.bakery.services.batch_production_service.history import get_production_history, get_production_run
from reference_impl.bakery.services.batch_production_service.recording import record_production
from reference_impl.bakery.services.batch_production_service.transfer import (
    export_production_history,
    import_production_history,
)

__all__ = [
    "check_availability",
    "export_production_history",
    "get_production_history",
    "get_production_run",
    "import_production_history",
    "record_production",
]
