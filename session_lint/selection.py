"""Which rules run on which file, and because of what."""

from __future__ import annotations

from msgspec import Struct

from session_lint.config import TABLE, Override
from session_lint.config_file import Loaded
from session_lint.rules.registry import RULES, UNREADABLE, selected
from session_lint.rules.rule import Rule


class Decision(Struct, frozen=True):
    """Whether a rule runs on a file; ``because`` are words that follow it."""

    rule: Rule
    on: bool
    because: str


class Selection:
    """The rules that run: the project's selection, the overrides of some paths, and the command line's.

    An override adds to what holds before it; what the command line leaves out stays out.

    Args:
        loaded: the configuration.
        select, ignore: what the command line says.

    Raises:
        ConfigError: for a word that is no code, slug or prefix of a code.
    """

    def __init__(self, loaded: Loaded, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> None:
        config = loaded.config
        # What is written in the configuration must be right, used or not.
        selected(config.select, (), loaded.in_key("select"))
        selected((), config.ignore, loaded.in_key("ignore"))
        for number, override in enumerate(config.overrides, 1):
            where = f"in [[{TABLE}.overrides]] number {number}"
            selected(override.select, (), f"{loaded.name}: key 'select' {where}")
            selected((), override.ignore, f"{loaded.name}: key 'ignore' {where}")
        self._config = config
        selected(select, (), "--select")
        selected((), ignore, "--ignore")
        self._asked, self._refused = select, ignore
        self._select = select or config.select
        self._base = frozenset(selected(self._select, config.ignore, loaded.name))
        self._by_overrides: dict[tuple[int, ...], tuple[Rule, ...]] = {}

    def rules_for(self, path: str) -> tuple[Rule, ...]:
        """Return the rules that run on a file, by its path relative to the root."""
        overrides = self._config.overrides
        key = tuple(number for number, override in enumerate(overrides) if override.holds_for(path))
        if key not in self._by_overrides:
            here = [overrides[number] for number in key]
            self._by_overrides[key] = tuple(rule for rule in RULES if self._decide(rule, here).on)
        return self._by_overrides[key]

    def decisions(self, path: str) -> list[Decision]:
        """Return for every rule whether it runs on a file, and why or why not."""
        here = [override for override in self._config.overrides if override.holds_for(path)]
        return [self._decide(rule, here) for rule in RULES]

    def _decide(self, rule: Rule, overrides: list[Override]) -> Decision:
        if left_out := self._left_out(rule):
            return Decision(rule, False, left_out)
        decision = self._of_project(rule)
        for override in overrides:
            selecting, ignoring = longest(rule, override.select), longest(rule, override.ignore)
            if rule is UNREADABLE and ignoring.upper() != rule.code:
                continue
            if selecting or ignoring:
                on = _weight(rule, selecting) > _weight(rule, ignoring) and _names(rule, selecting)
                word = f"select = {selecting!r}" if on else f"ignore = {ignoring!r}"
                decision = Decision(rule, on, f"{word} in the override for {', '.join(override.paths)}")
        return decision

    def _left_out(self, rule: Rule) -> str:
        # By the command line, whatever the configuration says; a word of --select may be more specific than --ignore.
        selecting, ignoring = longest(rule, self._asked), longest(rule, self._refused)
        if rule is UNREADABLE:
            return "--ignore" if _weight(rule, ignoring) == len(rule.code) else ""
        if ignoring and _weight(rule, selecting) <= _weight(rule, ignoring):
            return "--ignore"
        return "--select leaves it out" if self._asked and not selecting else ""

    def _of_project(self, rule: Rule) -> Decision:
        on = rule in self._base
        selecting, ignoring = longest(rule, self._select), longest(rule, self._config.ignore)
        if on:
            return Decision(rule, on, f"select = {selecting!r}" if selecting else "it runs unless its code is ignored")
        if ignoring and _weight(rule, ignoring) >= _weight(rule, selecting):
            return Decision(rule, on, f"ignore = {ignoring!r}")
        return Decision(rule, on, "it is off by default" if selecting else "'select' does not name it")


def longest(rule: Rule, words: tuple[str, ...]) -> str:
    """Return the most specific of some codes, prefixes and slugs that names a rule; empty when none does."""
    return max((word for word in words if _weight(rule, word) >= 0), key=lambda word: _weight(rule, word), default="")


def _names(rule: Rule, word: str) -> bool:
    # A rule that is off by default is turned on by its full name, not by a prefix.
    return rule.on_by_default or word == "ALL" or _weight(rule, word) == len(rule.code)


def _weight(rule: Rule, word: str) -> int:
    if word == rule.slug:
        return len(rule.code)
    prefix = "SES" if word == "ALL" else word.upper()
    return len(prefix) if prefix and rule.code.startswith(prefix) else -1
