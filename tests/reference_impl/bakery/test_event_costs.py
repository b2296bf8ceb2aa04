"""What events cost: estimates whose shares add up, and what the runs have cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from winter_market import NOWHERE, Market, assemble, bake, refused

from reference_impl.bakery.dtos.event_costs import (
    ActualCostsDTO,
    CostComparisonDTO,
    EventEstimateDTO,
    PackageCostDTO,
    RecipientCostDTO,
)
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events


def test_an_event_is_estimated_from_the_newest_prices_for_whole_batches(market: Market, session: Session) -> None:
    # 1100 g of flour at 0.0012 and 361.5 g of sugar at 0.0020: 1.32 and 0.723; vanilla has no price.
    expected = EventEstimateDTO(market.market, "Market", "2.04", ["vanilla"])
    assert events.estimate_event_cost(market.market, session=session) == expected
    catalogue.receive_lot(market.vanilla, 100, "0.2", date(2026, 2, 6), session=session)
    expected = EventEstimateDTO(market.market, "Market", "3.04", [])
    assert events.estimate_event_cost(market.market, session=session) == expected


def test_the_shares_of_packages_and_of_recipients_add_up(market: Market, session: Session) -> None:
    # A cookie is 0.0601, a biscotto 0.024, a bag 0.2404, a hamper 0.5528: 0.7932 for the large, 0.7212 for three small.
    assert events.estimate_costs_by_package(market.market, session=session) == [
        PackageCostDTO(market.large, "large", 1, "1.07"),
        PackageCostDTO(market.small, "small", 3, "0.97"),
    ]
    assert events.estimate_costs_by_recipient(market.market, session=session) == [
        RecipientCostDTO(market.ann, "Ann", 2, "1.39"),
        RecipientCostDTO(market.ben, "Ben", 2, "0.65"),
    ]


def test_shares_add_up_whatever_is_given_and_whatever_it_costs(market: Market, session: Session) -> None:
    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
    @given(
        st.lists(st.integers(1, 10_000), min_size=3, max_size=3),
        st.decimals(0, 100, places=4, allow_nan=False, allow_infinity=False),
    )
    def holds(quantities: list[int], price: Decimal) -> None:
        with session.begin_nested() as savepoint:
            catalogue.receive_lot(market.flour, 1, price, date(2026, 3, 1), session=session)
            for each, quantity in zip(events.list_assignments(market.market, session=session), quantities, strict=True):
                events.change_assignment(each.id, quantity, session=session)
            total = Decimal(events.estimate_event_cost(market.market, session=session).cost)
            packages = events.estimate_costs_by_package(market.market, session=session)
            recipients = events.estimate_costs_by_recipient(market.market, session=session)
            savepoint.rollback()
        assert sum(Decimal(each.cost) for each in packages) == total
        assert sum(Decimal(each.cost) for each in recipients) == total

    holds()


def test_what_has_no_price_costs_nobody_anything(market: Market, session: Session) -> None:
    event = events.create_event("New", date(2026, 5, 1), today=date(2026, 5, 1), session=session).id
    assert events.estimate_costs_by_package(event, session=session) == []
    assert events.estimate_costs_by_recipient(event, session=session) == []
    catalogue.receive_lot(market.flour, 1, 0, date(2026, 5, 1), session=session)
    catalogue.receive_lot(market.sugar, 1, 0, date(2026, 5, 1), session=session)
    assert [each.cost for each in events.estimate_costs_by_package(market.market, session=session)] == ["0.00"] * 2
    assert [each.cost for each in events.estimate_costs_by_recipient(market.market, session=session)] == ["0.00"] * 2


def test_one_package_is_estimated_by_itself(market: Market, session: Session) -> None:
    expected = PackageCostDTO(market.large, "large", 1, "0.79")
    assert events.estimate_package_cost(market.large, session=session) == expected
    with refused(NotFound, "there is no package 4711", session):
        events.estimate_package_cost(NOWHERE, session=session)


def test_actual_costs_are_those_of_the_events_own_runs(market: Market, session: Session) -> None:
    bake(market.harvest, market.cookie, 50, session=session)
    bake(None, market.cookie, 50, session=session)
    assemble(market.harvest, market.bag, 50, session=session)
    # Two batches at 0.60 with one loss of 0.0602; three bags at 0.34 of which 0.10 is a ribbon.
    assert events.get_actual_costs(market.market, session=session) == ActualCostsDTO(
        market.market, "Market", production="1.20", lost="0.06", assembly="1.02", materials="0.30", total="1.50"
    )


def test_an_event_without_runs_has_cost_nothing(market: Market, session: Session) -> None:
    costs = events.get_actual_costs(market.harvest, session=session)
    assert {costs.production, costs.lost, costs.assembly, costs.materials, costs.total} == {"0.00"}


def test_the_difference_is_that_of_what_is_shown(market: Market, session: Session) -> None:
    expected = CostComparisonDTO(market.market, "Market", estimated="2.04", actual="1.20", difference="-0.84")
    assert events.compare_costs(market.market, session=session) == expected
