"""SES502: a DTO value is a Decimal."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every Decimal that a service puts into a dict that it returns, or anybody into a DTO."""
    for function, leak in project.leaks.of_form(project.functions_in(module), "decimal"):
        yield rule.finding(
            function,
            leak.span,
            f"{leak.what} is a Decimal ({leak.amount.why}) and leaves the service layer in a DTO: json.dumps refuses "
            "it. Format the money as text here",
        )


RULE = Rule(
    code="SES502",
    slug="decimal-value",
    summary="A DTO value is a Decimal.",
    why="""\
A dict that a service returns, or a DTO whose field says `str`, is written as JSON further out, where a Decimal raises
or is rounded by somebody else's encoder. In a dict no type says so, and one branch may hand out text, the other a
Decimal.""",
    instead="""\
Compute in Decimal, and format the result as text where it goes into the DTO. The rule follows Decimals through locals,
arithmetic, `sum`, `func.sum` in queries, and what the project's functions are declared to return or return, in order:
a variable that was overwritten by its text is text. A helper's dict counts where a public service hands it out. A
Numeric column that is handed out as it is, is SES503; money that became a float, SES504.""",
    bad=(
        Example(
            """\
from decimal import Decimal


def get_event_costs(amounts: list[str]) -> dict[str, object]:
    total = Decimal(0)
    for amount in amounts:
        total += Decimal(amount)
    return {"count": len(amounts), "total": total}
"""
        ),
        Example(
            """\
from sqlalchemy import Numeric, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Batch(Base):
    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    cost = mapped_column(Numeric(10, 2))


def get_batch_costs(*, session: Session) -> dict[str, object]:
    return {"total": session.scalar(select(func.sum(Batch.cost)))}
"""
        ),
        Example(
            """\
from decimal import Decimal


def total_cost() -> Decimal:
    return Decimal("1.10")


def get_event(name: str) -> dict[str, object]:
    result: dict[str, object] = {"name": name}
    result["cost"] = total_cost()
    return result
"""
        ),
    ),
    good=(
        Example(
            """\
from decimal import Decimal


def get_event_costs(amounts: list[str]) -> dict[str, object]:
    total = sum((Decimal(amount) for amount in amounts), Decimal(0))
    internal = {"total": total}
    return {"count": len(amounts), "total": f"{internal['total']:.2f}"}
"""
        ),
    ),
    check=check,
    repair=Repair(
        "decimal-to-string",
        safe=False,
        why="whoever reads the value gets text, and cannot compute with it any more",
    ),
)
