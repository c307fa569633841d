"""`places.csv`: the towns that a map of 1:20 million to 1:2 million names, from GeoNames."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import shapely

from data.reference.build.inputs import csv_rows
from data.reference.build.outputs import write_csv
from data.reference.build.regions import FOCUS, Region, current
from data.reference.build.scripts import persian, urdu

FILE = "places.csv"
COLUMNS = ("id", "name", "name_fa", "name_ur", "lon", "lat", "country", "region", "population", "rank")
_NAMES = Path(__file__).with_name("place_names.csv")  # names mended by hand, each with its reason
_CAPITAL, _PROVINCIAL, _TOWN = 1, 2, 3
_RANKS = {"PPLC": _CAPITAL, "PPLA": _PROVINCIAL}
_SEAT = "PPLA"  # how GeoNames's codes for seats of any level begin
_LARGE, _LARGE_NEARBY = 100_000, 50_000

Row = Mapping[str, str]

# Taken whatever GeoNames says of their size: district seats and ports of the focus provinces that it does
# not mark as seats, and cities for which it gives 0.
_ALSO = frozenset((
    "1159877",  # Qasr-e Qand
    "1168749", "1168312", "1168700", "1175712", "1162868",  # Nushki, Pasni, Ormara, Jiwani, Usta Muhammad
    "1172208", "1170367", "1162634",  # Landi Kotal, Miranshah, Wana
    "6925362", "6961608", "1164709",  # Jiroft, Kahnuj, Skardu
    "6861211", "136256", "449504", "124877",  # Kashan, Dezful, Eslamshahr, Maragheh
))  # fmt: skip

# Parts of another town, a second row of one, or no town whose name could be confirmed.
_LEFT_OUT = frozenset((
    "1171305",  # Malir Cantonment, in Karachi
    "1172993",  # Kot Malik Barkhurdar, in Quetta
    "1341204",  # Nowshera Cantonment, in Nowshera
    "1332083",  # Bahawalnagar again, 60 km off
    "1164987",  # Shorkot, a village beside Dera Ismail Khan with the figure of Punjab's town of that name
    "1182829", "1180983",  # Mianke Mor and Chuhar Kana, both renamed
))  # fmt: skip

# GeoNames gives these a figure that cannot be the town's own: that of the district, or one that a later
# release of GeoNames withdrew. Unknown, then.
_NOT_ITS_OWN_POPULATION = frozenset((
    "1183105", "1173055", "1182637", "1169607",  # Battagram, Kotli, Bhimber, Muzaffarabad: the districts'
    "10630176", "14256", "23814",  # Pasragad Branch, Azadshahr and Kahriz near Hamadan and Kermanshah
    "1163198",  # Tordher
))  # fmt: skip

# Natural Earth's coast leaves these two in the sea; moved to land 1.1 km and 0.1 km off.
_ON_LAND = {"141681": (56.2785, 27.1962), "1160500": (60.3985, 25.3608)}


@dataclass(frozen=True)
class Place:
    """A town; `region` is the province its point lies in, by the built polygons."""

    id: str
    name: str
    name_fa: str
    name_ur: str
    lon: float
    lat: float
    country: str
    region: str
    population: int | None
    rank: int


# Missing in the gazetteer at hand; id, point and name from a later release of GeoNames (2020s).
_ADDED = (
    Place("1159713", "Saravan", "سراوان", "سراوان", 62.33096, 27.37089, "IR", "IR-11", None, _TOWN),
    Place("1160258", "Mirjaveh", "میرجاوه", "میرجاوہ", 61.44959, 29.0148, "IR", "IR-11", None, _TOWN),
    Place("9969716", "Taftan", "تفتان", "تفتان", 61.58661, 28.94687, "PK", "PK-BA", None, _TOWN),
    Place("12524485", "Hub", "", "حب", 66.88534, 25.02555, "PK", "PK-BA", None, _TOWN),
    Place("11785389", "Wah", "", "واہ", 72.75116, 33.77094, "PK", "PK-PB", None, _TOWN),
)


def build(shared: Path, regions: Iterable[Region], out: Path) -> None:
    """Write the file, capitals first, then by size."""
    found = sorted(chosen(shared, list(regions)), key=lambda p: (p.rank, -(p.population or 0), p.id))
    write_csv(out / FILE, COLUMNS, (vars(place) for place in found))


def chosen(shared: Path, regions: Iterable[Region]) -> list[Place]:
    """Return the towns worth a label, with the names mended."""
    provinces = current(regions, "province")
    large = _thresholds(provinces)
    placed = located(csv_rows(shared / "data/reference/gazetteer_geonames_pk_ir_af.csv"), provinces)
    mended = {row["id"]: row for row in csv_rows(_NAMES)}
    towns = [_place(row, region) for row, region in placed if _is_wanted(row, region, large[region])]
    return [_renamed(town, mended.get(town.id, {})) for town in (*towns, *_ADDED)]


def located(rows: Iterable[Row], provinces: list[Region]) -> list[tuple[Row, str]]:
    """Return the rows with the province their point lies in, without those GeoNames puts in another.

    GeoNames has codes of its own for provinces: each is the province that most of its towns lie in. Left out
    so are towns near a line that Natural Earth draws on their other side, and a few whose province was
    divided since.
    """
    rows = list(rows)
    shapes = shapely.STRtree([province.geometry for province in provinces])
    at, inside = shapes.query(shapely.points([_point(row) for row in rows]), predicate="within")
    pairs = [(rows[i], provinces[j].id) for i, j in zip(at.tolist(), inside.tolist(), strict=True)]
    home = _homes(pairs)
    return [(row, region) for row, region in pairs if home[_admin(row)] == region]


def _homes(pairs: Iterable[tuple[Row, str]]) -> dict[tuple[str, str], str]:
    votes: dict[tuple[str, str], Counter[str]] = {}
    for row, region in pairs:
        votes.setdefault(_admin(row), Counter())[region] += 1
    return {admin: counts.most_common(1)[0][0] for admin, counts in votes.items()}


def _admin(row: Row) -> tuple[str, str]:
    return row["country"], row["admin1"]


def _point(row: Row) -> tuple[float, float]:
    return _ON_LAND.get(row["geonameid"], (float(row["lon"]), float(row["lat"])))


def _thresholds(provinces: Iterable[Region]) -> dict[str, int]:
    """Return the population from which a town of a province is taken: lower in the focus and beside it."""
    by_id = {province.id: province.geometry for province in provinces}
    focus = shapely.union_all([by_id[region] for region in FOCUS])
    return {key: _LARGE_NEARBY if shape.intersects(focus) else _LARGE for key, shape in by_id.items()}


def _is_wanted(row: Row, region: str, large: int) -> bool:
    if row["geonameid"] in _LEFT_OUT:
        return False
    seat = row["fcode"] in _RANKS or (region in FOCUS and row["fcode"].startswith(_SEAT))
    return seat or row["geonameid"] in _ALSO or (_population(row) or 0) >= large


def _population(row: Row) -> int | None:
    """Return the town's population; GeoNames writes 0 for unknown."""
    return None if row["geonameid"] in _NOT_ITS_OWN_POPULATION else int(row["population"]) or None


def _place(row: Row, region: str) -> Place:
    alternates = row["alternatenames"].split(",")
    lon, lat = _point(row)
    name_fa = "" if row["country"] == "PK" else persian(alternates)
    rank = _RANKS.get(row["fcode"], _TOWN)
    names = (row["asciiname"], name_fa, urdu(alternates))
    return Place(row["geonameid"], *names, lon, lat, row["country"], region, _population(row), rank)


def _renamed(place: Place, better: Row) -> Place:
    return replace(
        place,
        name=better.get("name") or place.name,
        name_fa=better.get("name_fa") or place.name_fa,
        name_ur=better.get("name_ur") or place.name_ur,
    )
