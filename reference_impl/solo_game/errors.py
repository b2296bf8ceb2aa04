"""What the game refuses, one class each; the text is a sentence for the player: what, what was found, what to do."""

from __future__ import annotations


class SoloGameError(Exception):
    """What the managers raise; all their errors are subclasses. Nothing of the refused operation stays."""


class NotFound(SoloGameError):
    """There is no row of this number or slug; each kind has a subclass."""


class GameNotFound(NotFound):
    """There is no such game."""


class ActNotFound(NotFound):
    """There is no such act."""


class SceneNotFound(NotFound):
    """There is no such scene."""


class EventNotFound(NotFound):
    """There is no such event."""


class DiceRollNotFound(NotFound):
    """There is no such roll."""


class InterpretationSetNotFound(NotFound):
    """The oracle was asked no such question."""


class InterpretationNotFound(NotFound):
    """The oracle gave no such interpretation."""


class NoActiveGame(SoloGameError):
    """No game is active."""


class NoActiveAct(SoloGameError):
    """The active game has no active act."""


class NoActiveScene(SoloGameError):
    """The active act has no active scene."""


class DuplicateSlug(SoloGameError):
    """Another game has this slug."""


class SceneCompleted(SoloGameError):
    """The scene is completed, and takes nothing more."""


class AlreadySelected(SoloGameError):
    """An interpretation of this set was selected before."""


class InvalidText(SoloGameError):
    """A text is empty, too long, or holds characters that are no text."""


class InvalidSlug(SoloGameError):
    """No slug can be made of a name, or what was given is none."""


class InvalidDiceNotation(SoloGameError):
    """A text does not say which dice to roll."""


class InvalidSource(SoloGameError):
    """An event comes from nowhere that is known."""


class InvalidCount(SoloGameError):
    """The oracle was asked for too few or too many interpretations."""


class UnknownColumn(SoloGameError):
    """A list is filtered or ordered by a column that there is not."""


class InvalidFilter(SoloGameError):
    """A list is filtered by a value that its column cannot hold."""


class InvalidLimit(SoloGameError):
    """A list has a limit below zero, or one that no database counts to."""
