"""A rule as text: what the ``rule`` command prints and what the docs page holds."""

from __future__ import annotations

import json

import msgspec

from session_lint.codemods.codemod import Codemod
from session_lint.codemods.registry import CODEMODS
from session_lint.rules.registry import UNREADABLE, find
from session_lint.rules.rule import Example, Rule


def as_markdown(rule: Rule) -> str:
    """Return a rule's page: what it does, why it is bad, an example, what to write instead."""
    bad, good = (_examples(examples) for examples in (rule.bad, rule.good))
    suppress = (
        ""
        if rule is UNREADABLE
        else f"\nSuppress one finding with `# noqa: {rule.code}` or `# session-lint: ignore[{rule.slug}] reason`.\n"
    )
    return (
        f"# {rule.code} {rule.slug}\n\n{rule.summary}\n\n"
        f"## Why is this bad?\n\n{rule.why}\n\n"
        f"## Example\n\n{bad}\n"
        f"## Use instead\n\n{rule.instead}\n\n{good}{_repair(rule)}{suppress}"
    )


def codemod_as_markdown(codemod: Codemod) -> str:
    """Return a codemod's page: what it does, what it leaves, and an example before and after."""
    rules = [find(code) for code in codemod.repairs]
    codes = ", ".join(f"[{rule.code} {rule.slug}](../rules/{rule.slug}.md)" for rule in rules)
    repairs = f"Repairs {codes}.\n\n" if codes else ""
    command = f"session-lint codemod {codemod.name}"
    return (
        f"# {codemod.name}\n\n{codemod.summary}\n\n{repairs}"
        f"```console\n{command} --diff src/\n{command} src/\n```\n\n"
        f"## What it does\n\n{codemod.why}\n\n"
        f"## Before\n\n```python\n{codemod.before}```\n\n## After\n\n```python\n{codemod.after}```\n"
    )


def _repair(rule: Rule) -> str:
    repair = rule.repair
    if repair is None:
        return ""
    own = any(codemod.name == repair.name for codemod in CODEMODS)
    page = f"../codemods/{repair.name if own else 'README'}.md"
    if repair.safe:
        how = f"`session-lint check --fix` ([{repair.name}]({page})). The program does the same afterwards."
    elif repair.whole_project:
        how = f"`session-lint codemod {repair.name}` ([what it does]({page})). Not safe: {repair.why}."
    else:
        how = (
            f"`session-lint check --unsafe-fixes`, or `session-lint codemod {repair.name}` ([what it does]({page})). "
            f"Not safe: {repair.why}."
        )
    return f"\n## Repair\n\n{how}\n"


def _examples(examples: tuple[Example, ...]) -> str:
    return "\n".join(
        f"`{example.path}`{_configured(example)}\n\n```python\n{_printable(example.code)}```\n" for example in examples
    )


def _configured(example: Example) -> str:
    if example.config is None:
        return ""
    changed = msgspec.structs.asdict(example.config)
    keys = [
        f"{field.encode_name} = {json.dumps(changed[field.name])}"
        for field in msgspec.structs.fields(example.config)
        if changed[field.name] != field.default
    ]
    return f", with `{'`, `'.join(keys)}`"


def _printable(code: str) -> str:
    return code.replace("\0", "\\0") or "# an empty file\n"
