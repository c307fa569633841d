"""What the process that reads a foreign file may take."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from geo.errors import SarhadError

UNITS = {
    **{"": 1, "k": 10**3, "m": 10**6, "g": 10**9},  # of bytes and rows; m of a time is minutes
    **{"kb": 10**3, "mb": 10**6, "gb": 10**9},
}
SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
PART = re.compile(r"([a-z]+)=([0-9]+)([a-z]*)")


class BadLimit(SarhadError, ValueError):
    """A limit that makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of reading one file.

    Attributes
    ----------
    memory : int
        Bytes of address space.
    cpu, wall : int
        Seconds of work, and until it must be done.
    output : int
        Bytes of rows that it may give.
    rows : int
    """

    memory: int = 2 * 10**9
    cpu: int = 600
    wall: int = 1_200
    output: int = 4 * 10**9
    rows: int = 20 * 10**6

    @classmethod
    def of(cls, text: str) -> Limits:
        """Read limits as a user writes them; what is not named stays usual.

        Examples
        --------
        >>> Limits.of("memory=4GB,cpu=20m").memory, Limits.of("wall=1h").wall, Limits.of("") == Limits()
        (4000000000, 3600, True)
        """
        found: dict[str, int] = {}
        names = [f.name for f in fields(cls)]
        for part in text.replace(" ", "").lower().split(",") if text.strip() else ():
            match = PART.fullmatch(part)
            units = SECONDS if match and match[1] in ("cpu", "wall") else UNITS
            if not match or match[1] not in names or match[3] not in units or not int(match[2]):
                raise BadLimit(
                    f"limits: {part!r} is not a limit; accepted: {', '.join(names)}, such as memory=4GB,wall=1h"
                )
            found[match[1]] = int(match[2]) * units[match[3]]
        return replace(cls(), **found)
