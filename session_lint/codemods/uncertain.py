"""What a codemod says of code that it does not touch."""

from __future__ import annotations


class Uncertain(Exception):
    """A change that cannot be made for certain; the text is the reason, for the list of what is to be done by hand."""
