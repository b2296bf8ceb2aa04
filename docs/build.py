"""Writes the rules' pages from the rules themselves: python docs/build.py."""

from pathlib import Path

from session_lint.doors.explain import as_markdown
from session_lint.rules.registry import RULES

FOLDER = Path(__file__).parent / "rules"


def main() -> None:
    """Write one page a rule, and the list of them."""
    FOLDER.mkdir(exist_ok=True)
    rows = [f"| [{rule.code}]({rule.slug}.md) | {rule.slug} | {rule.summary} |" for rule in RULES]
    listed = "\n".join(["# Rules", "", "| code | slug | in one line |", "|---|---|---|", *rows, ""])
    (FOLDER / "README.md").write_text(listed, "utf-8")
    for rule in RULES:
        (FOLDER / f"{rule.slug}.md").write_text(as_markdown(rule), "utf-8")


if __name__ == "__main__":
    main()
