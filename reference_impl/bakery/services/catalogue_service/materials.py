"""Packaging and other materials, counted in pieces."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_name, checked_pieces, checked_price
from reference_impl.bakery.dtos.catalogue import MaterialDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Material
from reference_impl.bakery.rows import delete, find, find_to_change, named


def create_material(name: str, unit_price: Decimal | int | str, *, is_packaging: bool, session: Session) -> MaterialDTO:
    """Add a material of which nothing is there yet.

    Args:
        name: as nothing else among the materials is called.
        unit_price: what one piece costs.
        is_packaging: whether goods are packed in it; otherwise it is a part of them, such as a ribbon.
        session: the caller's session.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        InvalidPrice: the price cannot be one.
        NameTaken: there is a material of this name.
    """
    material = Material(name=checked_name(name), is_packaging=is_packaging, unit_price=checked_price(unit_price, name))
    with named(Material, material.name, session=session):
        session.add(material)
    return _material(material)


def get_material(material_id: int, *, session: Session) -> MaterialDTO:
    """Return a material.

    Raises:
        NotFound: there is none with this number.
    """
    return _material(find(Material, material_id, session=session))


def list_materials(*, session: Session) -> list[MaterialDTO]:
    """Return all materials by name."""
    return [_material(material) for material in session.scalars(select(Material).order_by(Material.name))]


def receive_material(
    material_id: int, pieces: int, unit_price: Decimal | int | str | None = None, *, session: Session
) -> MaterialDTO:
    """Take in pieces of a material, and return how many are there now.

    Args:
        material_id: of what.
        pieces: how many.
        unit_price: what one piece costs from now on; None where that has not changed.
        session: the caller's session.

    Raises:
        NotFound: there is no such material.
        InvalidQuantity: the pieces, or (InvalidPrice) the price, cannot be such, or more would be there than can be
            counted.
    """
    material = find_to_change(Material, material_id, session=session)
    pieces = checked_pieces(pieces, material.name)
    there = checked_pieces(material.in_stock + pieces, f"{material.name}, with the {material.in_stock} that are there")
    if unit_price is not None:
        material.unit_price = checked_price(unit_price, material.name)
    material.in_stock = there
    session.flush()
    return _material(material)


def delete_material(material_id: int, *, session: Session) -> None:
    """Delete a material that no good is made of.

    Raises:
        NotFound: there is none with this number.
        StillInUse: a good is made of it.
    """
    material = find_to_change(Material, material_id, session=session)
    delete(material, f"the material {material.name!r}", "delete the goods that it is part of", session=session)


def _material(material: Material) -> MaterialDTO:
    return MaterialDTO(
        id=material.id,
        name=material.name,
        is_packaging=material.is_packaging,
        in_stock=material.in_stock,
        unit_price=plain(material.unit_price),
    )
