"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportedDTO:
    """How many runs were added, and how many were there already."""

    added: int
    already_there: int
