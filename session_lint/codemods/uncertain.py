"""What a codemod says of code that it does not touch."""

from __future__ import annotations


class Uncertain(Exception):
    """A change that cannot be made for certain; the text is the reason, for the list of what is to be done by hand."""


class Patched(Uncertain):
    """A test's call whose scope somebody patches: it is left to a hand, and what it calls changes all the same."""
