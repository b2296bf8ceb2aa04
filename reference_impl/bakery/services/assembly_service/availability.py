"""Whether there is enough of everything that a good is put together from."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.assembly import AssemblyCheckDTO, ComponentNeedDTO
from reference_impl.bakery.stock.pieces import find_good, needs_of


def check_assembly(good_id: int, quantity: int, *, session: Session) -> AssemblyCheckDTO:
    """Return what so many pieces of a good need of each component, what is there and what is missing.

    A good within a good is taken from the stock, and not assembled on the way. Nothing is kept for the caller: until
    `record_assembly()` another may take it.

    Raises:
        InvalidQuantity: so many cannot be assembled.
        NotFound: there is no such good.
        Incomplete: the good has no components.
    """
    checked_pieces(quantity, "the number of pieces")
    good = find_good(good_id, session=session)
    components = tuple(
        ComponentNeedDTO(
            kind=need.kind,
            name=need.name,
            needed=need.quantity * quantity,
            there=need.of.in_stock,
            missing=max(need.quantity * quantity - need.of.in_stock, 0),
        )
        for need in needs_of(good)
    )
    return AssemblyCheckDTO(
        good_id=good.id,
        good=good.name,
        quantity=quantity,
        enough=not any(component.missing for component in components),
        components=components,
    )
