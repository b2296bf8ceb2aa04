"""Exact decimals and money: what holds for every value, in Python and in both databases."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from reference_impl.bakery.checks import MOST
from reference_impl.bakery.exact import Exact, plain, price, quantity
from reference_impl.bakery.models import Ingredient, IngredientLot
from reference_impl.bakery.money import NotMoney, allocate, money, spent
from reference_impl.database import SessionFactory, session_scope

the_same_every_time = settings(deadline=None, derandomize=True, database=None)

AMOUNTS = st.decimals(-(10**30) + 1, 10**30 - 1, allow_nan=False, allow_infinity=False)
ANY_DECIMAL = st.decimals() | st.builds(
    Decimal, st.tuples(st.integers(0, 1), st.lists(st.integers(0, 9), max_size=40), st.integers(-900, 900))
)
QUANTITIES = st.integers(1, MOST * 1000).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
PRICES = st.integers(0, MOST * 10_000).map(lambda parts: Decimal(parts).scaleb(-4))


@the_same_every_time
@given(AMOUNTS)
def test_money_has_two_places_and_is_within_half_a_cent(amount: Decimal) -> None:
    text = money(amount)
    assert re.fullmatch(r"-?\d+\.\d\d", text)
    assert text != "-0.00"
    off = Fraction(text) - Fraction(amount)
    half = Fraction(1, 200)
    assert -half < off <= half if amount > 0 else -half <= off < half  # half up is away from zero
    assert money(Decimal(text)) == text


@the_same_every_time
@given(AMOUNTS)
def test_money_of_the_opposite_is_the_opposite(amount: Decimal) -> None:
    shown, opposite = Decimal(money(amount)), Decimal(money(amount.copy_negate()))
    assert Fraction(shown) == -Fraction(opposite)


@the_same_every_time
@given(ANY_DECIMAL)
def test_any_decimal_is_money_or_is_refused_as_none(amount: Decimal) -> None:
    if amount.is_finite() and abs(amount) < 10**30:
        assert Decimal(money(amount)).is_finite()
        assert abs(Fraction(spent(amount)) - Fraction(amount)) <= Fraction(1, 20_000)
    else:
        for function in (money, spent, lambda value: allocate(value, [1])):
            with pytest.raises(NotMoney, match="is no amount of money"):
                function(amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0.00"), ("-0", "0.00"), ("-0.004", "0.00"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"),
        ("1e27", "1000000000000000000000000000.00"), ("1e-400", "0.00"), ("999.995", "1000.00"), ("0e900", "0.00"),
    ],
)  # fmt: skip
def test_money_has_defined_answers_for_odd_amounts(amount: str, shown: str) -> None:
    assert money(Decimal(amount)) == shown


def test_what_is_not_known_is_not_nothing() -> None:
    assert money(None) is None


WEIGHTS = st.lists(
    st.integers(0, 10**12) | st.decimals(0, 10**12, allow_nan=False, allow_infinity=False), min_size=1, max_size=20
)


@the_same_every_time
@given(AMOUNTS, WEIGHTS)
def test_shares_add_up_and_none_is_a_cent_away_from_its_due(total: Decimal, weights: list[Decimal | int]) -> None:
    assume(any(weights))
    cents = Fraction(money(total))
    shares = [Fraction(share) for share in allocate(total, weights)]
    assert sum(shares) == cents
    due = [cents * Fraction(weight) / sum(map(Fraction, weights)) for weight in weights]
    assert all(abs(share - its) < Fraction(1, 100) for share, its in zip(shares, due, strict=True))
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight)


@the_same_every_time
@given(AMOUNTS, st.integers(1, 50))
def test_of_equals_the_first_get_the_cents_that_remain(total: Decimal, people: int) -> None:
    shares = allocate(total.copy_abs(), [1] * people)  # abs() would round to 28 digits
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= Decimal("0.01")


BAD_WEIGHTS: list[list[Any]] = [
    [], [0], [0, Decimal("-0")], [1, -1], [Decimal("NaN")], [1, Decimal("Infinity")], [Decimal("sNaN"), 1]
]  # fmt: skip


@pytest.mark.parametrize("weights", BAD_WEIGHTS, ids=repr)
def test_weights_that_are_none_are_refused(weights: list[Decimal | int]) -> None:
    with pytest.raises(ValueError, match="finite weights"):
        allocate(Decimal(1), weights)


def test_a_hundred_times_twenty_nine_hundredths_is_twenty_nine() -> None:
    assert quantity(100) * Decimal("0.29") == 29
    assert plain(quantity(100) * Decimal("0.29")) == "29"
    assert 100 * 0.29 != 29  # which is why


@the_same_every_time
@given(st.integers(-(10**15), 10**15))
def test_a_quantity_is_the_same_from_number_and_text(thousandths: int) -> None:
    number = Decimal(thousandths).scaleb(-3)
    assert quantity(number) == quantity(str(number)) == quantity(f"{number}000") == number
    assert quantity(plain(number)) == number


@the_same_every_time
@given(ANY_DECIMAL)
def test_any_decimal_is_a_quantity_and_a_price_exactly_or_is_refused(number: Decimal) -> None:
    for function, places in ((quantity, 3), (price, 4)):
        try:
            found = function(number)
        except ValueError:
            # 60 digits are more than any column holds.
            exact = number.is_finite() and abs(number) < 10**50
            assert not exact or (Fraction(number) * 10**places).denominator != 1
        else:
            assert Fraction(found) == Fraction(number)
            assert found.as_tuple().exponent == -places


@the_same_every_time
@given(st.text("0123456789.,eE+-_ naifINTY٣\0\n"))
def test_any_text_is_a_quantity_or_is_refused(text: str) -> None:
    try:
        assert quantity(text).is_finite()
    except ValueError as error:
        assert repr(text) in str(error) or text in str(error)  # noqa: PT017  (only some texts raise)


NO_QUANTITIES: list[Any] = [0.5, float("nan"), True, None, b"1", [], "1,5", "0.0001", "1e99", Decimal("sNaN")]


@pytest.mark.parametrize("value", NO_QUANTITIES, ids=repr)
def test_what_is_no_exact_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"is a (float|bool): write|is no number|is no quantity"):
        quantity(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("29.000", "29"), ("0.500", "0.5"), ("100", "100"), ("1E+3", "1000"), ("-0.0", "0"), ("-1.50", "-1.5")],
)
def test_a_quantity_is_shown_without_zeros_and_exponent(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@the_same_every_time
@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 18))
def test_a_column_gives_back_what_it_was_given(stored: int, places: int) -> None:
    column, value = Exact(places), Decimal(stored).scaleb(-places)
    assert column.process_bind_param(value, NO_DIALECT) == stored
    assert column.process_result_value(stored, NO_DIALECT) == value


NO_DIALECT: Any = None  # the type behaves alike on all of them
UNSTORABLE = ["0.0005", "NaN", "Infinity", "-sNaN", "1e999999", "1.0000000000000000000000000000000001"]


@pytest.mark.parametrize("value", UNSTORABLE)
def test_a_column_rounds_nothing(value: str) -> None:
    with pytest.raises(ValueError, match="round it before it is stored"):
        Exact(3).process_bind_param(Decimal(value), NO_DIALECT)


def test_nothing_is_stored_as_nothing() -> None:
    assert Exact(3).process_bind_param(None, NO_DIALECT) is None
    assert Exact(3).process_result_value(None, NO_DIALECT) is None


def store(lots: list[tuple[Decimal, Decimal]], session: Session) -> None:
    flour = Ingredient(name="flour", unit="g")
    flour.lots = [
        IngredientLot(received_on=date(2026, 1, 5), bought=bought, remaining=bought, unit_price=unit_price)
        for bought, unit_price in lots
    ]
    session.add(flour)
    session.flush()
    session.expunge_all()


def test_databases_give_back_and_sum_quantities_and_prices_exactly(factory: SessionFactory) -> None:
    @settings(the_same_every_time, max_examples=50)
    @given(st.lists(st.tuples(QUANTITIES, PRICES), min_size=1, max_size=8))
    def holds(lots: list[tuple[Decimal, Decimal]]) -> None:
        with factory.create_session() as session:
            store(lots, session)
            columns = (IngredientLot.bought, IngredientLot.unit_price)
            assert session.execute(select(*columns).order_by(IngredientLot.id)).all() == lots
            sums = session.execute(select(*map(func.sum, columns))).one()
            assert sums == (sum(bought for bought, _ in lots), sum(cost for _, cost in lots))
            largest = max(bought for bought, _ in lots)
            assert session.scalar(select(func.count()).where(IngredientLot.bought > largest)) == 0

    holds()


def test_a_hundred_at_twenty_nine_hundredths_is_twenty_nine_after_the_database(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        store([(quantity(100), price("0.29"))], session)
    with session_scope(factory) as session:
        lot = session.scalars(select(IngredientLot)).one()
        assert lot.bought * lot.unit_price == 29


def test_a_database_refuses_what_it_would_have_to_round(factory: SessionFactory) -> None:
    with factory.create_session() as session, pytest.raises(StatementError, match="round it before it is stored"):
        store([(Decimal("0.0005"), Decimal(1))], session)
