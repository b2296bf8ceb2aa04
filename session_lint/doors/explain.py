"""A rule as text: what the ``rule`` command prints and what the docs page holds."""

from __future__ import annotations

import json

import msgspec

from session_lint.rules.registry import UNREADABLE
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
        f"## Use instead\n\n{rule.instead}\n\n{good}{suppress}"
    )


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
