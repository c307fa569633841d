"""What the command line says: figures and news for a person, on the right stream."""

from __future__ import annotations

JOINERS = "\u200c\u200d"
"""Unseen, but part of how Persian and Urdu are spelt."""


def printable(text: str) -> str:
    r"""Give foreign text as a terminal can show it: in one line, and no character of it is a command.

    Examples
    --------
    >>> printable("Zahedan\x1b[2J")
    'Zahedan?[2J'
    """
    return "".join(c if c.isprintable() or c in JOINERS else " " if c.isspace() else "?" for c in text)
