"""SES505: ``str()`` of a Decimal where a money formatter is configured."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.config import Config
from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every ``str()`` of money that gets into a DTO; none when no formatter is configured."""
    if not project.config.money_formatters:
        return
    formatter = project.config.money_formatters[0]
    for function, leak in project.leaks.of_form(project.functions_in(module), "text"):
        yield rule.finding(
            function,
            leak.span,
            f"{leak.what} is money that str() wrote ({leak.amount.why}): it shows the digits that it happens to have, "
            f"37.5000 or 4E+1. Write it with {formatter}()",
        )


_CONFIGURED = Config(money_formatters=("money",))

RULE = Rule(
    code="SES505",
    slug="unformatted-money",
    summary="str() of a Decimal gets into a DTO, where a money formatter is configured.",
    why="""\
`str()` of a Decimal shows the digits that the computation left: "37.5000" after a multiplication, "4E+1" after
`normalize()`. Two services show the same cost in two ways, and a comparison of texts fails.""",
    instead="""\
Call the formatter that `money-formatters` names: its dotted name, or its bare one. Without that key the rule is off.
A Decimal that was quantized or rounded is formatted already, and silent.""",
    bad=(
        Example(
            """\
from decimal import Decimal


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def get_event_costs(amounts: list[Decimal]) -> dict[str, object]:
    return {"total": str(sum(amounts, Decimal(0)))}
""",
            config=_CONFIGURED,
        ),
    ),
    good=(
        Example(
            """\
from decimal import Decimal


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def get_event_costs(amounts: list[Decimal], batches: int) -> dict[str, object]:
    return {"total": money(sum(amounts, Decimal(0))), "batches": str(batches)}
""",
            config=_CONFIGURED,
        ),
    ),
    check=check,
    repair=Repair(
        "decimal-to-string",
        safe=False,
        why="the text has the formatter's digits, and whoever compares texts sees others",
    ),
)
