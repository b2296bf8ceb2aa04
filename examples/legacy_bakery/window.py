"""A window of buttons, a boundary: every click is work of its own, started by a callback or a lambda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .models import Event
from .services import batch_production_service as production
from .services.event_service import create_event, get_event, summarize_event
from .services.progress_service import get_events_with_progress
from .services.restock_service import names_of_the_scarce, order_scarce, receive_delivery

Callback = Callable[[], object]


class Button:
    """What can be clicked; what its callbacks return is shown."""

    def __init__(self, text: str, callback: Callback) -> None:
        self.text = text
        self._callback = callback

    def click(self) -> object:
        return self._callback()


def preview(name: str, held_on: date, budget: str) -> str:
    """What the window says of an event before anything is saved."""
    summary = summarize_event(Event(name=name, held_on=held_on), Decimal(budget), session=None)
    return f"{summary.event}, {summary.budget} to spend"


class EventWindow:
    """Everything about one event, at a click."""

    def __init__(self, name: str, held_on: date) -> None:
        self.event_id = create_event(name, held_on)
        self.ordered: list[str] = []
        self.bake = Button("Bake", lambda: production.record_production(self.event_id, "roll", 1)["pieces"])
        self.scarce = Button("Scarce", lambda: ", ".join(names_of_the_scarce()) or "nothing")
        self.order = Button("Order", self.order_what_is_scarce)
        self.refresh = Button("Refresh", self.progress)

    def title(self) -> str:
        event = get_event(self.event_id)
        return f"{event['name']}, {event['held_on']}"

    def order_what_is_scarce(self) -> int:
        ordered = order_scarce(self.ordered.append)
        if ordered:
            receive_delivery([(name, 1000) for name in self.ordered], date(2026, 3, 3))
        return ordered

    def progress(self) -> list[str]:
        return [f"{row.good}: {row.percent}%" for row in get_events_with_progress() if row.event == "Spring fair"]
