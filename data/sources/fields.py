"""Single fields of a foreign row: read strictly, refused with the reason."""

from __future__ import annotations

from datetime import date, datetime

GLOBE_LAT, GLOBE_LON = 90.0, 180.0
STUDY_AREA = (44.0, 20.0, 80.0, 42.0)
"""West, south, east, north in degrees: where longitudes and latitudes cannot be mistaken for each other."""


def place(lon: str, lat: str) -> tuple[str, str]:
    """Check a coordinate pair in decimal degrees; both empty is a place that is not known."""
    if not lon.strip() and not lat.strip():
        return "", ""
    x, y = number("longitude", lon), number("latitude", lat)
    west, south, east, north = STUDY_AREA
    if south <= x <= north and west <= y <= east:
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
    if value < 0 or value != int(value):
        raise ValueError(f"{name} {text!r} is not a count")
    return str(int(value))


def day(name: str, text: str) -> str:
    """Read an ISO day, with or without a time behind it."""
    plain = text.strip()
    try:
        return (
            date.fromisoformat(plain) if len(plain) == len("2014-01-01") else datetime.fromisoformat(plain)
        ).isoformat()[:10]
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a day (accepted: YYYY-MM-DD)") from None


def word(name: str, text: str, accepted: tuple[str, ...]) -> str:
    """Read a word of a closed vocabulary."""
    if text.strip() not in accepted:
        raise ValueError(f"{name} {text!r} is not known (accepted: {', '.join(a for a in accepted if a)})")
    return text.strip()
