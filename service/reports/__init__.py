"""What the command line says: figures and news for a person, on the right stream."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Give foreign text as a terminal can show it: no character of it is a command.

    Examples
    --------
    >>> printable("Zahedan\x1b[2J")
    'Zahedan?[2J'
    """
    return "".join(c if c.isprintable() else "?" for c in text)
