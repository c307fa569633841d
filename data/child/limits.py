"""What the process that reads a foreign file may take."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from geo.errors import SarhadError

SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
MEGABYTES = {"": 1, "mb": 1, "gb": 1_000}
ROWS = {"": 1, "k": 10**3, "m": 10**6}
UNITS = {"_s": SECONDS, "_mb": MEGABYTES, "": ROWS}
"""What may stand behind a number, by the end of the field's name."""
PART = re.compile(r"([a-z]+)=([0-9]{1,12})([a-z]*)", re.ASCII)
LEAST_MEMORY_MB = 500
"""With less, the reader does not even start."""


class BadLimit(SarhadError, ValueError):
    """A limit that makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of reading one file.

    Attributes
    ----------
    memory_mb : int
        Of address space, in millions of bytes.
    cpu_s, wall_s : int
        Seconds of work, and until it must be done.
    output_mb : int
        Of rows that it may give.
    rows : int
    """

    memory_mb: int = 2_000
    cpu_s: int = 600
    wall_s: int = 1_200
    output_mb: int = 4_000
    rows: int = 20_000_000

    @classmethod
    def of(cls, text: str) -> Limits:
        """Read limits as a user writes them; what is not named stays usual.

        Raises
        ------
        BadLimit
            The message lists what is accepted.

        Examples
        --------
        >>> Limits.of("memory=4GB,cpu=20m").memory_mb, Limits.of("wall=1h").wall_s, Limits.of("") == Limits()
        (4000, 3600, True)
        """
        found: dict[str, int] = {}
        names = {re.sub("_.*", "", f.name): f.name for f in fields(cls)}
        for part in filter(None, text.replace(" ", "").lower().split(",")):
            match = PART.fullmatch(part)
            field = names.get(match[1], "") if match else ""
            unit = UNITS[field.removeprefix(match[1])].get(match[3], 0) if match and field else 0
            if not match or not int(match[2]) * unit:
                raise BadLimit(
                    f"limits: {part[:40]!r} is not a limit; accepted: {', '.join(names)}, such as memory=4GB,wall=1h"
                )
            found[field] = int(match[2]) * unit
        if found.get("memory_mb", LEAST_MEMORY_MB) < LEAST_MEMORY_MB:
            raise BadLimit(f"limits: the reader needs at least memory={LEAST_MEMORY_MB}MB")
        return replace(cls(), **found)
