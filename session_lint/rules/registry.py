"""All rules, in the order of their codes."""

from __future__ import annotations

from session_lint.config import ConfigError, nearest
from session_lint.rules import (
    ambient_session,
    decimal_field,
    decimal_value,
    escaping_session,
    failed_session_reused,
    float_money,
    ignored_session,
    internal_scope,
    internal_session,
    missing_session,
    module_session,
    numeric_column,
    optional_session,
    positional_session,
    service_close,
    service_commit,
    service_rollback,
    session_in_background,
    session_shared_by_tasks,
    shadowed_session,
    split_transaction,
    unclosed_session,
    unformatted_money,
    unreadable_file,
    unreset_context,
    unthreaded_call,
    untyped_session,
    unused_suppression,
)
from session_lint.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    optional_session.RULE,
    ignored_session.RULE,
    shadowed_session.RULE,
    missing_session.RULE,
    untyped_session.RULE,
    positional_session.RULE,
    internal_scope.RULE,
    internal_session.RULE,
    ambient_session.RULE,
    service_commit.RULE,
    service_rollback.RULE,
    service_close.RULE,
    unthreaded_call.RULE,
    split_transaction.RULE,
    session_in_background.RULE,
    session_shared_by_tasks.RULE,
    escaping_session.RULE,
    unclosed_session.RULE,
    module_session.RULE,
    unreset_context.RULE,
    failed_session_reused.RULE,
    decimal_field.RULE,
    decimal_value.RULE,
    numeric_column.RULE,
    float_money.RULE,
    unformatted_money.RULE,
    unused_suppression.RULE,
    unreadable_file.RULE,
)

_LIKENESS = 0.82  # codes of six letters are all alike

UNREADABLE = unreadable_file.RULE


def find(code_or_slug: str) -> Rule:
    """Return the rule of a code or slug.

    Raises:
        ConfigError: when there is none, with the nearest.
    """
    for rule in RULES:
        if code_or_slug.lower() in (rule.code.lower(), rule.slug):
            return rule
    known = [*(rule.code for rule in RULES), *(rule.slug for rule in RULES)]
    raise ConfigError(f"no rule is called {code_or_slug!r}.{nearest(code_or_slug, known, _LIKENESS)}")


def selected(select: tuple[str, ...], ignore: tuple[str, ...], source: str) -> tuple[Rule, ...]:
    """Return the rules that a selection leaves on; the longest matching prefix decides, and ``ignore`` wins a tie.

    SES902 stays on unless it is ignored by its full code: what was not read must not look clean. A rule that is off by
    default is turned on by its full code or slug, or by ``ALL``.

    Args:
        select, ignore: codes, prefixes of codes, or slugs.
        source: where the words come from, for the error.

    Raises:
        ConfigError: for a word that is neither.
    """
    chosen = [_codes(word, source) for word in select]
    refused = [_codes(word, source) for word in ignore]
    on: list[Rule] = []
    for rule in RULES:
        wanted = max((len(word) for word in chosen if rule.code.startswith(word)), default=-1)
        if not rule.on_by_default and wanted < len(rule.code) and "ALL" not in select:
            continue
        unwanted = max((len(word) for word in refused if rule.code.startswith(word)), default=-1)
        if rule is UNREADABLE:
            wanted = max(wanted, len(rule.code) - 1)
        if wanted > unwanted:
            on.append(rule)
    return tuple(on)


def _codes(word: str, source: str) -> str:
    if word in ("", "ALL"):
        return "SES"
    for rule in RULES:
        if word == rule.slug or rule.code.startswith(word.upper()):
            return rule.code if word == rule.slug else word.upper()
    known = [*(rule.code for rule in RULES), *(rule.slug for rule in RULES)]
    raise ConfigError(f"{source}: no rule is called {word!r}.{nearest(word, known, _LIKENESS)}")
