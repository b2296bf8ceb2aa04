"""What pydantic has found wrong, as one sentence: where, what, and what was found there."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

from reference_impl.bakery.checks import HIGHEST


def first_complaint(errors: Sequence[Mapping[str, Any]], otherwise: str) -> str:  # Any: pydantic's own details
    """Return what is wrong at the first place, such as "lines[0].quantity: Input should be a valid string, found 1.5".

    Args:
        errors: as `ValidationError.errors()` has them.
        otherwise: what is called wrong where the error has no place of its own.
    """
    first = errors[0]
    # The names of fields come from outside too.
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{reprlib.repr(part)[1:-1]}" for part in first["loc"])
    return f"{place.lstrip('.') or otherwise}: {first['msg']}, found {_shown(first['input'])}"


def _shown(value: object) -> str:
    """Return a value as a message shows it; what is damaged may be as long as it likes."""
    if isinstance(value, str | float | bool | None):
        return reprlib.repr(value)
    return f"{value}" if isinstance(value, int) and abs(value) <= HIGHEST else f"a value of type {type(value).__name__}"
