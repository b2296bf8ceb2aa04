"""What assembling needs, and what was assembled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComponentNeedDTO:
    """How many pieces of a unit, good or material are needed, and how many are there."""

    kind: str
    name: str
    needed: int
    there: int
    missing: int


@dataclass(frozen=True, slots=True)
class AssemblyCheckDTO:
    """Whether so many pieces of a good can be assembled."""

    good_id: int
    good: str
    quantity: int
    enough: bool
    components: tuple[ComponentNeedDTO, ...]


@dataclass(frozen=True, slots=True)
class ConsumedPiecesDTO:
    """What a run took of a unit, good or material, and its share of the cost of stock."""

    kind: str
    name: str
    quantity: int
    cost: str


@dataclass(frozen=True, slots=True)
class AssemblyRunDTO:
    """Some pieces of a good that were assembled; the costs of what was consumed add up to `cost`."""

    id: int
    good_id: int
    good: str
    event_id: int | None
    quantity: int
    cost: str
    consumed: tuple[ConsumedPiecesDTO, ...]
    assembled_at: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class AssemblyPageDTO:
    """Runs, the newest first; `next_after` is what the next page begins behind, None on the last one."""

    runs: tuple[AssemblyRunDTO, ...]
    next_after: int | None
