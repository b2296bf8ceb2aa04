"""Texts that a player hands in: what is accepted, and the slugs that are made of names."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from reference_impl.solo_game.errors import InvalidSlug, InvalidText
from reference_impl.solo_game.models import TITLE

LONG_TEXT = 10_000  # characters of a description, a summary, a question


def checked(what: str, text: str, most: int = LONG_TEXT, *, may_be_empty: bool = False) -> str:
    """Return a text without blanks around it.

    Args:
        what: what the text is, for the message.
        text: the text.
        most: how many characters it may have.
        may_be_empty: whether it may have none.

    Raises:
        InvalidText: it is empty, too long, or holds control characters or half characters.
    """
    text = text.strip()
    if not text and not may_be_empty:
        raise InvalidText(f"{what} is empty: write at least one character")
    if len(text) > most:
        raise InvalidText(f"{what} has {len(text)} characters: write at most {most}")
    if not is_storable(text):
        raise InvalidText(f"{what} holds control characters or broken ones: write letters, line ends and tabs only")
    return text


def is_storable(text: str) -> bool:
    """Return whether every database can hold a text, and every terminal show it without obeying it."""
    # Cs: half of a character, as Python makes it of bytes on a command line that are no UTF-8.
    return all(character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs") for character in text)


def slug_of(name: str) -> str:
    """Return what a name is called in addresses and on the command line: "The Salt Road" is "the-salt-road".

    Raises:
        InvalidSlug: there is neither a letter nor a digit in the name.
    """
    letters = (
        character if unicodedata.category(character)[0] in "LMN" else " "
        for character in unicodedata.normalize("NFKC", name.lower())
    )
    slug = "-".join("".join(letters).split())[:TITLE].strip("-")
    if not slug:
        raise InvalidSlug(f"no slug can be made of {name!r}: use at least one letter or digit")
    return slug


def checked_slug(slug: str) -> str:
    """Return a slug as it is.

    Raises:
        InvalidSlug: it is none; the message has one that is.
    """
    right = slug_of(slug)
    if slug != right:
        raise InvalidSlug(f"{slug!r} is no slug: write {right!r}")
    return slug


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known word nearest to a mistyped one, or all of them."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, 1)
    return f"did you mean {close[0]!r}?" if close else f"there are {', '.join(words)}"
