"""SES902: a file cannot be read or parsed."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts.values import Span
from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, _: Project) -> Iterator[Finding]:
    """Yield the finding for a file that says nothing."""
    if module.facts.unreadable is not None:
        reason, line, column = module.facts.unreadable
        yield Finding(
            rule.code,
            rule.slug,
            f"this file {reason.rstrip('.?')}. Nothing in it was checked: mend that, or name it in exclude",
            module.path,
            Span(line, column, line, column + 1),
        )


RULE = Rule(
    code="SES902",
    slug="unreadable-file",
    summary="A file cannot be read or parsed.",
    why="""\
A file that was not read was not checked, and a run that says nothing about it looks clean. The other files are
checked all the same; the exit status is 3.""",
    instead="""\
Mend the file, or name it in `exclude` if it is not meant to be Python of this project (a template, a fixture). The
rule stays on whatever is selected; only `ignore = ["SES902"]` turns it off.""",
    bad=(Example("def f(:\n"), Example("x = 1\0\n"), Example("# -*- coding: nonsense -*-\n")),
    good=(Example(""), Example("type Pair[T] = tuple[T, T]\n")),
    check=check,
)
