"""Sets of words, written as text so that a list of a hundred stays a few lines."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, parted by white space."""
    return frozenset(text.split())
