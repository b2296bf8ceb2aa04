"""A bakery that can be tried out: what is on its shelves on the first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.services import catalogue_service as catalogue


@dataclass(frozen=True, slots=True)
class Opened:
    """The numbers of what somebody plans with."""

    butter: int
    cookies: int
    shortbread: int
    bag: int
    hamper: int
    family_box: int
    small_box: int
    neighbours: tuple[int, ...]


def open_bakery(*, today: date, session: Session) -> Opened:
    """Fill an empty bakery: ingredients in lots, materials, recipes, goods, packages, and who is given them.

    A bag is six cookies and a ribbon; a hamper is two bags, eight pieces of shortbread and a box. Flour was bought
    twice, at two prices, and there is too little butter.

    Args:
        today: the present day; what is there was bought before.
        session: the caller's.

    Raises:
        NameTaken: the bakery is not empty.
    """
    flour = catalogue.create_ingredient("flour", "g", session=session).id
    butter = catalogue.create_ingredient("butter", "g", session=session).id
    sugar = catalogue.create_ingredient("sugar", "g", session=session).id
    first, second = today - timedelta(days=30), today - timedelta(days=5)
    catalogue.receive_lot(flour, 800, "0.0011", first, session=session)
    catalogue.receive_lot(flour, 2500, "0.0013", second, session=session)
    catalogue.receive_lot(butter, 400, "0.0098", second, session=session)
    catalogue.receive_lot(sugar, 1500, "0.0019", first, session=session)
    ribbon = catalogue.create_material("ribbon", "0.15", is_packaging=False, session=session).id
    box = catalogue.create_material("box", "0.85", is_packaging=True, session=session).id
    catalogue.receive_material(ribbon, 40, session=session)
    catalogue.receive_material(box, 10, session=session)
    cookies = catalogue.create_recipe("cookies", 24, {flour: 350, butter: "125.5", sugar: 150}, session=session)
    shortbread = catalogue.create_recipe("shortbread", 16, {flour: 300, butter: 200, sugar: 100}, session=session)
    bag = catalogue.create_good(
        "bag", [Part("unit", cookies.unit_id, 6), Part("material", ribbon, 1)], session=session
    ).id
    in_hamper = [Part("good", bag, 2), Part("unit", shortbread.unit_id, 8), Part("material", box, 1)]
    hamper = catalogue.create_good("hamper", in_hamper, session=session).id
    return Opened(
        butter=butter,
        cookies=cookies.id,
        shortbread=shortbread.id,
        bag=bag,
        hamper=hamper,
        family_box=catalogue.create_package("family box", {hamper: 1}, session=session).id,
        small_box=catalogue.create_package("small box", {bag: 1}, session=session).id,
        neighbours=tuple(
            catalogue.create_recipient(name, session=session).id for name in ("The Okoros", "Ms Lindqvist", "Number 12")
        ),
    )
