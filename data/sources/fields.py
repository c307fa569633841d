"""Single fields of a foreign row: read strictly, refused with the reason."""

from __future__ import annotations

from datetime import datetime

from geo.tables import MOST_PEOPLE

GLOBE_LAT, GLOBE_LON = 90.0, 180.0
STUDY_AREA = (44.0, 20.0, 80.0, 42.0)
"""West, south, east, north in degrees: where longitudes and latitudes cannot be mistaken for each other."""


def place(lon: str, lat: str, *, elsewhere: bool = False) -> tuple[str, str]:
    """Check a coordinate pair in decimal degrees; both empty is a place that is not known.

    A pair that lies in the study area only with lon and lat swapped is refused, unless the row says that it is
    ``elsewhere``: Kyiv, swapped, lies in Iran.
    """
    if not lon.strip() and not lat.strip():
        return "", ""
    x, y = number("longitude", lon), number("latitude", lat)
    west, south, east, north = STUDY_AREA
    if not elsewhere and south <= x <= north and west <= y <= east:
        raise ValueError(f"longitude {lon} and latitude {lat} look swapped")
    if abs(y) > GLOBE_LAT:
        raise ValueError(f"latitude {lat} is not on the globe (-90 to 90)")
    if abs(x) > GLOBE_LON:
        raise ValueError(f"longitude {lon} is not on the globe (-180 to 180)")
    return repr(x), repr(y)


def number(name: str, text: str) -> float:
    """Read a finite decimal number."""
    plain = text.strip()
    if not plain or plain.lstrip("+-").strip("0123456789.eE+-"):
        raise ValueError(f"{name} {text!r} is not a number")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a number") from None
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{name} {text!r} is not finite")
    return value


def count(name: str, text: str) -> str:
    """Read a whole number that is not negative; empty is unknown."""
    if not text.strip():
        return ""
    value = number(name, text)
    if not 0 <= value <= MOST_PEOPLE or value != int(value):
        raise ValueError(f"{name} {text!r} is not a count")
    return str(int(value))


def day(name: str, text: str) -> str:
    """Read an ISO day, with or without a time behind it."""
    plain = text.strip()
    try:
        iso = datetime.fromisoformat(plain).date().isoformat()
    except ValueError:
        iso = ""
    if not iso or not plain.startswith(iso):  # 2014-W01-1 and 20140301 are days, too, but not written as one here
        raise ValueError(f"{name} {text!r} is not a day (accepted: YYYY-MM-DD)")
    return iso


def word(name: str, text: str, accepted: tuple[str, ...]) -> str:
    """Read a word of a closed vocabulary."""
    if text.strip() not in accepted:
        raise ValueError(f"{name} {text!r} is not known (accepted: {', '.join(a for a in accepted if a)})")
    return text.strip()


def ids(name: str, text: str) -> str:
    """Read ids joined by ``|``; one that could not stand in a comma list of a question is refused."""
    found = [part.strip() for part in text.split("|")]
    if any("," in part for part in found):
        raise ValueError(f"{name} {text!r} holds a comma, which parts ids in a question")
    return "|".join(part for part in found if part)
