"""A GeoPackage holds the figures of the answer on their regions, or its incidents, and says what they rest on."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import subprocess

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.behind import behind
from geo.tally import tally
from layers import behind as lists
from layers import figures, geopackage
from service.app import create_app
from service.settings import Settings
from service.versions import Fixed
from tests.child import PATIENCE
from tests.web import ask, service
from tests.worlds import two_squares

QUERIES = {
    "usual": [],
    "killed": [("measure", "killed"), ("from", "2014-01-01"), ("to", "2014-12-31")],
    "change": [("compare", "year"), ("from", "2012-01-01"), ("to", "2012-12-31")],
    "country": [("level", "country"), ("per", "none"), ("group", "TTP")],
}


def saved(tmp_path, content):
    path = tmp_path / "a.gpkg"
    path.write_bytes(content)
    return path


def about(path):
    found = pyogrio.read_dataframe(path, layer="about")
    return dict(zip(found["name"], found["value"], strict=True))


def of_regions(snapshot, pairs=()):
    return geopackage.regions(snapshot, tally(snapshot, snapshot.ask(pairs)))


def of_incidents(snapshot, pairs=()):
    query = snapshot.ask(pairs)
    return geopackage.incidents(snapshot, query, behind(snapshot, query))


def plain(value):
    """A cell as the CSV writes it."""
    return "" if value is None or value is pd.NaT or value != value else str(value)  # noqa: PLR0124 NaN is not itself


@pytest.mark.parametrize("pairs", QUERIES.values(), ids=QUERIES)
def test_the_columns_and_figures_are_those_of_the_table(bundled, tmp_path, pairs):
    found = tally(bundled, bundled.ask(pairs))
    rows = list(csv.DictReader(io.StringIO(figures.table(bundled, found).decode())))
    _, _, _, columns = pyogrio.raw.read(saved(tmp_path, geopackage.regions(bundled, found)), layer="regions")
    fields = pyogrio.read_info(tmp_path / "a.gpkg", layer="regions")["fields"].tolist()
    assert fields == list(rows[0])[: len(fields)]
    assert list(rows[0])[len(fields)] == "total"  # what is the same in each row stands in `about`
    for name, column in zip(fields, columns, strict=True):
        told = [row[name] for row in rows]
        if column.dtype == object:
            assert [plain(value) for value in column] == told, name
        else:
            numbers = np.array([float(cell or "nan") for cell in told])
            assert np.array_equal(column.astype(float), numbers, equal_nan=True), name


def test_the_shapes_are_those_of_the_regions_and_of_one_type(bundled, tmp_path):
    found = tally(bundled, bundled.ask([]))
    path = saved(tmp_path, geopackage.regions(bundled, found))
    info = pyogrio.read_info(path, layer="regions")
    assert (info["crs"], info["geometry_type"], info["features"]) == ("EPSG:4326", "MultiPolygon", 72)
    shapes = shapely.from_wkb(pyogrio.raw.read(path, layer="regions")[2])
    assert shapely.get_type_id(shapes).tolist() == [6] * 72
    assert all(shapely.equals(shapes, found.regions.geometry))  # longitude before latitude


def test_it_says_what_it_rests_on_and_adds_up(bundled, tmp_path):
    pairs = [("measure", "killed"), ("from", "2014-01-01"), ("to", "2014-12-31"), ("compare", "year")]
    said = about(saved(tmp_path, of_regions(bundled, pairs)))
    assert said["source"] == "UCDP GED Pakistan 1989–2021"
    assert "Sundberg" in said["citation"]
    assert (said["licence"], said["period"]) == ("CC BY 4.0", "2014")
    assert said["query"] == "from=2014-01-01&to=2014-12-31&measure=killed&compare=year&version=1"
    assert (said["revision"], said["digest"]) == ("1", bundled.digest)
    assert said["unit"] == "killed per 1,000 km² and year"
    assert said["compared_with"] == "2013-01-01/2013-12-31"
    assert int(said["total"]) == sum(int(said[name]) for name in ("counted", "unplaced", "excluded"))
    assert int(said["excluded"]) == sum(int(n) for name, n in said.items() if name.startswith("excluded_"))


def test_the_incidents_are_those_of_the_list_with_its_names(bundled, tmp_path):
    query = bundled.ask([("group", "BLA")])
    rows = behind(bundled, query)
    path = saved(tmp_path, geopackage.incidents(bundled, query, rows))
    info = pyogrio.read_info(path, layer="incidents")
    assert info["fields"].tolist() == list(lists.KEYS)
    assert (info["crs"], info["geometry_type"], info["features"]) == ("EPSG:4326", "Point", len(rows))
    told = lists.told(bundled, rows)
    found = pyogrio.read_dataframe(path, layer="incidents")
    for name in ("id", "place", "region", "kind", "source_id"):
        assert found[name].where(found[name].notna(), None).tolist() == [one[name] for one in told]
    assert found["killed"].tolist() == [one["killed"] for one in told]
    assert [str(day)[:10] for day in found["date_start"]] == [one["date_start"] for one in told]
    assert found["perpetrators"].str.split("|").tolist() == [one["perpetrators"] for one in told]
    assert found.geometry.x.tolist() == [one["lon"] for one in told]
    assert about(path)["counted"] == str(tally(bundled, query).counted)


def test_many_are_written_in_pieces_and_none_is_lost(bundled, tmp_path):
    rows = behind(bundled, bundled.ask([]))
    assert len(rows) > 3 * geopackage.AT_ONCE
    found = pyogrio.read_dataframe(saved(tmp_path, of_incidents(bundled)), layer="incidents", read_geometry=False)
    told = bundled.incidents.source_id[rows].tolist()
    assert found["source_id"].tolist() == told


@pytest.fixture
def on_day():
    """Makes GDAL take another day for today."""
    yield lambda day: pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day})
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


@pytest.mark.parametrize("made", [of_regions, of_incidents])
def test_the_same_answer_gives_the_same_bytes_whenever_it_is_made(bundled, on_day, made):
    files = []
    for day in ("1999-01-01T00:00:00.000Z", "2030-12-31T23:59:59.999Z"):
        on_day(day)
        files.append(made(bundled))
    assert files[0] == files[1]
    db = sqlite3.connect(":memory:")
    db.deserialize(files[0])
    assert set(db.execute("SELECT last_change FROM gpkg_contents")) == {(geopackage.NO_TIME,)}


def test_what_is_not_known_is_null_and_text_is_text(tmp_path):
    evil = "=1+1'); DROP TABLE about; --\0 end"
    world = two_squares([(0.5, 0.5)], place=[evil], notes=["<b>سرحد</b>"], killed=[None], injured=[None])
    path = saved(tmp_path, of_incidents(world))
    (found,) = pyogrio.read_dataframe(path, layer="incidents").to_dict("records")
    assert found["place"] == evil.replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert found["notes"] == "<b>سرحد</b>"
    assert pd.isna([found[name] for name in ("killed", "injured", "urls", "flags", "tactic")]).all()


def test_an_answer_without_incidents_is_a_layer_without_features(tmp_path):
    world = two_squares([(9.0, 9.0)])
    path = saved(tmp_path, of_incidents(world))
    assert pyogrio.read_info(path, layer="incidents")["features"] == 0
    assert about(path)["counted"] == "0"


@pytest.mark.parametrize(("layer", "made"), [("regions", of_regions), ("incidents", of_incidents)])
def test_gdal_opens_it_without_a_warning(bundled, tmp_path, layer, made):
    program = shutil.which("ogrinfo") or pytest.skip("no ogrinfo here: install the package gdal-bin")
    path = saved(tmp_path, made(bundled))
    done = subprocess.run(
        [program, "-ro", "-al", "-so", path], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Layer name: {layer}" in done.stdout
    assert "Layer name: about" in done.stdout


# --- over HTTP ---


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("/choropleth.gpkg", "sarhad-regions-incidents-1989-2021.gpkg"),
        ("/choropleth.gpkg?measure=killed&from=2014-01-01&to=2014-12-31", "sarhad-regions-killed-2014.gpkg"),
        ("/incidents.gpkg?group=BLA&from=2014-01-01&to=2014-03-31", "sarhad-incidents-2014-01-01-to-2014-03-31.gpkg"),
    ],
)
def test_the_service_gives_it_with_its_name_and_etag(bundled, target, file):
    app = service(bundled)
    answer = ask(app, target)
    assert (answer.status, answer.media_type) == (200, "application/geopackage+sqlite3")
    assert answer.header("content-disposition") == f'inline; filename="{file}"'
    assert answer.content.startswith(b"SQLite format 3\0")
    assert ask(app, target, ("if-none-match", answer.header("etag"))).status == 304


def test_more_incidents_than_memory_should_hold_are_refused_with_what_is_accepted(monkeypatch):
    monkeypatch.setattr(geopackage, "MOST_INCIDENTS", 1)
    app = create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5), (1.5, 0.5)]))))
    answer = ask(app, "/incidents.gpkg")
    assert answer.status == 400
    assert answer.json()["accepted"] == ["csv", "geojson"]
    assert "up to 1 incidents, and these are 2" in answer.json()["detail"]
    assert ask(app, "/incidents.gpkg?region=A").status == 200
