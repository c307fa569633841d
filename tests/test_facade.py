"""Sarhad in a notebook: a question goes in, its view comes out in every form."""

from __future__ import annotations

import csv
import io
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

import sarhad
from data.files import UnwritableFile
from geo.errors import BadQuery, UnreadableFile
from tests.sheets import ged, ours, saved

KILLED_2014 = "measure=killed&from=2014-01-01&to=2014-12-31"


@pytest.fixture(scope="module")
def view():
    """The killed of 2014 by province."""
    return sarhad.view(KILLED_2014)


def by_id(rows):
    return {row["id"]: row for row in rows}


def test_the_names_that_a_notebook_imports():
    assert set(sarhad.__all__) == {"Page", "SarhadError", "View", "snapshot", "view"}
    assert all(hasattr(sarhad, name) for name in sarhad.__all__)


def test_the_headline_of_a_raw_count():
    found = sarhad.view(f"{KILLED_2014}&per=none").headline
    assert found == "Khyber Pakhtunkhwa had the most people killed: 2,972 of 3,550"


@pytest.mark.parametrize("query", ["", "?", f"?{KILLED_2014}", "from=2014-01-01&measure=killed&to=2014-12-31"])
def test_a_question_is_asked_as_in_an_address(query):
    assert sarhad.view(query).tally.query.canonical == ("" if query in ("", "?") else KILLED_2014_CANONICAL)


KILLED_2014_CANONICAL = "from=2014-01-01&to=2014-12-31&measure=killed"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("measure", "measure: is empty"),
        ("measure=kiled", "Did you mean killed"),
        ("measure=killed&measure=injured", "measure: given more than once"),
        ("from=2014-02-30", "from: '2014-02-30' is not a day"),
        ("region=KP", "region: 'KP' is not known"),
        ("level=district", "no regions of level 'district' are loaded"),
        ("tactic=shooting", "tactic: source ucdp-ged does not record it"),
        ("source=curated&group=%00", "group: '\\\\x00' is not known"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(query, says):
    with pytest.raises(sarhad.SarhadError, match=says):
        sarhad.view(query)


def test_an_answer_is_strict_json_and_adds_up(view):
    answer = view.answer()
    text = json.dumps(answer, allow_nan=False)
    assert json.loads(text) == answer
    assert answer["counted"] + answer["unplaced"]["n"] + answer["excluded"]["n"] == answer["total"] == 413
    assert sum(row["incidents"] or 0 for row in answer["regions"]) == answer["counted"] == 404


def test_a_frame_has_a_row_and_a_shape_for_each_region(view):
    frame = view.frame()
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    assert len(frame) == 72
    assert frame.is_valid.all()
    row = frame.set_index("id").loc["PK-KP"]
    assert (row.incidents, row.killed, row.killed_low, row.killed_high) == (303, 2972, 2970, 3058)
    assert row.geometry.contains(shapely.Point(71.58, 34.01))  # Peshawar
    iran = frame[frame.country == "IR"]
    assert iran.value.isna().all()
    assert set(iran.status) == {"not_covered"}


def test_every_form_has_the_same_figures(view, tmp_path):
    rows = by_id(view.answer()["regions"])
    data = json.loads(view.save(tmp_path / "v.json").read_bytes())
    assert by_id(data["regions"]) == rows
    features = json.loads(view.save(tmp_path / "v.geojson").read_bytes())["features"]
    assert {f["id"]: f["properties"]["value"] for f in features} == {i: row["value"] for i, row in rows.items()}
    table = csv.DictReader(io.StringIO(view.save(tmp_path / "v.csv").read_text(encoding="utf-8")))
    assert {r["id"]: r["value"] for r in table} == {
        i: "" if row["value"] is None else repr(row["value"]) for i, row in rows.items()
    }


def test_a_picture_is_a_png(view, tmp_path):
    assert view.save(tmp_path / "v.PNG").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_page_is_one_whole_document(view, tmp_path):
    html = view.save(str(tmp_path / "v.html")).read_text(encoding="utf-8")
    assert html.lower().startswith("<!doctype html>")
    assert view.headline.split(":")[0] in html


def test_a_page_in_a_notebook_stays_inside_its_frame():
    shown = sarhad.Page('<p title="a">&amp;</p>')._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;p title=&quot;a&quot;&gt;&amp;amp;&lt;/p&gt;"')


def test_saving_twice_gives_the_same_bytes(view, tmp_path):
    for form in ("json", "geojson", "gpkg", "csv", "png", "html"):
        one, other = (view.save(tmp_path / f"{n}.{form}").read_bytes() for n in "ab")
        assert one == other, form


@pytest.mark.parametrize("name", ["v.pdf", "v", "v.json.gz", ".json"])
def test_a_form_that_does_not_exist_is_refused_and_leaves_no_file(view, tmp_path, name):
    with pytest.raises(BadQuery, match=r"extension: '.*' is not known.* Accepted: \.html, \.png"):
        view.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_refused(view, tmp_path):
    with pytest.raises(UnwritableFile, match="cannot be written"):
        view.save(tmp_path / "none" / "v.csv")


def test_own_incidents_take_the_place_of_the_bundled_ones(tmp_path):
    path = saved(tmp_path, ged({}, {"best": "7"}))
    for given in (path, str(path)):
        rows = by_id(sarhad.view("measure=killed&per=none", incidents=[given]).answer()["regions"])
        assert (rows["PK-KP"]["value"], rows["PK-BA"]["value"], rows["IR-11"]["value"]) == (10, 0, None)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="there is no such file"):
        sarhad.view(incidents=[tmp_path / "none.csv"])


def test_what_is_not_known_of_the_killed_is_null_and_never_zero(tmp_path):
    path = saved(tmp_path, ours({"killed": "", "killed_low": "", "killed_high": "", "injured": ""}))
    row = by_id(sarhad.view(incidents=[path]).answer()["regions"])["PK-KP"]
    assert row["incidents"] == 1
    assert [row[key] for key in ("killed", "killed_low", "killed_high", "injured", "casualties")] == [None] * 5


def test_an_unknown_toll_is_not_hidden_behind_a_known_one(tmp_path):
    path = saved(tmp_path, ours({"injured": "4"}, {"injured": ""}))
    row = by_id(sarhad.view(incidents=[path]).answer()["regions"])["PK-KP"]
    assert (row["injured"], row["injured_unknown"]) == (4, 1)


def test_the_years_of_an_answer_begin_with_its_first_year(tmp_path):
    path = saved(tmp_path, ours({}))
    answer = sarhad.view("from=2010-01-01&to=2014-12-31", incidents=[path]).answer()
    row = by_id(answer["regions"])["PK-KP"]
    first_year = answer["first_year"]
    assert isinstance(first_year, int)
    assert dict(enumerate(row["yearly"], start=first_year))[2014] == 1


def test_huge_counts_do_not_break_an_answer(tmp_path):
    path = saved(tmp_path, ours({"killed": "1e308"}, {"killed": "1e308"}, {}))
    answer = sarhad.view("measure=killed&per=none", incidents=[path]).answer()
    json.dumps(answer, allow_nan=False)
    assert np.isfinite(by_id(answer["regions"])["PK-KP"]["killed"])
