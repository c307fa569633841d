"""Lines of writing: where they break, and how much of a long text is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS = "…"


class Ruler(Protocol):
    """What knows how wide a text is."""

    def measure(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
        """Give the width of one line in pixels."""


def wrapped(
    ruler: Ruler, text: str, size: float, width: float, *, bold: bool = False, most: int = 99, first: float = 0.0
) -> list[str]:
    """Break a text into lines of at most a width; what does not fit into the last line ends in an ellipsis.

    Words break only where they are wider than a line: after ``&`` or ``,``, else anywhere.

    Parameters
    ----------
    most : int
        The number of lines.
    first : float
        How far the first line is indented.

    Examples
    --------
    >>> class Letters:
    ...     def measure(self, text, size, *, bold=False, italic=False): return len(text)
    >>> wrapped(Letters(), "one two three", 1, 7), wrapped(Letters(), "one two three", 1, 7, most=1)
    (['one two', 'three'], ['one tw…'])
    >>> wrapped(Letters(), "a=1&b=2&c=33333333", 1, 8)
    ['a=1&b=2&', 'c=333333', '33']
    """
    lines: list[str] = []
    line, used = "", first
    space = ruler.measure("n n", size, bold=bold) - ruler.measure("nn", size, bold=bold)
    for word in _pieces(ruler, text, size, width - first, bold=bold):
        bare = word.lstrip(" ")
        gap = space if line and bare != word else 0.0
        wide = ruler.measure(bare, size, bold=bold)
        if line and used + gap + wide > width:
            lines.append(line)
            line, used = bare, wide
        else:
            line, used = (line + (" " if gap else "") + bare), used + gap + wide
    lines.append(line)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(ruler, " ".join(lines[most - 1 :]), size, width, bold=bold)]


def balanced(ruler: Ruler, text: str, size: float, width: float, *, bold: bool = False, most: int = 99) -> list[str]:
    """Break a text into as few lines as it needs, about equally long.

    Examples
    --------
    >>> class Letters:
    ...     def measure(self, text, size, *, bold=False, italic=False): return len(text)
    >>> balanced(Letters(), "aa bb cc dd ee", 1, 12)
    ['aa bb cc', 'dd ee']
    """
    best = wrapped(ruler, text, size, width, bold=bold, most=most)
    if len(best) == 1 or best[-1].endswith(ELLIPSIS):
        return best
    for part in range(95, 50, -5):
        tried = wrapped(ruler, text, size, width * part / 100, bold=bold)
        if len(tried) > len(best):
            break
        best = tried
    return best


def _pieces(ruler: Ruler, text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    """Give the words with the space before them; a word wider than a line in parts."""
    for word in re.findall(" *[^ ]+", text):  # a no-break space is none
        if ruler.measure(word.lstrip(" "), size, bold=bold) <= width:
            yield word
            continue
        for part in re.findall(r"[^&,]*[&,]|[^&,]+", word):
            yield from _bits(ruler, part, size, width, bold=bold)


def _bits(ruler: Ruler, word: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    whole = ruler.measure(word, size, bold=bold)
    step = len(word) if whole <= width else max(1, int(len(word) * width / whole))
    yield from (word[i : i + step] for i in range(0, len(word), step))


def _cut(ruler: Ruler, text: str, size: float, width: float, *, bold: bool) -> str:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = ruler.measure(text[:middle] + ELLIPSIS, size, bold=bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text if low == len(text) else text[:low].rstrip(" ,;·") + ELLIPSIS
