"""What a map and its months are drawn on: the land around the study area, towns, names, and a few events."""

from __future__ import annotations

import csv
import io
from functools import cache

from data import reference

Cell = str | float | int | None
NUMBERS = {"lon": float, "lat": float, "population": int, "rank": int}


def basemap() -> bytes:
    """Give the countries around as GeoJSON."""
    return (reference.PATH / "basemap.geojson").read_bytes()


@cache
def places() -> tuple[dict[str, Cell], ...]:
    """Give towns, the most important first."""
    return _rows("places.csv")


@cache
def labels() -> tuple[dict[str, Cell], ...]:
    """Give the names of countries and seas with where to write them."""
    return _rows("map_labels.csv")


@cache
def events() -> tuple[dict[str, Cell], ...]:
    """Give the events that months are read beside, each with its source, the earliest first."""
    return _rows("context.csv")


def _rows(name: str) -> tuple[dict[str, Cell], ...]:
    text = (reference.PATH / name).read_text(encoding="utf-8")
    return tuple({k: _cell(k, v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text)))


def _cell(name: str, text: str) -> Cell:
    return (NUMBERS[name](text) if name in NUMBERS else text) if text else None
