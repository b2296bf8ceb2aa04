"""A service opens a scope on an exit stack.

Not for asynchronous: there the stack is another.
"""

from contextlib import ExitStack

from models import Event


def on_a_stack(name: str) -> None:
    with ExitStack() as stack:
        unit = stack.enter_context(session_scope())  # error: SES201
        unit.add(Event(name=name))


def on_a_stack_with_others(path: str) -> None:
    with ExitStack() as stack:
        file = stack.enter_context(open(path))
        stack.callback(file.close)
        unit = stack.enter_context(session_scope())  # error: SES201
        unit.add(Event(name=file.read()))
