"""Money on its way out: what the messages say, what a formatter switches on, and code that is deep or long."""

from session_lint.config import Config
from session_lint.facts.extract import extract
from session_lint.project.amounts import Form
from session_lint.project.project import Project
from session_lint.testing import ROOT, clean, reports

MODEL = """\
from decimal import Decimal

from sqlalchemy import Column, Integer, Numeric, func, select
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    total = Column(Numeric(10, 2))
"""


def leaks(source: str, form: Form) -> int:
    project = Project(Config(), {"services/a_service.py": extract(source.encode())}, ROOT)
    (module,) = project.modules.values()
    return len(list(project.leaks.of_form(project.functions_in(module), form)))


def test_a_message_names_the_column():
    source = f'{MODEL}\n\ndef get(order: Order):\n    return {{"cost": order.total}}\n'
    (finding,) = reports("SES503", source)
    assert "value of 'cost'" in finding.message
    assert "Order.total is a Numeric column" in finding.message


def test_a_message_says_where_the_float_was_made():
    source = (
        f"{MODEL}\n\ndef _sum(orders: list[Order]):\n    return float(sum(order.total for order in orders))\n\n\n"
        'def get(orders: list[Order]):\n    return {"cost": _sum(orders)}\n'
    )
    (finding,) = reports("SES504", source)
    assert "_sum() returns sum" not in finding.message
    assert "_sum() returns float() of money: Order.total is a Numeric column" in finding.message


def test_text_is_a_finding_only_where_a_formatter_is_configured():
    source = 'from decimal import Decimal\n\n\ndef get(cost: Decimal):\n    return {"cost": str(cost)}\n'
    clean(source)
    (finding,) = reports("SES505", source, config=Config(money_formatters=("bakery.money.formatted",)))
    assert "bakery.money.formatted()" in finding.message


def test_a_helper_in_another_file_is_where_its_dict_is_corrected():
    files = {
        "services/rows.py": "from decimal import Decimal\n\n\ndef _row(cost: Decimal):\n    return {'cost': cost}\n",
        "services/cost_service.py": (
            "from decimal import Decimal\n\nfrom services.rows import _row\n\n\n"
            "def costs(given: list[Decimal]):\n    return [_row(cost) for cost in given]\n"
        ),
    }
    (finding,) = reports("SES502", files)
    assert (finding.path, finding.span.line) == ("services/rows.py", 5)


def test_long_chains_end():
    chain = "session.query(Order)" + ".filter(Order.id > 1)" * 200 + ".all()"
    assert leaks(f"{MODEL}\n\ndef get(session):\n    return [{{'a': o.total}} for o in {chain}]\n", "column") == 1


def test_deep_loops_end():
    loops = "".join("    " * depth + f"for a{depth} in range(2):\n" for depth in range(1, 19))
    source = f"{MODEL}\n\ndef get(cost: Decimal):\n    r = {{}}\n{loops}{'    ' * 19}r['a'] = cost\n    return r\n"
    assert leaks(source, "decimal") == 1


def test_functions_that_call_each_other_end():
    source = (
        f"{MODEL}\n\ndef one(cost: Decimal):\n    return other(cost) or cost\n\n\n"
        "def other(cost: Decimal):\n    return one(cost)\n\n\ndef get(cost: Decimal):\n    return {'a': one(cost)}\n"
    )
    assert leaks(source, "decimal") == 1
