"""Every rule's own examples, and that everything about a rule is declared once and shown everywhere."""

from pathlib import Path

import msgspec
import pytest

from session_lint.codemods.registry import CODEMODS
from session_lint.config import Config
from session_lint.doors.explain import as_markdown, codemod_as_markdown
from session_lint.rules import registry
from session_lint.rules.rule import Example, Rule
from session_lint.testing import clean, reports

PROJECT = Path(__file__).parents[1]
BAD = [(rule, example) for rule in registry.RULES for example in rule.bad]
GOOD = [(rule, example) for rule in registry.RULES for example in rule.good]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_is_reported_by_its_rule_alone(rule: Rule, example: Example):
    for finding in reports(rule.code, example.code, example.path, example.config):
        assert finding.rule == rule.slug
        assert finding.message


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_is_clean(rule: Rule, example: Example):
    clean(example.code, example.path, msgspec.structs.replace(example.config or Config(), select=("SES", rule.code)))


def test_every_rule_file_is_registered():
    files = {path.stem for path in (PROJECT / "session_lint/rules").glob("*.py")} - {"__init__", "rule", "registry"}
    assert files == {rule.slug.replace("-", "_") for rule in registry.RULES}


def test_codes_and_slugs_are_unique_and_in_order():
    codes = [rule.code for rule in registry.RULES]
    assert codes == sorted(set(codes))
    assert len({rule.slug for rule in registry.RULES}) == len(codes)


@pytest.mark.parametrize("rule", registry.RULES)
def test_a_rule_has_examples_and_its_page_is_what_the_rule_command_prints(rule: Rule):
    assert rule.bad
    assert rule.good
    page = PROJECT / "docs/rules" / f"{rule.slug}.md"
    assert page.read_text("utf-8") == as_markdown(rule), "run: python docs/build.py"


@pytest.mark.parametrize("codemod", CODEMODS, ids=lambda codemod: codemod.name)
def test_docs_page_of_a_codemod(codemod):
    page = PROJECT / "docs/codemods" / f"{codemod.name}.md"
    assert page.read_text("utf-8") == codemod_as_markdown(codemod), "run: python docs/build.py"
    assert f"[{codemod.name}]({codemod.name}.md)" in (PROJECT / "docs/codemods/README.md").read_text("utf-8")


def test_every_rule_is_listed_in_the_docs():
    listed = (PROJECT / "docs/rules/README.md").read_text("utf-8")
    for rule in registry.RULES:
        assert f"[{rule.code}]({rule.slug}.md)" in listed
