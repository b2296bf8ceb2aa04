"""Functions that stay as they are, because some call cannot hand them a session."""

from __future__ import annotations

from msgspec import Struct, field

from session_lint.project.function import ProjectFunction


class Unserved(Struct):
    """A function that some calls cannot hand a session, and what is to be said of them."""

    function: ProjectFunction
    calls: list[str] = field(default_factory=list[str])

    @property
    def reason(self) -> str:
        """Why the function is left alone."""
        calls = list(dict.fromkeys(self.calls))
        more = f"; and {len(calls) - 3} more" if len(calls) > 3 else ""
        name = self.function.qualname
        return f"{name!r} stays as it is, since not every call can hand it a session. {'; '.join(calls[:3])}{more}"
