"""A planner's own sites: shown whole or not at all, and never repeated in a message."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.overlay import sites
from geo.errors import SarhadError, UnreadableFile
from tests.sheets import saved

HIDDEN = "Operation Falcon 4711"
POINT = {"type": "Point", "coordinates": [61.5, 29.1]}


def shown(folder, content):
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    return json.loads(sites(saved(folder, text, name="plan")))["features"]


def feature(geometry=POINT, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": {"name": HIDDEN} | properties}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def refused(folder, content, says):
    """Hold that a plan is refused for a reason, and that the message tells nothing of what is in it."""
    with pytest.raises(UnreadableFile, match=says) as error:
        shown(folder, content)
    for secret in (HIDDEN, "Falcon", "4711", "61.5", "29.1", "95.5", "secret"):
        assert secret not in str(error.value)
    assert error.value.__cause__ is None


def test_a_table_of_sites(tmp_path):
    text = "name,lon,lat,note,unit\nPost 1,61.5,29.1,night only,\nPost 2,-0.5,0,,3rd\n"
    assert shown(tmp_path, text) == [
        {"type": "Feature", "geometry": POINT, "properties": {"name": "Post 1", "note": "night only"}},
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-0.5, 0.0]},
            "properties": {"name": "Post 2", "unit": "3rd"},
        },
    ]


def test_a_geojson_of_sites(tmp_path):
    found = shown(tmp_path, collection(feature(note="night only", rank=3, empty=None, blank="")))
    assert found == [
        {"type": "Feature", "geometry": POINT, "properties": {"name": HIDDEN, "note": "night only", "rank": "3"}}
    ]


def test_a_height_is_left_off(tmp_path):
    high = {"type": "Point", "coordinates": [61.5, 29.1, 1400]}
    assert shown(tmp_path, collection(feature(high)))[0]["geometry"] == POINT


def test_the_format_is_known_by_content(tmp_path):
    path = saved(tmp_path, json.dumps(collection(feature())), name="plan.csv")
    assert len(json.loads(sites(path))["features"]) == 1


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    assert len(shown(tmp_path, "\ufefflon,lat,name\r\n61.5,29.1,Post\r\n")) == 1
    assert len(shown(tmp_path, "\ufeff" + json.dumps(collection(feature())))) == 1


def test_names_in_any_script_are_kept(tmp_path):
    assert shown(tmp_path, "lon,lat,name\n61.5,29.1,میرجاوه\n")[0]["properties"]["name"] == "میرجاوه"


def test_signs_of_html_stay_text(tmp_path):
    name = "<img src=x onerror=alert(1)>{{7*7}}"
    assert shown(tmp_path, f"lon,lat,name\n61.5,29.1,{name}\n")[0]["properties"]["name"] == name


@pytest.mark.parametrize("text", ["lat,name\n29.1,x\n", "lon,lat\n61.5,29.1\n", "a;b\n1;2\n"])
def test_a_table_without_its_columns_names_them(tmp_path, text):
    refused(tmp_path, text, r"columns missing: .*; accepted: a CSV with columns lon, lat and name, or a GeoJSON")


PLACES = [
    ("95.5,secret", "lon and lat are not a place on the globe in decimal degrees"),
    ("61.5,95.5", "lon and lat are not a place on the globe"),
    ("29.1,61.5", "lon and lat are not a place on the globe"),
    ("nan,29.1", "lon and lat are not a place on the globe"),
    ("61.5,1e400", "lon and lat are not a place on the globe"),
    ("61.5,", "lon and lat are not a place on the globe"),
    (",", "lon and lat are empty"),
]


@pytest.mark.parametrize(("place", "says"), PLACES)
def test_a_site_that_is_nowhere_is_refused_by_its_line_alone(tmp_path, place, says):
    refused(tmp_path, f"lon,lat,name\n61.5,29.1,Post\n{place},{HIDDEN}\n", f"plan: line 3: {says}")


def test_a_site_without_a_name_is_refused_by_its_line_alone(tmp_path):
    refused(tmp_path, f"lon,lat,name,note\n61.5,29.1, ,{HIDDEN}\n", "plan: line 2: name is empty")


def test_a_note_over_several_lines_keeps_the_line_numbers_right(tmp_path):
    refused(tmp_path, 'lon,lat,name,note\n61.5,29.1,Post,"a\nb\nc"\n95.5,95.5,Post,\n', "plan: line 5: lon and lat")


def test_a_site_with_more_cells_than_columns_is_refused(tmp_path):
    refused(tmp_path, f"lon,lat,name\n61.5,29.1,{HIDDEN},shifted\n", "plan: line 2")


def test_a_missing_quote_is_refused(tmp_path):
    refused(tmp_path, f'lon,lat,name\n61.5,29.1,"{HIDDEN}\n61.5,29.1,Post\n', "plan: line")


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ({"type": "Point", "coordinates": [95.5, 95.5]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": [29.1, 61.5]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": ["secret", 29.1]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": [True, False]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": [None, None]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": [[61.5, 29.1], 2]}, "lon and lat are not a place on the globe"),
        ({"type": "Point", "coordinates": []}, "has no longitude and latitude"),
        ({"type": "Point", "coordinates": [61.5]}, "has no longitude and latitude"),
        ({"type": "Point", "coordinates": None}, "has no longitude and latitude"),
        ({"type": "Point", "coordinates": "secret"}, "has no longitude and latitude"),
        ({"type": "Point"}, "has no longitude and latitude"),
        ({"type": "LineString", "coordinates": [[61.5, 29.1], [62, 30]]}, "is not a point with properties"),
        (None, "is not a point with properties"),
        ("secret", "is not a point with properties"),
    ],
    ids=str,
)
def test_a_feature_that_is_no_point_is_refused_by_its_number_alone(tmp_path, place, says):
    refused(tmp_path, collection(feature(), feature(place)), f"plan: feature 2:? {says}")


@pytest.mark.parametrize("properties", [None, [], "secret", {}, {"name": ""}, {"name": None}], ids=str)
def test_a_feature_without_a_name_is_refused_by_its_number_alone(tmp_path, properties):
    nameless = {"type": "Feature", "geometry": POINT, "properties": properties}
    refused(tmp_path, collection(nameless), "plan: feature 1:? (name is empty|is not a point with properties)")


@pytest.mark.parametrize("content", [collection(HIDDEN), collection(None), collection([])], ids=str)
def test_what_is_no_feature_is_refused(tmp_path, content):
    refused(tmp_path, content, "plan: feature 1 is not a point with properties")


@pytest.mark.parametrize(
    "content",
    [
        feature(),
        {"type": "FeatureCollection", "features": HIDDEN},
        {"type": "FeatureCollection"},
        {"name": HIDDEN},
        '{"type": "FeatureCollection", "features": [',
        '{"name": "Operation Falcon 4711"',
        '{"name": NaN}',
        '{"name": "\\ud800"}',
        "{" * 100_000,
        '{"a":' * 100_000,
    ],
    ids=lambda content: str(content)[:40],
)
def test_json_that_is_no_collection_is_refused(tmp_path, content):
    refused(tmp_path, content, "plan: ")


def test_a_field_of_two_megabytes_is_refused(tmp_path):
    refused(tmp_path, f"lon,lat,name\n61.5,29.1,{'x' * 2_000_000}\n", "plan: ")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"lon,lat,name\n61.5,29.1,Ch\xe2h\n"], ids=ascii)
def test_what_is_no_text_is_refused(tmp_path, content):
    refused(tmp_path, content, "is empty|is not UTF-8 text")


def test_a_missing_plan_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="there is no such file"):
        sites(tmp_path / "none.csv")


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-200, 200), st.floats(allow_nan=False), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["type", "geometry", "coordinates", "properties", "name"]), inner, max_size=4),
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=60), st.lists(anything, max_size=3).map(lambda f: json.dumps(collection(*f)))))
def test_whatever_is_in_a_file_is_shown_or_refused(tmp_path_factory, text):
    path = saved(tmp_path_factory.mktemp("plan"), text)
    try:
        found = sites(path)
    except SarhadError:
        return
    for site in json.loads(found)["features"]:
        lon, lat = site["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert site["properties"]["name"].strip()
