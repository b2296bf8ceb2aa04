"""Packages: what one recipient is given."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.checks import checked_name, checked_pieces
from reference_impl.bakery.dtos.catalogue import PackageDTO, PackageLineDTO
from reference_impl.bakery.errors import InvalidQuantity
from reference_impl.bakery.models import FinishedGood, Package, PackageLine
from reference_impl.bakery.rows import delete, find, find_to_change, find_to_refer_to, named


def create_package(name: str, quantities: Mapping[int, int], *, session: Session) -> PackageDTO:
    """Add a package.

    Args:
        name: as nothing else among the packages is called.
        quantities: how many of which good, by its number.
        session: the caller's session.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        InvalidQuantity: a quantity cannot be one, or there is no good.
        NotFound: there is no good with such a number.
        NameTaken: there is a package of this name.
    """
    name = checked_name(name)
    if not quantities:
        raise InvalidQuantity(f"the package {name!r} is empty: name at least one good")
    goods = [find_to_refer_to(FinishedGood, number, session=session) for number in sorted(quantities)]
    lines = [PackageLine(good=good, quantity=checked_pieces(quantities[good.id], good.name)) for good in goods]
    package = Package(name=name, lines=lines)
    with named(Package, name, session=session):
        session.add(package)
    return _package(package)


def get_package(package_id: int, *, session: Session) -> PackageDTO:
    """Return a package with what is in it.

    Raises:
        NotFound: there is none with this number.
    """
    return _package(find(Package, package_id, session=session))


def list_packages(*, session: Session) -> list[PackageDTO]:
    """Return all packages by name."""
    with_lines = select(Package).options(selectinload(Package.lines).joinedload(PackageLine.good))
    return [_package(package) for package in session.scalars(with_lines.order_by(Package.name))]


def delete_package(package_id: int, *, session: Session) -> None:
    """Delete a package that nobody was given.

    Raises:
        NotFound: there is none with this number.
        StillInUse: somebody was given it.
    """
    package = find_to_change(Package, package_id, session=session)
    delete(package, f"the package {package.name!r}", "remove its assignments", session=session)


def _package(package: Package) -> PackageDTO:
    lines = [PackageLineDTO(line.good_id, line.good.name, line.quantity) for line in package.lines]
    return PackageDTO(id=package.id, name=package.name, lines=lines)
