"""What stands above the services: boundaries open scopes, hand the session to services, and decide what is committed.

Each public method is one decision about a transaction. Nothing here touches a table: what is done, services do.
"""

from reference_impl.bakery.boundaries.planning import Gift, PlanningFacade
from reference_impl.bakery.boundaries.production import AssemblyOrder, BakingOrder, ProductionCoordinator

__all__ = ["AssemblyOrder", "BakingOrder", "Gift", "PlanningFacade", "ProductionCoordinator"]
