"""Coordinates as people write them: decimal degrees with a point or a comma, or degrees, minutes and seconds."""

from __future__ import annotations

import re

from data.rows import Unfit
from data.sources.fields import LONGEST, plain, unfit
from geo.terms import STUDY_AREA

GLOBE = {"latitude": 90.0, "longitude": 180.0}
LETTERS = {"latitude": "NS", "longitude": "EW"}
DECIMALS = 7  # of degrees that were minutes and seconds: about 1 cm
SIXTY = 60

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d{1,3},\d+", re.ASCII)
_SEXAGESIMAL = re.compile(
    r"""(?P<sign>[+-]?)(?P<degrees>\d{1,3}(?:\.\d+)?)(?P<mark>\s*[°:]\s*|\s+|$)
    (?:(?P<minutes>\d{1,2}(?:\.\d+)?)(?:\s*[':]\s*|\s+|$)
    (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*"?)?)?""",
    re.ASCII | re.VERBOSE,
)
_MARKS = str.maketrans(
    {"٫": ".", "،": ",", "−": "-", "º": "°", "˚": "°", "′": "'", "’": "'", "ʹ": "'", "″": '"', "”": '"', "ʺ": '"'}
)


def place(lon: str, lat: str, *, names: tuple[str, str] = ("lon", "lat")) -> tuple[str, str]:
    r"""Check a pair of coordinates and give it in decimal degrees; both empty is a place that is not known.

    A single comma can only be a decimal one: no coordinate has thousands.

    Examples
    --------
    >>> place("66,27", "29°52'30\"N")
    ('66.27', '29.875')
    >>> place("", " ")
    ('', '')
    """
    if not lon.strip() and not lat.strip():
        return "", ""
    return repr(_degrees(names[0], lon, "longitude")), repr(_degrees(names[1], lat, "latitude"))


def looks_swapped(lon: float, lat: float) -> bool:
    """Tell whether a pair lies in the study area only with longitude and latitude exchanged.

    Examples
    --------
    >>> looks_swapped(29.5, 60.9), looks_swapped(60.9, 29.5)
    (True, False)
    """
    west, south, east, north = STUDY_AREA
    return south <= lon <= north and west <= lat <= east


def _degrees(name: str, text: str, axis: str) -> float:
    plainly = len(text) <= LONGEST and _DECIMAL.fullmatch(text)
    value = float(text) if plainly else _written(name, text, axis)
    if abs(value) > GLOBE[axis]:
        raise unfit(name, text, f"is not on the globe (-{GLOBE[axis]:.0f} to {GLOBE[axis]:.0f})")
    return value + 0.0  # no -0.0


def _written(name: str, text: str, axis: str) -> float:
    if not text.strip():
        raise Unfit(f"{name} is empty, but the other coordinate is not", column=name)
    bare = plain(text).translate(_MARKS).replace("''", '"') if len(text) <= LONGEST else ""
    letters = "".join(c for c in (bare[:1], bare[1:][-1:]) if c.isalpha()).upper()
    if letters and letters not in ("N", "S", "E", "W"):
        raise unfit(name, text, f"is no {axis}")
    if letters and letters not in LETTERS[axis]:
        raise unfit(name, text, f"is no {axis}: the letter {letters} is of the other one")
    bare = bare.strip("NSEWnsew \t") if letters else bare
    if letters and bare[:1] in ("+", "-"):
        raise unfit(name, text, "has a sign and a letter, which can contradict each other")
    value = float(bare.replace(",", ".")) if _DECIMAL.fullmatch(bare) or _COMMA.fullmatch(bare) else None
    value = _sexagesimal(bare, lettered=bool(letters)) if value is None else value
    if value is None:
        raise unfit(name, text, f"is no {axis} (accepted: 29.875, 29,875, 29°52'30\"N)")
    return -value if letters in ("S", "W") else value


def _sexagesimal(text: str, *, lettered: bool) -> float | None:
    """Read degrees, minutes and seconds; None if they are not, or if two bare numbers could be something else."""
    match = _SEXAGESIMAL.fullmatch(text.replace(",", "."))
    if not match:
        return None
    degrees, minutes, seconds = match["degrees"], match["minutes"] or "0", match["seconds"] or "0"
    if (match["minutes"] and "." in degrees) or (match["seconds"] and "." in minutes):
        return None
    if not match["mark"].strip() and not lettered and not match["seconds"]:
        return None
    if float(minutes) >= SIXTY or float(seconds) >= SIXTY:
        return None
    value = round(float(degrees) + float(minutes) / 60 + float(seconds) / 3600, DECIMALS)
    return -value if match["sign"] == "-" else value
