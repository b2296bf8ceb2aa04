"""Why a function needs a session of its caller's, each by the finding that says so."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.project.function import ProjectFunction


def causes(function: ProjectFunction) -> Iterator[tuple[str, int]]:
    """Yield the codes of the findings about what a function does with sessions itself, each with its line."""
    for found in function.optional_parameters:
        yield "SES101", found.parameter.span.line
    if function.flow.openings or function.flow.constructions:
        for found in function.ignored_parameters:
            yield "SES102", found.parameter.span.line
    for replacement in function.replacements:
        yield "SES103", replacement.span.line
    for opening in function.own_scopes:
        yield "SES201", opening.span.line
    for opening in function.own_sessions:
        yield "SES202", opening.span.line
