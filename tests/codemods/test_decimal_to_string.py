"""``decimal-to-string``: fields and values that become text, what stays a Decimal, and who computes with it."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from session_lint.codemods.money_formatter import formatter_of
from session_lint.config import Config, ConfigError
from session_lint.testing import project_of, rewrites

HEAD = "from decimal import Decimal\n\n\n"
FORMATTER = "from decimal import Decimal\n\n\ndef money(amount: Decimal) -> str:\n    return f'{amount:.2f}'\n"
CONFIG = Config(money_formatters=("bakery.money.money",))
MODELS = """\
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[Decimal]
    rebate: Mapped[Decimal | None]
    tax = mapped_column(Numeric(10, 2))
    fee = mapped_column(Numeric(10, 2), nullable=False)
"""
ORDERS = "from sqlalchemy import func, select\nfrom sqlalchemy.orm import Session\n\nfrom models import Order\n\n\n"


def becomes(before: str, after: str, *by_hand: str, head: str = HEAD) -> None:
    rewrites("decimal-to-string", head + before, head + after, by_hand)


def stays(code: str, *by_hand: str, head: str = HEAD) -> None:
    becomes(code, code, *by_hand, head=head)


# Values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("cost", "str(cost)"),
        ("cost * 2", "str(cost * 2)"),
        ("round(cost, 2)", "str(round(cost, 2))"),
        ("sum(costs, Decimal(0))", "str(sum(costs, Decimal(0)))"),
        ("costs[0]", "str(costs[0])"),
        ("perhaps", "str(perhaps) if perhaps is not None else None"),
        ("maybe", "str(maybe) if maybe is not None else None"),
        ("perhaps or Decimal(0)", "str(perhaps or Decimal(0))"),
        ("perhaps if perhaps is not None else Decimal(0)", "str(perhaps if perhaps is not None else Decimal(0))"),
        ("(cost + 1)", "str(cost + 1)"),
        ("float(cost)", "str(cost)"),
        ("float(cost * 2)", "str(cost * 2)"),
        ("Decimal(name)", "str(Decimal(name))"),
    ],
)
def test_a_value_becomes_text(value: str, text: str) -> None:
    head = "Maybe = Optional[Decimal]\n\n\n"
    head += "def get(name: str, cost: Decimal, costs: list[Decimal], perhaps: Decimal | None, maybe: Maybe) -> dict:\n"
    becomes(
        f'{head}    return {{"name": name, "cost": {value}}}\n', f'{head}    return {{"name": name, "cost": {text}}}\n'
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("costs", "it is not for certain one amount"),
        ("costs[1:]", "it is not for certain one amount"),
        ("[cost, cost]", "it is not for certain one amount"),
        ("found(cost)", "it may be None, and to ask it twice may not give the same"),
        ("float(cost) * 2", "it was computed with before it was written"),
    ],
)
def test_a_value_that_is_not_certain_is_listed(value: str, reason: str) -> None:
    found = "def found(cost: Decimal) -> Decimal | None:\n    return cost\n\n\n"
    head = found + "def get(cost: Decimal, costs: list[Decimal]) -> dict[str, object]:\n"
    stays(f'{head}    return {{"cost": {value}}}\n', f"value of 'cost': {reason}")


def test_what_is_computed_stays_a_decimal() -> None:
    body = """\
def get_costs(amounts: list[str]) -> dict[str, object]:
    total = Decimal(0)
    for amount in amounts:
        total += Decimal(amount)
    internal = {"tax": total * 2}
    rest = internal["tax"] - total
"""
    end = '    return {"total": total, "rest": rest}\n'
    becomes(body + end, body + '    return {"total": str(total), "rest": str(rest)}\n')


def test_one_way_leaves_none() -> None:
    head = "def get(known: bool, cost: Decimal) -> dict[str, object]:\n"
    body = "    found = None\n    if known:\n        found = cost * 2\n"
    before = head + body + '    return {"cost": found}\n'
    becomes(before, head + body + '    return {"cost": str(found) if found is not None else None}\n')


@pytest.mark.parametrize(
    "body",
    [
        '    costs: dict[str, object] = {"all": Decimal(0)}\n    for amount in amounts:\n'
        '        costs["all"] += Decimal(amount)\n    return costs\n',
        '    costs = {"all": Decimal(amounts[0])}\n    print(costs["all"] * 2)\n    return costs\n',
        '    rows = [{"all": Decimal(amount)} for amount in amounts]\n    print(sum(row["all"] for row in rows))\n'
        "    return rows\n",
    ],
    ids=["added up", "multiplied", "summed"],
)
def test_an_entry_that_is_computed_with_afterwards_is_listed(body: str) -> None:
    code = HEAD + "def get(amounts: list[str]):\n" + body
    counted = 2 if "+=" in body else 1
    rewrites("decimal-to-string", code, code, ["value of 'all'"] * counted)


def test_what_columns_hold() -> None:
    def texts(total: str, rebate: str, tax: str, fee: str) -> dict[str, str]:
        body = f"""\
def get_order(order_id: int, *, session: Session) -> dict[str, object]:
    order = session.get_one(Order, order_id)
    return {{"total": {total}, "rebate": {rebate}, "tax": {tax}, "fee": {fee}}}
"""
        return {"models.py": MODELS, "services/order_service.py": ORDERS + body}

    rewrites(
        "decimal-to-string",
        texts("order.total", "order.rebate", "order.tax", "order.fee"),
        texts(
            "str(order.total)",
            "str(order.rebate) if order.rebate is not None else None",
            "str(order.tax) if order.tax is not None else None",
            "str(order.fee)",
        ),
    )


def test_what_a_slice_is_unpacked_into() -> None:
    body = """\
def get_tax(customer: Customer) -> dict[str, object]:
    first, second = customer.orders[:2]
    return {"first": first.fee, "last": second.fee}
"""
    models = MODELS.replace("Mapped, mapped_column", "Mapped, mapped_column, relationship")
    models += """

class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list[Order]] = relationship()
"""
    old, head = {"models.py": models}, "from models import Customer\n\n\n"
    texts = body.replace("first.fee", "str(first.fee)").replace("second.fee", "str(second.fee)")
    service = "services/order_service.py"
    rewrites("decimal-to-string", old | {service: head + body}, old | {service: head + texts})


def test_what_a_query_may_not_find_is_listed() -> None:
    body = 'def get_sum(*, session: Session) -> dict[str, object]:\n    return {"sum": '
    code = ORDERS + body + "session.scalar(select(func.sum(Order.total)))}\n"
    old = {"models.py": MODELS, "services/order_service.py": code}
    rewrites("decimal-to-string", old, old, ["value of 'sum': it may be None"])


def test_lines_and_comments_stay() -> None:
    becomes(
        """\
def get(cost: Decimal) -> dict[str, object]:
    return {
        "cost": (  # without tax
            cost
            + 1
        ),  # in euros
    }
""",
        """\
def get(cost: Decimal) -> dict[str, object]:
    return {
        "cost": str(  # without tax
            cost
            + 1
        ),  # in euros
    }
""",
    )


@pytest.mark.parametrize(
    "code",
    [
        'def get(cost: Decimal) -> dict[str, object]:\n    return {"cost": f"{cost:.2f}"}\n',
        'def get(cost: Decimal) -> dict[str, object]:\n    return {"cost": cost}  # noqa: SES502\n',
        'def _get(cost: Decimal) -> dict[str, object]:\n    return {"cost": cost}\n',
    ],
    ids=["text already", "silenced", "internal"],
)
def test_what_is_left_alone(code: str) -> None:
    stays(code)


# The formatter ----------------------------------------------------------------------------------------------------------


def test_the_configured_formatter_is_imported_and_called() -> None:
    def files(code: str, imported: str = "") -> dict[str, str]:
        return {"bakery/money.py": FORMATTER, "services/cost_service.py": imported + code}

    before = """\
def get(cost: Decimal) -> dict[str, object]:
    return {"cost": cost, "text": str(cost), "float": float(cost)}
"""
    after = """\
def get(cost: Decimal) -> dict[str, object]:
    return {"cost": money(cost), "text": money(cost), "float": money(cost)}
"""
    head = "from decimal import Decimal\n\n"
    imported = head + "from bakery.money import money\n\n\n"
    rewrites("decimal-to-string", files(before, head + "\n"), files(after, imported), config=CONFIG)


def test_a_name_that_means_something_else_is_listed() -> None:
    code = (
        HEAD + 'def get(cost: Decimal, money: int) -> dict[str, object]:\n    return {"cost": cost, "money": money}\n'
    )
    old = {"bakery/money.py": FORMATTER, "services/cost_service.py": code}
    rewrites("decimal-to-string", old, old, ["value of 'cost': 'money' means something else there"], config=CONFIG)


@pytest.mark.parametrize(("name", "said"), [("cash", "no function of a module"), ("money", "several functions")])
def test_a_formatter_that_is_not_found(name: str, said: str) -> None:
    project = project_of({"a.py": FORMATTER, "b.py": FORMATTER}, Config(money_formatters=(name,)))
    with pytest.raises(ConfigError, match=f"money-formatters.*{name}.*{said}.*Write its whole name"):
        formatter_of(project)


# Fields -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "decorator", "base"),
    [
        ("from typing import TypedDict", "", "(TypedDict)"),
        ("from typing import NamedTuple", "", "(NamedTuple)"),
        ("from dataclasses import dataclass", "@dataclass\n", ""),
        ("from attrs import define", "@define\n", ""),
        ("from pydantic import BaseModel", "", "(BaseModel)"),
        ("from msgspec import Struct", "", "(Struct)"),
    ],
    ids=["TypedDict", "NamedTuple", "dataclass", "attrs", "pydantic", "msgspec"],
)
def test_a_field_of_each_kind(head: str, decorator: str, base: str) -> None:
    def code(kind: str, cost: str) -> str:
        return f"""\
from decimal import Decimal

{head}


{decorator}class CostDTO{base}:
    name: str
    cost: {kind}


def get(name: str, amount: Decimal) -> CostDTO:
    return CostDTO(name=name, cost={cost})
"""

    rewrites("decimal-to-string", code("Decimal", "amount * 2"), code("str", "str(amount * 2)"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Decimal | None", "str | None"),
        ("Optional[Decimal]", "Optional[str]"),
        ("'Decimal'", "'str'"),
        ("Decimal = Decimal('0.00')", "str = '0.00'"),
        ("Decimal = Decimal(0)", 'str = "0"'),
        ("Decimal | None = None", "str | None = None"),
        ("Maybe = None", "str | None = None"),
        ("'Maybe'", "'str | None'"),
        ("Maybe | None", "str | None"),
    ],
)
def test_types_and_defaults(before: str, after: str) -> None:
    head = "from dataclasses import dataclass\nfrom decimal import Decimal\nfrom typing import Optional\n\n"
    head += "Maybe = Decimal | None\n\n\n"
    end = "\n\ndef internal(cost: Decimal) -> Decimal:\n    return cost\n"
    rewrites(
        "decimal-to-string",
        f"{head}@dataclass\nclass CostDTO:\n    cost: {before}\n{end}",
        f"{head}@dataclass\nclass CostDTO:\n    cost: {after}\n{end}",
    )


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("list[Decimal]", "its type holds more than one amount"),
        ("Annotated[Decimal, 'euros']", "its type holds more than one amount, or says more"),
        ("Priced", "its type holds more than one amount, or says more"),
        ("Decimal | int", "its type holds more than one amount"),
        ("Decimal = field(default_factory=Decimal)", "what it may be is said in numbers"),
        ("Decimal = field(default=Decimal(0))", "its default is a Decimal"),
        ("Decimal = ZERO", "its default is not known to be text"),
    ],
)
def test_a_field_that_stays(field: str, reason: str) -> None:
    code = f"@dataclass\nclass CostDTO:\n    cost: {field}\n"
    head = f"from dataclasses import dataclass, field\n{HEAD}Priced = Annotated[Decimal, 'euros']\n\n\n"
    stays(code, f"CostDTO.cost stays a Decimal: {reason}", head=head)


def test_a_field_that_one_value_keeps_a_decimal() -> None:
    stays(
        """\
@dataclass
class CostDTO:
    cost: Decimal


def first(cost: Decimal) -> CostDTO:
    return CostDTO(cost)


def second(costs: dict[str, Decimal | None]) -> CostDTO:
    return CostDTO(cost=take(costs))


def take(costs):
    for cost in costs.values():
        return cost + 1
    return Decimal(0)
""",
        "CostDTO.cost stays a Decimal: its value at services/event_service.py:15 cannot be formatted",
        head="from dataclasses import dataclass\n" + HEAD,
    )


def test_a_field_that_pydantic_reads_from_a_row_stays() -> None:
    stays(
        """\
class CostResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    cost: Decimal
""",
        "pydantic makes no text of a Decimal: give it a validator",
        head="from pydantic import BaseModel, ConfigDict\n" + HEAD,
    )


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("(BaseModel)", "@field_validator('cost')\n    def up(cls, cost: Decimal): return cost.quantize(CENT)", "up"),
        ("(BaseModel)", "@validator('*')\n    def up(cls, cost): return cost.quantize(CENT)", "up"),
        ("(BaseModel)", "@model_validator(mode='after')\n    def up(self): return self.cost > 0 and self", "up"),
        ("", "@cost.validator\n    def paid(self, attribute, value): check(value)", "paid"),
        ("", "def __post_init__(self): self.twice = self.cost * 2", "__post_init__"),
        ("", "def __post_init__(self): self.cost.quantize(CENT)", "__post_init__"),
    ],
)
def test_a_field_that_its_class_looks_at_stays(before: str, after: str, name: str) -> None:
    head = "from attrs import define\nfrom pydantic import BaseModel, field_validator, model_validator, validator\n"
    decorator = "" if before else "@define\n"
    code = f"{decorator}class CostDTO{before}:\n    cost: Decimal\n\n    {after}\n"
    below = "\n\nclass PriceDTO(CostDTO):\n    cost: Decimal\n"
    for one in (code, code + below if before else code):
        said = f"stays a Decimal: CostDTO.{name}() takes it for an amount"
        stays(one, *[said] * one.count("class "), head=head + HEAD)
    if before:
        heir = f"class CostDTO{before}:\n    cost: Decimal\n\n\nclass PriceDTO(CostDTO):\n    {after}\n"
        stays(heir, f"CostDTO.cost stays a Decimal: PriceDTO.{name}()", head=head + HEAD)


def test_values_change_in_every_file_and_who_computes_with_the_field_is_listed() -> None:
    dto = "from dataclasses import dataclass\nfrom decimal import Decimal\n\n\n@dataclass\nclass CostDTO:\n    cost: Decimal\n"
    imports = "from decimal import Decimal\n\nfrom dto import CostDTO\n\n\n"
    made = imports + "def make(amount: Decimal) -> CostDTO:\n    return CostDTO(cost=amount)\n"
    reader = """\
def show(made: CostDTO, others: list[CostDTO]) -> str:
    print(made.cost)
    double = made.cost * 2
    total = sum(other.cost for other in others)
    others.sort(key=lambda other: other.cost)
    return f"{made.cost:.2f} {double} {total}"


def tell(made: CostDTO) -> str:
    print(str(made.cost), f"{made.cost}")
    cost = made.cost
    if not made.cost or cost:
        twice(made.cost)
    total = cost + 1
    total += made.cost
    cost = Decimal(made.cost)
    print(cost * 2, "{}".format(made.cost))
    match made:
        case CostDTO(cost=0):
            return format(made.cost, ".2f")
    return "{:.2f}".format(made.cost) if made.cost else ""


def ask(made: CostDTO, others: list[CostDTO], rates: dict[Decimal, str]) -> None:
    print(bool(made.cost))
    print(any(other.cost for other in others))
    print(isinstance(made.cost, Decimal))
    print(rates.get(made.cost))
    print(rates[made.cost])
    if (cost := made.cost) > 5:
        print(cost)
    print((made.cost if others else 0) + 1)
    known = [CostDTO(other.cost) for other in others]
    print([one.cost * 2 for one in known])
    assert made.cost
    print(made.cost, others.index(made), (cost := made.cost))


def twice(amount):
    return amount * 2
"""
    test = "def test_cost() -> None:\n    made = CostDTO(Decimal(1))\n    assert made.cost == Decimal(1)\n"
    old = {"dto.py": dto, "make.py": made, "show.py": imports + reader, "tests/test_cost.py": imports + test}
    new = {
        "dto.py": dto.replace("from decimal import Decimal\n", "").replace("cost: Decimal", "cost: str"),
        "make.py": made.replace("cost=amount", "cost=str(amount)"),
        "tests/test_cost.py": imports + test.replace("CostDTO(Decimal(1))", "CostDTO(str(Decimal(1)))"),
    }
    said = "CostDTO.cost is text now, and computed with here"
    listed = [f"show.py:{line}: {said}" for line in (8, 9, 10, 11, 17, 18, 19, 20, 24, 25, 26)]
    listed += [f"show.py:{line}: {said}" for line in (30, 31, 32, 33, 34, 35, 37, 39, 40)]
    rewrites("decimal-to-string", old, new, [*listed, f"tests/test_cost.py:8: {said}"])


def test_who_computes_with_a_field_of_a_tuple_is_listed() -> None:
    head = "from decimal import Decimal\nfrom typing import NamedTuple\n\n\n"
    dto = "class CostDTO(NamedTuple):\n    name: str\n    cost: Decimal\n"
    reader = """

def show(made: CostDTO, others: list[CostDTO]) -> None:
    name, cost = made
    print(name * 2)
    print(cost * 2)
    print(made[1] * 2)
    for name, amount in others:
        print(amount * 2)
    print([money * 2 for name, money in others])
    found = [CostDTO("", other.cost) for other in others]
    print(sorted(found, key=lambda one: one[1]))
    print(sorted({"a": 1}.items(), key=lambda one: one[1]))
    rest = []
    rest.append(made)
    rest.sort(key=itemgetter(1))
"""
    new = "from typing import NamedTuple\n\n\n" + dto.replace("Decimal", "str")
    listed = [f"services/event_service.py:{line}: CostDTO.cost is text now" for line in (13, 14, 16, 17, 19, 23)]
    rewrites("decimal-to-string", head + dto + reader, new + reader, listed)


def test_amounts_that_are_compared_with_each_other_stay() -> None:
    code = """\
@dataclass(order=True)
class CostDTO:
    cost: Decimal


def rows(amounts: list[Decimal]) -> list[dict[str, object]]:
    found = [{"amount": amount} for amount in amounts]
    found.sort(key=lambda one: one["amount"])
    return found


def costs(amounts: list[Decimal]) -> dict[str, Decimal]:
    return {str(amount): amount for amount in amounts}
"""
    stays(
        code,
        "CostDTO.cost stays a Decimal: its class is ordered by its fields",
        "value of 'amount': line 12 computes with it",
        "its function is declared to return Decimals",
        head="from dataclasses import dataclass\n" + HEAD,
    )


def test_who_computes_with_an_entry_of_what_a_service_returns_is_listed() -> None:
    service = HEAD + 'def get_cost(amount: Decimal) -> dict[str, object]:\n    return {"cost": amount}\n'
    caller = """\
from services.cost_service import get_cost


def show(amount) -> None:
    cost = get_cost(amount)
    print(cost["cost"])
    print(cost["cost"] * 2)
"""
    old = {"services/cost_service.py": service, "show.py": caller}
    new = {"services/cost_service.py": service.replace('"cost": amount', '"cost": str(amount)')}
    rewrites("decimal-to-string", old, new, ["show.py:7: 'cost' of get_cost() is text now"])


# What comes of it -------------------------------------------------------------------------------------------------------


def test_the_repaired_service_can_be_written_as_json(project, run_module) -> None:
    service = (
        HEAD
        + """\
def get_costs(amounts: list[str], rebate: Decimal | None) -> dict[str, object]:
    costs = [Decimal(amount) for amount in amounts]
    return {"total": sum(costs, Decimal(0)), "most": max(costs), "rebate": rebate}
"""
    )
    folder: Path = project({"services/cost_service.py": service})
    assert run_module("session_lint", "codemod", "decimal-to-string", ".", "--allow-dirty").status == 0
    program = """\
import json
from services.cost_service import get_costs
print(json.dumps(get_costs(["1.10", "2.20"], None)))
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {"total": str(Decimal("3.30")), "most": "2.20", "rebate": None}


def test_it_is_a_fix_too(project, run_module) -> None:
    service = HEAD + 'def get_cost(amount: Decimal) -> dict[str, object]:\n    return {"cost": amount}\n'
    folder: Path = project({"services/cost_service.py": service})
    run_module("session_lint", "check", ".", "--unsafe-fixes", "--no-cache")
    expected = service.replace('"cost": amount', '"cost": str(amount)')
    assert (folder / "services" / "cost_service.py").read_text() == expected
