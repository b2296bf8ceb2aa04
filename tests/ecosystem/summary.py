"""What the tool said about the packages: stored, and compared with what it says now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PackageSummary:
    """What was said about one package: ``findings`` are places and functions by fingerprint."""

    version: str
    files: int
    findings: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_code(self) -> dict[str, int]:
        """How many findings each code has."""
        return dict(sorted(Counter(said.split()[0] for said in self.findings.values()).items()))


@dataclass(frozen=True)
class Difference:
    """What came and went between two summaries of a package, in words."""

    came: list[str]
    went: list[str]
    version: str = ""

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.version)


def of_result(version: str, said: Mapping[str, Any]) -> PackageSummary:
    """Return the summary of what ``session-lint check --output-format json`` said."""
    found = {
        finding["fingerprint"]: f"{finding['code']} {finding['path']}:{finding['line']} {finding['function']}".rstrip()
        for finding in said["findings"]
    }
    return PackageSummary(version, said["summary"]["files"], found)


def compare(before: PackageSummary | None, now: PackageSummary) -> Difference:
    """Return what came and went: findings that only moved are the same."""
    if before is None:
        return Difference(sorted(now.findings.values()), [], f"new: {now.version}")
    came = sorted(said for fingerprint, said in now.findings.items() if fingerprint not in before.findings)
    went = sorted(said for fingerprint, said in before.findings.items() if fingerprint not in now.findings)
    version = "" if before.version == now.version else f"{before.version} -> {now.version}"
    return Difference(came, went, version)


def read(path: Path) -> dict[str, PackageSummary]:
    """Return the stored summaries by package; none when there is no file."""
    if not path.exists():
        return {}
    return {name: PackageSummary(**said) for name, said in json.loads(path.read_text("utf-8")).items()}


def write(path: Path, summaries: Mapping[str, PackageSummary]) -> None:
    """Store summaries, sorted, so that a difference of the file is a difference of what is said."""
    said = {name: asdict(summaries[name]) for name in sorted(summaries)}
    for package in said.values():
        package["findings"] = dict(sorted(package["findings"].items(), key=lambda item: (item[1], item[0])))
    path.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
