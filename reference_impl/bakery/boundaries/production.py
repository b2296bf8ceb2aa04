"""Production: what is recorded together, and what by itself.

What left the oven is there, whatever happens to the next batch: `work_for_event()` commits each run. What only makes
sense together, such as the goods of one order, is `make_together()`: one transaction for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.assembly import AssemblyRunDTO
from reference_impl.bakery.dtos.batch_production import ProductionRunDTO
from reference_impl.bakery.dtos.boundaries import EventWorkDTO, RefusedDTO, WorkDTO
from reference_impl.bakery.errors import BakeryError
from reference_impl.bakery.services import assembly_service, batch_production_service, event_service
from reference_impl.database import SessionFactory, reader_scope, session_scope


@dataclass(frozen=True, slots=True)
class BakingOrder:
    """Some batches that came out of the oven; `idempotency_key` is the same when the order is sent again."""

    recipe_id: int
    batches: int
    good_pieces: int
    losses: Mapping[str, int] = field(default_factory=dict[str, int])
    event_id: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class AssemblyOrder:
    """Some pieces of a good that were put together; `idempotency_key` is the same when the order is sent again."""

    good_id: int
    quantity: int
    event_id: int | None = None
    idempotency_key: str | None = None


class ProductionCoordinator:
    """Records what is made.

    Args:
        factory: what makes the sessions.
    """

    def __init__(self, factory: SessionFactory) -> None:
        self._factory = factory

    def bake(self, order: BakingOrder) -> ProductionRunDTO:
        """Record some batches, and commit.

        Raises:
            BakeryError: as `record_production()` has it; nothing is recorded then.
        """
        with session_scope(self._factory) as session:
            return _bake(order, session=session)

    def assemble(self, order: AssemblyOrder) -> AssemblyRunDTO:
        """Record what was put together, and commit.

        Raises:
            BakeryError: as `record_assembly()` has it; nothing is recorded then.
        """
        with session_scope(self._factory) as session:
            return _assemble(order, session=session)

    def make_together(self, baking: Sequence[BakingOrder], assembling: Sequence[AssemblyOrder]) -> WorkDTO:
        """Record batches and what was put together of them, all of it or nothing.

        Raises:
            BakeryError: one of them is refused; none is recorded then.
        """
        with session_scope(self._factory) as session:
            baked = [_bake(order, session=session) for order in baking]
            return WorkDTO(baked, [_assemble(order, session=session) for order in assembling])

    def work_for_event(self, event_id: int) -> EventWorkDTO:
        """Make what an event still lacks: bake, then assemble, what is inside other goods first.

        Every run is committed by itself. What is refused is told, and the rest is made.

        Args:
            event_id: which event.

        Raises:
            NotFound: there is no such event.
        """
        with reader_scope(self._factory) as session:
            remaining = event_service.get_remaining_work(event_id, session=session)
        work = WorkDTO([], [])
        refused: list[RefusedDTO] = []
        for recipe in remaining.recipes:
            order = BakingOrder(recipe.recipe_id, recipe.batches, recipe.pieces, event_id=event_id)
            try:
                work.baked.append(self.bake(order))
            except BakeryError as error:  # the scope has rolled back; what was committed before stays
                refused.append(RefusedDTO("bake", recipe.recipe, str(error)))
        for good in remaining.goods:
            try:
                work.assembled.append(self.assemble(AssemblyOrder(good.good_id, good.quantity, event_id)))
            except BakeryError as error:
                refused.append(RefusedDTO("assemble", good.good, str(error)))
        return EventWorkDTO(event_id, work, refused)


def _bake(order: BakingOrder, *, session: Session) -> ProductionRunDTO:
    return batch_production_service.record_production(
        order.recipe_id,
        order.batches,
        order.good_pieces,
        order.losses,
        event_id=order.event_id,
        idempotency_key=order.idempotency_key,
        session=session,
    )


def _assemble(order: AssemblyOrder, *, session: Session) -> AssemblyRunDTO:
    return assembly_service.record_assembly(
        order.good_id,
        order.quantity,
        event_id=order.event_id,
        idempotency_key=order.idempotency_key,
        session=session,
    )
