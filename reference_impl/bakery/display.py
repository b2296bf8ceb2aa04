"""How plans, work and progress look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reference_impl.bakery.dtos.boundaries import EventPlanDTO, EventWorkDTO
from reference_impl.bakery.dtos.event_needs import ShoppingListDTO
from reference_impl.bakery.dtos.event_progress import EventProgressDTO


def print_plan(plan: EventPlanDTO, console: Console) -> None:
    """Print what is planned for an event."""
    event = plan.event
    console.print(Text(f"Event {event.id}: {event.name}, on {event.held_on}", "bold"))
    table = Table("to make", "how many", box=None, pad_edge=False)
    for batches in plan.targets.production:
        table.add_row(_text(batches.recipe), _count(batches.batches, "batch", "batches"))
    for pieces in plan.targets.assembly:
        table.add_row(_text(pieces.good), _count(pieces.quantity, "piece", "pieces"))
    console.print(table)
    console.print(Text(f"estimated cost: {plan.estimate.cost}{_without(plan.estimate.without_price)}"))


def print_shopping_list(shopping_list: ShoppingListDTO, console: Console) -> None:
    """Print what is to be bought for an event."""
    table = Table("to buy", "needed", "there", "missing", "cost", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for line in shopping_list.lines:
        unit = _text(line.unit)
        table.add_row(
            _text(line.name),
            Text.assemble(line.needed, " ", unit),
            Text.assemble(line.there, " ", unit),
            Text.assemble(line.to_buy, " ", unit),
            line.cost or "?",
        )
    console.print(table)
    console.print(Text(f"to buy for {shopping_list.cost}{_without(shopping_list.without_price)}"))


def print_work(work: EventWorkDTO, console: Console) -> None:
    """Print what was made for an event, and what was refused."""
    for baked in work.work.baked:
        console.print(Text(f"baked      {baked.good_pieces:>4} {baked.recipe} for {baked.cost}"))
    for assembled in work.work.assembled:
        console.print(Text(f"assembled  {assembled.quantity:>4} {assembled.good} for {assembled.cost}"))
    for refused in work.refused:
        console.print(Text(f"refused: {refused.operation} {refused.of}: {refused.reason}", "red"))


def print_progress(events: Sequence[EventProgressDTO], console: Console) -> None:
    """Print a table of how far events have come."""
    table = Table("id", "event", "day", "baked", "assembled", "overall", box=None, pad_edge=False)
    for column in table.columns[3:]:
        column.justify = "right"
    for progress in events:
        percents = (progress.production_percent, progress.assembly_percent, progress.overall_percent)
        shown = ["-" if percent is None else f"{percent} %" for percent in percents]
        table.add_row(str(progress.event.id), _text(progress.event.name), progress.event.held_on, *shown)
    console.print(table)
    console.print(_count(len(events), "event", "events"))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _text(written: str) -> Text:
    return Text(written)  # a name is what somebody wrote: markup in it is no markup


def _without(names: Sequence[str]) -> str:
    return f", without {', '.join(names)}, never bought" if names else ""
