"""Finished goods, and what they are made of: units, other goods and materials."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.calculation.bill import read_bill
from reference_impl.bakery.checks import checked_name, checked_pieces
from reference_impl.bakery.dtos.catalogue import GoodDTO, Part, PartDTO
from reference_impl.bakery.errors import InvalidQuantity, NotFound
from reference_impl.bakery.models import FinishedGood, FinishedUnit, GoodComponent, Material
from reference_impl.bakery.rows import delete, find, find_to_change, find_to_refer_to, named


def create_good(name: str, parts: Sequence[Part], *, session: Session) -> GoodDTO:
    """Add a good of which nothing is there yet.

    Args:
        name: as nothing else among the goods is called.
        parts: what it is made of.
        session: the caller's session.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        InvalidQuantity: a quantity cannot be one, or there is no part.
        NotFound: there is no such unit, good or material.
        NameTaken: there is a good of this name.
    """
    name = checked_name(name)
    good = FinishedGood(name=name, components=_components(name, parts, session=session))
    with named(FinishedGood, name, session=session):
        session.add(good)
    return _good(good)


def change_parts(good_id: int, parts: Sequence[Part], *, session: Session) -> GoodDTO:
    """Make a good of something else from now on; what was assembled before stays as it is.

    Args:
        good_id: which good.
        parts: what it is made of.
        session: the caller's session.

    Raises:
        NotFound: there is no such good, or no such part.
        InvalidQuantity: a quantity cannot be one, or there is no part.
        ComponentCycle: the good would contain itself.
    """
    # All goods are locked, by id: two changes at once could close a cycle that neither of them sees.
    session.execute(select(FinishedGood.id).order_by(FinishedGood.id).with_for_update(key_share=True)).all()
    good = find_to_change(FinishedGood, good_id, session=session)
    components = _components(good.name, parts, session=session)
    with session.begin_nested():  # the caller can go on after a cycle
        good.components = components
        session.flush()
        read_bill(session=session)
    return _good(good)


def get_good(good_id: int, *, session: Session) -> GoodDTO:
    """Return a good with its parts.

    Raises:
        NotFound: there is none with this number.
    """
    return _good(find(FinishedGood, good_id, session=session))


def list_goods(*, session: Session) -> list[GoodDTO]:
    """Return all goods by name."""
    return [_good(good) for good in session.scalars(_with_parts().order_by(FinishedGood.name))]


def delete_good(good_id: int, *, session: Session) -> None:
    """Delete a good that was never assembled and that nothing else needs.

    Raises:
        NotFound: there is none with this number.
        StillInUse: it was assembled, it is part of a good or a package, or an event wants it.
    """
    good = find_to_change(FinishedGood, good_id, session=session)
    remedy = "delete the goods, packages and targets that need it; what was assembled stays"
    delete(good, f"the good {good.name!r}", remedy, session=session)


def _components(name: str, parts: Sequence[Part], *, session: Session) -> list[GoodComponent]:
    if not parts:
        raise InvalidQuantity(f"the good {name!r} has no parts: name at least one")
    return [_component(name, part, session=session) for part in parts]


def _component(name: str, part: Part, *, session: Session) -> GoodComponent:
    quantity = checked_pieces(part.quantity, f"{name}, {part.kind} {part.id}")
    match part.kind:
        case "unit":
            unit = find_to_refer_to(FinishedUnit, part.id, session=session)
            return GoodComponent(unit=unit, quantity=quantity)
        case "good":
            good = find_to_refer_to(FinishedGood, part.id, session=session)
            return GoodComponent(part=good, quantity=quantity)
        case "material":
            material = find_to_refer_to(Material, part.id, session=session)
            return GoodComponent(material=material, quantity=quantity)
        case _:  # from a caller without a type checker
            raise NotFound(part.kind, part.id)


def _with_parts() -> Select[FinishedGood]:
    component = selectinload(FinishedGood.components)
    return select(FinishedGood).options(
        component.joinedload(GoodComponent.unit).joinedload(FinishedUnit.recipe),
        component.joinedload(GoodComponent.part),
        component.joinedload(GoodComponent.material),
    )


def _good(good: FinishedGood) -> GoodDTO:
    parts = [_part(component) for component in good.components]
    return GoodDTO(id=good.id, name=good.name, in_stock=good.in_stock, parts=parts)


def _part(component: GoodComponent) -> PartDTO:
    if component.unit is not None:
        return PartDTO("unit", component.unit.id, component.unit.recipe.name, component.quantity)
    if component.part is not None:
        return PartDTO("good", component.part.id, component.part.name, component.quantity)
    assert component.material is not None  # a CHECK: exactly one of the three
    return PartDTO("material", component.material.id, component.material.name, component.quantity)
