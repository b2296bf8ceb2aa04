"""SES501: a DTO field holds a Decimal."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every field of a DTO whose type holds Decimal."""
    if project.roles.of_module(module) in ("test", "migration"):
        return
    for dto in project.dtos.of_module(module):
        if dto.kind == "pydantic" and project.config.pydantic_decimals == "allow":
            continue
        scope = dto.symbol.scope.inside(dto.symbol.definition)
        for field in dto.fields:
            if not project.dtos.is_money(field.name) or not project.dtos.decimal_in(field.annotation, scope):
                continue
            if project.dtos.serializer(dto, field) is not None:
                continue
            how = (
                " (model_dump() hands out a Decimal; only its JSON mode writes text)" if dto.kind == "pydantic" else ""
            )
            yield Finding(
                rule.code,
                rule.slug,
                f"field {field.name!r} of {dto.kind} {dto.name!r} holds a Decimal, and {dto.name!r} is a DTO: "
                f"{dto.why}. json.dumps refuses a Decimal{how}. Declare a str and format money once, on its way out",
                module.path,
                field.span,
                dto.name,
                repair=rule.repair,
            )


RULE = Rule(
    code="SES501",
    slug="decimal-field",
    summary="A DTO field holds a Decimal.",
    why="""\
What leaves the service layer is turned into JSON, a template or a message by somebody who does not know about money.
`json.dumps` raises on a Decimal, a custom encoder may make a float of it, and two callers format the same cost in two
ways.""",
    instead="""\
Declare the field `str` and format money in one place. A DTO is a TypedDict, NamedTuple, dataclass, attrs, msgspec or
pydantic class that a public service returns, or that bears a configured name (`dto-names`) or place (`dto-paths`).
Value objects with arithmetic, ORM rows and inputs are none. A pydantic field with a serializer to text is fine;
`pydantic-decimals = "allow"` trusts every pydantic model. `money-names` narrows the rule to fields that are money.""",
    bad=(
        Example(
            """\
from decimal import Decimal
from typing import TypedDict


class EventCostDTO(TypedDict):
    event_id: int
    total: Decimal | None
""",
            "dto.py",
        ),
        Example(
            """\
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class EventCost:
    parts: dict[str, Decimal]


def get_event_cost(event_id: int) -> list[EventCost]:
    return []
"""
        ),
    ),
    good=(
        Example(
            """\
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    amount: Decimal

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount)


@dataclass(frozen=True)
class EventCost:
    total: str


def get_event_cost(event_id: int) -> EventCost:
    return EventCost(total="37.50")
"""
        ),
        Example(
            """\
from decimal import Decimal

from pydantic import BaseModel, field_serializer


class EventResponse(BaseModel):
    total: Decimal

    @field_serializer("total")
    def _total(self, value: Decimal) -> str:
        return f"{value:.2f}"
""",
            "schemas.py",
        ),
    ),
    check=check,
    repair=Repair(
        "decimal-to-string",
        safe=False,
        why="whoever computes with the field has to make a Decimal of it again",
        whole_project=True,
    ),
)
