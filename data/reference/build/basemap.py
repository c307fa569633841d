"""`basemap.geojson` and `map_labels.csv`: the land around the study area, and names for it and the seas."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from data.reference.build.inputs import NATURAL_EARTH_COUNTRIES, npm_json
from data.reference.build.outputs import canonical, feature, rounded, write_csv, write_geojson
from data.reference.build.regions import Region, current
from data.reference.build.topojson import countries

FILE, LABELS_FILE = "basemap.geojson", "map_labels.csv"
LABEL_COLUMNS = ("kind", "name", "lon", "lat")
WINDOW = shapely.box(44, 20, 80, 42)
_DECIMALS = 4  # 11 m; the package's own grid is 400 m by 190 m
_SMALLEST = 1e-5  # square degrees, 0.1 km2: less is an artefact of that grid
_STUDIED = frozenset(("Pakistan", "Iran", "Afghanistan"))

# ISO 3166-1 numeric -> alpha-2, for the countries in the window. Natural Earth draws the Siachen Glacier
# apart, as belonging to none; it has no code.
_ALPHA2 = {
    "031": "AZ", "048": "BH", "051": "AM", "156": "CN", "268": "GE", "356": "IN", "368": "IQ",
    "398": "KZ", "414": "KW", "417": "KG", "512": "OM", "634": "QA", "643": "RU", "682": "SA",
    "762": "TJ", "784": "AE", "792": "TR", "795": "TM", "860": "UZ",
}  # fmt: skip

# Placed by hand: open water or open land inside the window, clear of the focus provinces' own labels.
_LABELS = (
    ("country", "Afghanistan", 65.3, 33.9),
    ("country", "Armenia", 45.0, 40.3),
    ("country", "Azerbaijan", 47.8, 40.3),
    ("country", "China", 78.3, 37.6),
    ("country", "India", 76.0, 26.0),
    ("country", "Iran", 56.6, 32.3),
    ("country", "Iraq", 45.0, 31.7),
    ("country", "Kuwait", 47.6, 29.3),
    ("country", "Kyrgyzstan", 74.6, 41.4),
    ("country", "Oman", 57.2, 22.3),
    ("country", "Pakistan", 69.4, 30.4),
    ("country", "Qatar", 51.2, 25.3),
    ("country", "Saudi Arabia", 47.8, 24.0),
    ("country", "Tajikistan", 70.9, 38.7),
    ("country", "Turkmenistan", 59.6, 39.2),
    ("country", "United Arab Emirates", 54.5, 23.7),
    ("country", "Uzbekistan", 65.4, 40.3),
    ("sea", "Arabian Sea", 64.3, 24.62),
    ("sea", "Caspian Sea", 51.0, 39.4),
    ("sea", "Gulf of Oman", 58.9, 25.15),
    ("sea", "Persian Gulf", 51.5, 27.2),
)


@dataclass(frozen=True)
class Neighbour:
    """A country around the study area, cut to the window."""

    id: str | None
    name: str
    land: BaseGeometry


def build(packages: Path, regions: Iterable[Region], out: Path) -> None:
    """Write both files."""
    study = shapely.union_all([region.geometry for region in current(regions, "country")])
    labels = (dict(zip(LABEL_COLUMNS, label, strict=True)) for label in _LABELS)
    write_geojson(out / FILE, (_feature(neighbour) for neighbour in neighbours(packages, study)))
    write_csv(out / LABELS_FILE, LABEL_COLUMNS, labels)


def neighbours(packages: Path, study: BaseGeometry) -> list[Neighbour]:
    """Return the countries around, by name, drawn up to the edge of the study area without overlap or gap."""
    drawn = sorted(countries(npm_json(packages, *NATURAL_EARTH_COUNTRIES)), key=lambda country: country.name)
    seen = [country for country in drawn if country.geometry.intersects(WINDOW)]
    around = [country for country in seen if country.name not in _STUDIED]
    lands = [shapely.intersection(country.geometry, WINDOW) for country in around]
    coarse_study = shapely.union_all([country.geometry for country in seen if country.name in _STUDIED])
    filled = _without_gaps([land.difference(study) for land in lands], coarse_study.difference(study))
    return [
        Neighbour(_ALPHA2[country.numeric] if country.numeric else None, country.name, land)
        for country, land in zip(around, filled, strict=True)
    ]


def _without_gaps(lands: list[BaseGeometry], gaps: BaseGeometry) -> list[BaseGeometry]:
    """Return the lands with the slivers that two drawings of one border leave beside the study area.

    The package's grid moves a border by up to 400 m: without this the sea would show through. Each sliver
    goes to the country it lies along most; those along our own coast touch none and go.
    """
    given: dict[int, list[BaseGeometry]] = {}
    for gap in shapely.get_parts(gaps):
        touching = [land.intersection(gap).length for land in lands]
        if max(touching) > 0:
            given.setdefault(touching.index(max(touching)), []).append(gap)
    return [shapely.union_all([land, *given.get(i, [])]) for i, land in enumerate(lands)]


def _feature(neighbour: Neighbour) -> dict[str, object]:
    land = shapely.make_valid(rounded(neighbour.land, _DECIMALS))
    shape = canonical(shapely.union_all([p for p in shapely.get_parts(land) if p.area > _SMALLEST]))
    return feature({"kind": "country", "id": neighbour.id, "name": neighbour.name}, shape)
