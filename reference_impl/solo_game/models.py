"""The game's tables, and the migrations that lead to them. What may be there once only, the database knows itself."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from reference_impl.database import Schema

TITLE = 80  # characters of a name, a title or a slug


class Base(DeclarativeBase):
    """What the tables have in common: their metadata, and a number for each row."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Activatable(Base):
    """What is the active one among its siblings, or not."""

    __abstract__ = True

    is_active: Mapped[bool] = mapped_column(default=False)


def _one_of(table: str, column: str, chosen: str) -> Index:
    """Return the index by which a database refuses a second chosen row with the same value in a column."""
    return Index(f"ux_{table}_chosen", column, unique=True, sqlite_where=text(chosen), postgresql_where=text(chosen))


class Game(Activatable):
    """A game; one of them is active."""

    __tablename__ = "games"
    __table_args__ = (_one_of("games", "is_active", "is_active"),)

    name: Mapped[str] = mapped_column(String(TITLE))
    slug: Mapped[str] = mapped_column(String(TITLE), unique=True)
    description: Mapped[str] = mapped_column(Text)

    acts: Mapped[list[Act]] = relationship(back_populates="game", order_by="Act.sequence")


class Act(Activatable):
    """A part of a game; one of a game's is active. Title and summary may come later, when it is known what it is."""

    __tablename__ = "acts"
    __table_args__ = (
        UniqueConstraint("game_id", "sequence", name="ux_acts_sequence"),
        _one_of("acts", "game_id", "is_active"),
    )

    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"))
    sequence: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(TITLE))
    summary: Mapped[str | None] = mapped_column(Text)

    game: Mapped[Game] = relationship(back_populates="acts")
    scenes: Mapped[list[Scene]] = relationship(back_populates="act", order_by="Scene.sequence")


class Scene(Activatable):
    """A part of an act; one of an act's is active. A completed one is never active again, and takes nothing more."""

    __tablename__ = "scenes"
    __table_args__ = (
        UniqueConstraint("act_id", "sequence", name="ux_scenes_sequence"),
        CheckConstraint("status IN ('open', 'completed')", name="ck_scenes_status"),
        CheckConstraint("status = 'open' OR NOT is_active", name="ck_scenes_active"),
        _one_of("scenes", "act_id", "is_active"),
    )

    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    sequence: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE))
    description: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default="open")

    act: Mapped[Act] = relationship(back_populates="scenes")
    events: Mapped[list[Event]] = relationship(back_populates="scene", order_by="Event.id")
    rolls: Mapped[list[DiceRoll]] = relationship(back_populates="scene", order_by="DiceRoll.id")


class Event(Base):
    """What happened in a scene, and where that came from."""

    __tablename__ = "events"
    __table_args__ = (CheckConstraint("source IN ('manual', 'oracle', 'dice')", name="ck_events_source"),)

    scene_id: Mapped[int] = mapped_column(ForeignKey("scenes.id"), index=True)
    description: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(10))

    scene: Mapped[Scene] = relationship(back_populates="events")


class DiceRoll(Base):
    """Dice that were rolled, in a scene or in none."""

    __tablename__ = "dice_rolls"

    scene_id: Mapped[int | None] = mapped_column(ForeignKey("scenes.id"), index=True)
    notation: Mapped[str] = mapped_column(String(20))
    results: Mapped[list[int]] = mapped_column(JSON)
    total: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)

    scene: Mapped[Scene | None] = relationship(back_populates="rolls")


class InterpretationSet(Base):
    """A question that the oracle was asked in a scene, and what it may mean."""

    __tablename__ = "interpretation_sets"

    scene_id: Mapped[int] = mapped_column(ForeignKey("scenes.id"), index=True)
    question: Mapped[str] = mapped_column(Text)

    interpretations: Mapped[list[Interpretation]] = relationship(
        back_populates="interpretation_set", order_by="Interpretation.sequence"
    )


class Interpretation(Base):
    """One of the oracle's answers; the selected one, at most one of a set, has become an event."""

    __tablename__ = "interpretations"
    __table_args__ = (
        UniqueConstraint("set_id", "sequence", name="ux_interpretations_sequence"),
        _one_of("interpretations", "set_id", "event_id IS NOT NULL"),
    )

    set_id: Mapped[int] = mapped_column(ForeignKey("interpretation_sets.id"))
    sequence: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), unique=True)

    interpretation_set: Mapped[InterpretationSet] = relationship(back_populates="interpretations")


SCHEMA = Schema(Base.metadata, Path(__file__).parent / "migrations")
