"""The demonstration: an event is planned, baked and assembled for, and one attempt is rolled back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from rich.console import Console
from rich.text import Text

from reference_impl.bakery.boundaries import AssemblyOrder, BakingOrder, Gift, PlanningFacade, ProductionCoordinator
from reference_impl.bakery.display import print_plan, print_progress, print_shopping_list, print_work
from reference_impl.bakery.errors import BakeryError
from reference_impl.bakery.opening import Opened, open_bakery
from reference_impl.bakery.services import catalogue_service
from reference_impl.database import SessionFactory, reader_scope, session_scope


def demonstrate(factory: SessionFactory, console: Console, *, today: date) -> None:
    """Plan an event, bake and assemble for it, and fail once in the middle.

    Args:
        factory: of an empty bakery.
        console: where it is shown.
        today: the present day.

    Raises:
        NameTaken: the bakery is not empty; nothing was done.
    """
    with session_scope(factory) as session:
        opened = open_bakery(today=today, session=session)
    planning, production = PlanningFacade(factory), ProductionCoordinator(factory)

    console.rule("plan")
    gifts = [Gift(neighbour, opened.family_box, 1) for neighbour in opened.neighbours]
    gifts[-1] = replace(gifts[-1], package_id=opened.small_box, quantity=2)
    plan = planning.plan_event("Winter Market", today + timedelta(days=21), gifts, today=today)
    print_plan(plan, console)
    print_shopping_list(plan.shopping_list, console)

    with session_scope(factory) as session:
        bought = catalogue_service.receive_lot(opened.butter, 500, "0.0104", today, session=session)
    console.print(f"bought {bought.bought} of butter for {bought.cost}")

    console.rule("work")
    first = BakingOrder(opened.cookies, 1, 22, {"burnt": 2}, plan.event.id, "oven 1, first batch")
    run = production.bake(first)
    console.print(f"baked one batch of cookies: {run.good_pieces} are good, 2 burnt, {run.cost} in all")
    again = production.bake(first)  # the tablet in the bakery has sent it twice
    console.print(f"sent again with the same key: still run {again.id}, and nothing was used twice")
    print_progress(planning.get_progress(), console)
    print_work(production.work_for_event(plan.event.id), console)
    print_progress(planning.get_progress(), console)

    console.rule("rollback")
    _fail_in_the_middle(factory, production, opened, console)


def _fail_in_the_middle(
    factory: SessionFactory, production: ProductionCoordinator, opened: Opened, console: Console
) -> None:
    before = _stock(factory)
    try:
        # The batch is baked, and flour and butter are taken; then there are not enough bags for the hampers.
        production.make_together([BakingOrder(opened.shortbread, 1, 16)], [AssemblyOrder(opened.hamper, 2)])
    except BakeryError as error:
        console.print(Text(f"a batch of shortbread and two hampers, together: {error}", "red"))
    after = _stock(factory)
    console.print(f"stock before and after is {'the same' if before == after else 'DIFFERENT'}: {_shown(after)}")


def _stock(factory: SessionFactory) -> dict[str, str]:
    with reader_scope(factory) as session:
        ingredients = catalogue_service.list_ingredients(session=session)
        recipes = catalogue_service.list_recipes(session=session)
        goods = catalogue_service.list_goods(session=session)
    stock = {each.name: f"{each.remaining} {each.unit}" for each in ingredients}
    stock |= {each.name: str(each.units_in_stock) for each in recipes}
    return stock | {each.name: str(each.in_stock) for each in goods}


def _shown(stock: dict[str, str]) -> str:
    return ", ".join(f"{name} {quantity}" for name, quantity in stock.items())
