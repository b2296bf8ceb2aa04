"""Writes the pages of rules and codemods from these themselves: python docs/build.py."""

from pathlib import Path

from session_lint.codemods.registry import CODEMODS
from session_lint.doors.explain import as_markdown, codemod_as_markdown
from session_lint.rules.registry import RULES

FOLDER = Path(__file__).parent / "rules"
CODEMOD_FOLDER = Path(__file__).parent / "codemods"
START, END = "<!-- the codemods, by docs/build.py -->\n", "<!-- end -->\n"


def main() -> None:
    """Write one page a rule and a codemod, and the lists of them."""
    FOLDER.mkdir(exist_ok=True)
    rows = [f"| [{rule.code}]({rule.slug}.md) | {rule.slug} | {rule.summary} |" for rule in RULES]
    listed = "\n".join(["# Rules", "", "| code | slug | in one line |", "|---|---|---|", *rows, ""])
    (FOLDER / "README.md").write_text(listed, "utf-8")
    for rule in RULES:
        (FOLDER / f"{rule.slug}.md").write_text(as_markdown(rule), "utf-8")
    for codemod in CODEMODS:
        (CODEMOD_FOLDER / f"{codemod.name}.md").write_text(codemod_as_markdown(codemod), "utf-8")
    index = CODEMOD_FOLDER / "README.md"
    index.write_text(listed_codemods(index.read_text("utf-8")), "utf-8")


def listed_codemods(page: str) -> str:
    """Return the codemods' overview with its table as it is to be."""
    rows = [
        f"| [{codemod.name}]({codemod.name}.md) | {', '.join(codemod.repairs)} | {codemod.summary} |"
        for codemod in CODEMODS
    ]
    table = "\n".join(["| name | repairs | in one line |", "|---|---|---|", *rows, ""])
    before, _, rest = page.partition(START)
    return before + START + table + END + rest.partition(END)[2]


if __name__ == "__main__":
    main()
