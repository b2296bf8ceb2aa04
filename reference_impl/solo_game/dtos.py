"""What leaves the managers: plain values that JSON can hold, and that outlive the session they were read in."""

from __future__ import annotations

from dataclasses import dataclass

from reference_impl.solo_game.models import Act, DiceRoll, Event, Game, Interpretation, InterpretationSet, Scene


@dataclass(frozen=True)
class GameDTO:
    """A game."""

    id: int
    name: str
    slug: str
    description: str
    is_active: bool

    @classmethod
    def of(cls, game: Game) -> GameDTO:
        """Return the value of a row."""
        return cls(game.id, game.name, game.slug, game.description, game.is_active)


@dataclass(frozen=True)
class ActDTO:
    """An act of a game; without a title as long as nobody knows what it is about."""

    id: int
    game_id: int
    sequence: int
    title: str | None
    summary: str | None
    is_active: bool

    @classmethod
    def of(cls, act: Act) -> ActDTO:
        """Return the value of a row."""
        return cls(act.id, act.game_id, act.sequence, act.title, act.summary, act.is_active)


@dataclass(frozen=True)
class SceneDTO:
    """A scene of an act; its status is "open" or "completed"."""

    id: int
    act_id: int
    sequence: int
    title: str
    description: str
    status: str
    is_active: bool

    @classmethod
    def of(cls, scene: Scene) -> SceneDTO:
        """Return the value of a row."""
        return cls(
            scene.id, scene.act_id, scene.sequence, scene.title, scene.description, scene.status, scene.is_active
        )


@dataclass(frozen=True)
class EventDTO:
    """What happened in a scene; its source is "manual", "oracle" or "dice"."""

    id: int
    scene_id: int
    description: str
    source: str

    @classmethod
    def of(cls, event: Event) -> EventDTO:
        """Return the value of a row."""
        return cls(event.id, event.scene_id, event.description, event.source)


@dataclass(frozen=True)
class DiceRollDTO:
    """Dice that were rolled: what each showed, and the sum with the notation's modifier."""

    id: int
    scene_id: int | None
    notation: str
    results: tuple[int, ...]
    total: int
    reason: str | None

    @classmethod
    def of(cls, roll: DiceRoll) -> DiceRollDTO:
        """Return the value of a row."""
        return cls(roll.id, roll.scene_id, roll.notation, tuple(roll.results), roll.total, roll.reason)


@dataclass(frozen=True)
class InterpretationDTO:
    """One of the oracle's answers; the selected one has become an event."""

    id: int
    sequence: int
    text: str
    event_id: int | None

    @classmethod
    def of(cls, interpretation: Interpretation) -> InterpretationDTO:
        """Return the value of a row."""
        return cls(interpretation.id, interpretation.sequence, interpretation.text, interpretation.event_id)


@dataclass(frozen=True)
class InterpretationSetDTO:
    """A question to the oracle, with its answers in the order in which they were drawn."""

    id: int
    scene_id: int
    question: str
    interpretations: tuple[InterpretationDTO, ...]

    @classmethod
    def of(cls, asked: InterpretationSet) -> InterpretationSetDTO:
        """Return the value of a row and those below it."""
        answers = tuple(InterpretationDTO.of(each) for each in asked.interpretations)
        return cls(asked.id, asked.scene_id, asked.question, answers)


@dataclass(frozen=True)
class SceneJournalDTO:
    """A scene, and what happened and was rolled in it."""

    scene: SceneDTO
    events: tuple[EventDTO, ...]
    rolls: tuple[DiceRollDTO, ...]


@dataclass(frozen=True)
class ActJournalDTO:
    """An act and its scenes."""

    act: ActDTO
    scenes: tuple[SceneJournalDTO, ...]


@dataclass(frozen=True)
class JournalDTO:
    """A game from its first act to its last event."""

    game: GameDTO
    acts: tuple[ActJournalDTO, ...]
