"""`regions.geojson`: provinces and countries of Pakistan, Iran and Afghanistan from Natural Earth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from data.reference.build.inputs import NATURAL_EARTH_STATES, csv_rows, npm_json
from data.reference.build.names import COUNTRIES, MISCODED, region_names
from data.reference.build.outputs import canonical, feature, rounded, write_geojson
from geo.partition import areas_km2

FILE = "regions.geojson"
FATA_MERGED = "2018-05-31"  # the 25th Amendment: the first day FATA was part of Khyber Pakhtunkhwa
FATA, KP = "PK-TA", "PK-KP"
FOCUS = {KP: 1, "PK-BA": 2, "IR-11": 3}
_COUNTRY_OF = {"PAK": "PK", "IRN": "IR", "AFG": "AF"}


@dataclass(frozen=True)
class Region:
    """A province or country with the days between which its shape holds (`valid_to` is exclusive)."""

    id: str
    level: str
    name: str
    name_fa: str
    name_ur: str
    country: str
    parent: str | None
    geometry: BaseGeometry
    valid_from: str | None = None
    valid_to: str | None = None

    def feature(self) -> dict[str, object]:
        """Return the region as a GeoJSON feature with its geodesic area."""
        geometry = canonical(self.geometry)
        area_km2 = float(areas_km2([geometry])[0])
        properties = {
            "id": self.id,
            "level": self.level,
            "name": self.name,
            "name_fa": self.name_fa,
            "name_ur": self.name_ur,
            "country": self.country,
            "parent": self.parent,
            "area_km2": round(area_km2, 3),
            "focus": FOCUS.get(self.id),
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }
        return feature(properties, geometry)


def current(regions: Iterable[Region], level: str) -> list[Region]:
    """Return the regions of a level as they are now."""
    return [region for region in regions if region.level == level and region.valid_to is None]


def iranian_codes(shared: Path) -> dict[str, str]:
    """Return the current ISO code by Natural Earth's adm1_code: Natural Earth's own are the old ones."""
    rows = csv_rows(shared / "data/reference/census_admin1.csv")
    return {row["adm1_code"]: row["iso_3166_2"] for row in rows if row["adm1_code"]}


def read(shared: Path, packages: Path) -> list[Region]:
    """Return all regions, rounded, in the order of the file."""
    states = npm_json(packages, *NATURAL_EARTH_STATES)["features"]
    codes = iranian_codes(shared) | MISCODED
    mine = [state for state in states if state["properties"]["adm0_a3"] in _COUNTRY_OF]
    provinces = _fata_merged([_province(state, codes) for state in mine])
    regions = provinces + [_country(code, provinces) for code in COUNTRIES]
    return sorted(regions, key=lambda region: (region.id, region.valid_to or "9999"))


def build(regions: Iterable[Region], out: Path) -> None:
    """Write the file."""
    write_geojson(out / FILE, (region.feature() for region in regions))


def _province(state: Mapping[str, Any], codes: Mapping[str, str]) -> Region:
    own = state["properties"]
    region_id = codes.get(own["adm1_code"], own["iso_3166_2"])
    country = _COUNTRY_OF[own["adm0_a3"]]
    names = region_names(region_id, own["name_en"], own["name_fa"], own["name_ur"])
    shape = rounded(shapely.geometry.shape(state["geometry"]))
    return Region(region_id, "province", *names, country, country, shape)


def _fata_merged(provinces: Iterable[Region]) -> list[Region]:
    """Return the provinces with FATA and what was KP ended, and a KP of both beside them."""
    by_id = {province.id: province for province in provinces}
    fata, kp = (replace(by_id.pop(key), valid_to=FATA_MERGED) for key in (FATA, KP))
    both = shapely.coverage_union(fata.geometry, kp.geometry)
    return [*by_id.values(), fata, kp, replace(kp, geometry=both, valid_from=FATA_MERGED, valid_to=None)]


def _country(code: str, provinces: Iterable[Region]) -> Region:
    mine = [province.geometry for province in current(provinces, "province") if province.country == code]
    return Region(code, "country", *COUNTRIES[code], code, None, shapely.coverage_union_all(mine))
