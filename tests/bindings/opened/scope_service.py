"""What makes scopes is no service, wherever it stands: it is what it opens.

Not for asynchronous, registry: there the decorator is another; a registry's session is handed out, not opened.
"""

from contextlib import contextmanager


@contextmanager
def own_scope():
    with session_scope() as unit:
        yield unit


class Scope:
    def __enter__(self) -> object:
        self.context = session_scope()
        return self.context.__enter__()

    def __exit__(self, *error: object) -> None:
        self.context.__exit__(*error)
