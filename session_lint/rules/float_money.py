"""SES504: money is turned into float on its way into a DTO."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every amount that gets into a DTO by way of a float."""
    for function, leak in project.leaks.of_form(project.functions_in(module), "float"):
        yield rule.finding(
            function,
            leak.span,
            f"{leak.what} is money by way of a float ({leak.amount.why}): a float cannot hold 0.10, sums drift and "
            "roundings go the other way. Keep the Decimal and format it as text here",
        )
    if project.roles.of_module(module) not in ("test", "migration"):
        yield from _serializers(rule, module, project)


def _serializers(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    for dto in project.dtos.of_module(module):
        scope = dto.symbol.scope.inside(dto.symbol.definition)
        for field in dto.fields:
            if not project.dtos.is_money(field.name):
                continue
            if not project.dtos.decimal_in(field.annotation, scope, even_serialized=True):
                continue
            serializer = project.dtos.serializer(dto, field)
            if serializer is not None and serializer.makes == "float":
                yield Finding(
                    rule.code,
                    rule.slug,
                    f"field {field.name!r} of {dto.kind} {dto.name!r} holds a Decimal, and its serializer makes a "
                    "float of it: a float cannot hold 0.10. Serialize money to text",
                    module.path,
                    field.span,
                    dto.name,
                )


RULE = Rule(
    code="SES504",
    slug="float-money",
    summary="Money is turned into float on its way into a DTO.",
    why="""\
`float(cost)` silences `json.dumps` and loses money: 0.10 has no float, sums of floats drift, and `f"{float(cost):.2f}"`
makes 2.67 of 2.675 where the Decimal gives 2.68. What reads the DTO computes on with the wrong amount.""",
    instead="""\
Keep the Decimal to the end and format it as text: `f"{cost:.2f}"`, or the project's own formatter. The rule follows
money through `float()`, `numpy.float64()`, `math.fsum()`, casts to Float in SQL, sums of floats, functions that return
such, pydantic fields that are declared float, converters and serializers. What was never a Decimal (a measure, a Float
column) is none of its business.""",
    bad=(
        Example(
            """\
from decimal import Decimal


def get_event_costs(amounts: list[Decimal]) -> dict[str, object]:
    total = sum(amounts, Decimal(0))
    return {"count": len(amounts), "total": float(total)}
"""
        ),
        Example(
            """\
from decimal import Decimal

from pydantic import BaseModel


class CostResponse(BaseModel):
    total: float


def get_cost(amounts: list[Decimal]) -> CostResponse:
    return CostResponse(total=sum(amounts, Decimal(0)))
"""
        ),
    ),
    good=(
        Example(
            """\
from decimal import Decimal


def get_event_costs(amounts: list[Decimal], grams: str) -> dict[str, object]:
    total = sum(amounts, Decimal(0))
    share = float(total) / 3
    return {"total": f"{total:.2f}", "cheap": share < 5, "grams": float(grams)}
"""
        ),
    ),
    check=check,
    repair=Repair(
        "decimal-to-string",
        safe=False,
        why="whoever reads the value gets text instead of a float",
    ),
)
