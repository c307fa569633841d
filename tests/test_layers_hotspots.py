"""Hot spots as they are answered: the same figures in each form, words that fit them, and a picture that shows them."""

from __future__ import annotations

import csv
import io

import numpy as np
import orjson
import pytest
import shapely
from PIL import Image

from geo.hotspots import CLASSES, ask, hotspots
from layers import hotspots as said
from layers.picture.hotspots import LOOKS, legend, picture
from layers.style import LIGHT, fill
from tests.test_hotspots import MIDDLE, found, land, scattered
from tests.web import ask as http
from tests.web import service
from tests.worlds import two_squares


@pytest.fixture(scope="module")
def planted():
    return land(scattered(150) + scattered(80, seed=2, around=MIDDLE) + [(10.0, 10.0)])


@pytest.fixture(scope="module")
def spots(planted):
    return found(planted)


def table(body):
    return list(csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True))


def test_every_form_holds_the_same_figures(planted, spots):
    whole = orjson.loads(said.answer(planted, spots))
    shapes = orjson.loads(said.features(planted, spots))
    lines = table(said.table(planted, spots))
    assert [f["properties"] for f in shapes["features"]] == whole["cells"]
    assert [f["id"] for f in shapes["features"]] == [c["id"] for c in whole["cells"]]
    assert {k: v for k, v in shapes.items() if k not in ("type", "features")} == {
        k: v for k, v in whole.items() if k != "cells"
    }
    plain = [{k: "" if v is None else str(v) for k, v in cell.items()} for cell in whole["cells"]]
    assert [{k: line[k] for k in said.KEYS} for line in lines] == plain
    assert {line["total"] for line in lines} == {str(whole["total"])}


def test_the_figures_add_up(planted, spots):
    whole = orjson.loads(said.answer(planted, spots))
    assert whole["counted"] + whole["excluded"]["n"] == whole["total"] == 231
    assert whole["excluded"]["reasons"] == {"uncovered": 1}
    assert sum(c["incidents"] for c in whole["cells"]) == whole["counted"] == sum(whole["by_precision"].values())
    assert sum(c["expected"] for c in whole["cells"]) == pytest.approx(whole["counted"], abs=0.01)
    assert sum(c["cells"] for c in whole["classes"]) == len(whole["cells"])
    for cell in whole["cells"]:
        assert cell["value"] == pytest.approx(1000 * cell["incidents"] / cell["km2"] / cell["years"], rel=1e-4)
        assert (cell["class"] != "none") == (cell["q"] <= 0.05)


def test_the_shapes_are_polygons_of_rfc_7946(planted, spots):
    features = orjson.loads(said.features(planted, spots))["features"]
    shapes = [shapely.from_geojson(orjson.dumps(f["geometry"])) for f in features]
    assert shapely.is_valid(shapes).all()
    rings = [part.exterior for shape in shapes for part in shapely.get_parts(shape)]
    assert shapely.is_ccw(rings).all()
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(16, rel=1e-3)
    assert shapely.area(shapes).sum() == pytest.approx(16, rel=1e-3)


def test_each_class_has_its_words_in_every_place():
    assert set(said.MEANS) == set(said.SHORT) == set(LOOKS) == set(CLASSES)
    assert len(set(said.MEANS.values())) == len(set(LOOKS.values())) == len(CLASSES)


@pytest.mark.parametrize(
    ("points", "pairs", "text"),
    [
        ([], [], "No incident in 83 hexagons, so no hot spot"),
        (scattered(30), [], "No hot spot among 83 hexagons: nowhere do busy ones lie together more than by chance"),
        (scattered(30), [("over", "regions")], "No hot spot can be told among 1 region: they are too few"),
        (scattered(30), [("from", "1990-01-01"), ("to", "1990-12-31")], "Not covered: nothing can be said"),
    ],
)
def test_no_finding_is_said_as_such(points, pairs, text):
    assert said.headline(found(land(points), *pairs)).startswith(text)


def test_the_finding_is_a_share_of_incidents_and_of_land(spots):
    hot = spots.of("hot")
    share, km2 = spots.n[hot].sum() / spots.counted, spots.cells.km2[hot].sum() / spots.cells.km2.sum()
    expected = f"{len(hot)} of {len(spots.cells)} hexagons are hot spots, all in Square: "
    assert said.headline(spots) == f"{expected}{share * 100:.0f} % of incidents on {km2 * 100:.0f} % of the land"


@pytest.mark.parametrize(("pairs", "part"), [([], 6), ([("region", "PK-SD")], 87)])
def test_the_bundled_answer_names_the_pile_of_karachi(bundled, pairs, part):
    assert [w for w in said.warnings(found(bundled, *pairs)) if "holds" in w] == [
        f"One hexagon in Sindh holds 341 incidents ({part} %) and is not hot: what lies around it holds few."
    ]


def test_what_a_reader_must_know_is_said():
    coarse = found(land(scattered(60), precision=["district"] * 60), ("hexagon", "40"))
    assert "60 incidents are known to their district only" in " ".join(said.warnings(coarse))
    few = found(two_squares([(0.5, 0.5)]), ("over", "regions"))
    assert "2 regions can be shuffled in too few ways" in " ".join(said.warnings(few))
    assert said.warnings(found(land(scattered(60)))) == []


def test_what_is_left_out_is_said_with_its_reason(planted, spots):
    assert said.basis(planted, spots).endswith("n = 230 of 231 · 1 left out: 1 outside the covered land")


# --- the picture ---


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")), image.info


def share(image, token):
    colour = np.array([int(fill(token)[i : i + 2], 16) for i in (1, 3, 5)])
    return float(np.mean(np.all(image == colour, axis=2)))


def test_the_picture_shows_what_is_hot_and_says_so_in_its_metadata(planted, spots):
    image, info = pixels(picture(planted, spots))
    without, _ = pixels(picture(planted, found(land([]))))
    looks = {LOOKS[spots.kind[i]] for i in spots.of("hot")}
    assert all(share(image, look) > 3 * share(without, look) > 0 for look in looks)  # the legend has some of each
    assert info["Title"].replace("\N{NO-BREAK SPACE}", " ") == said.headline(spots)
    assert said.TESTED in info["Description"]
    assert "/hotspots.png" in info["Comment"]


def test_the_picture_is_always_the_same(planted, spots):
    assert picture(planted, spots) == picture(planted, found(planted))


def test_the_legend_is_of_what_is_there(bundled):
    assert [k for k, _ in legend(found(bundled)).keys] == ["d5", "d4", "zero", "d2", "d1", "nc", "out"]
    nothing = legend(found(bundled, ("from", "2023-01-01"), ("to", "2023-12-31")))
    assert ([k for k, _ in nothing.keys], nothing.note) == (["nc", "out"], "2023 is not covered")


def test_no_two_classes_look_alike():
    assert len({LIGHT.get(look) for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.parametrize("query", [[("over", "regions")], [("region", "PK-SD")], [("source", "curated")]])
def test_every_kind_of_answer_can_be_drawn(bundled, query):
    assert picture(bundled, hotspots(bundled, ask(bundled, query))).startswith(b"\x89PNG")


# --- over HTTP ---

KINDS = {"json": "application/json", "geojson": "application/geo+json", "csv": "text/csv", "png": "image/png"}


@pytest.mark.parametrize("form", KINDS)
def test_each_form_is_served_and_not_sent_twice(planted, form):
    app = service(planted)
    answer = http(app, f"/hotspots.{form}?hexagon=75")
    assert (answer.status, answer.media_type) == (200, KINDS[form])
    again = http(app, f"/hotspots.{form}?hexagon=75", ("if-none-match", answer.header("etag")))
    assert again.status == 304
    assert http(app, f"/hotspots.{form}?hexagon=75.0").header("etag") == answer.header("etag")
    others = [f"/hotspots.{form}?hexagon=80", f"/hotspots.{form}?over=regions", f"/choropleth.{form}"]
    assert answer.header("etag") not in [http(app, other).header("etag") for other in others]


def test_what_is_served_is_what_was_worked_out(planted, spots):
    app = service(planted)
    assert http(app, "/hotspots.json").content == said.answer(planted, spots)
    assert http(app, "/hotspots.geojson").content == said.features(planted, spots)
    assert http(app, "/hotspots.csv").content == said.table(planted, spots)
    assert http(app, "/hotspots.png").content == picture(planted, spots, **around())


def around():
    from data import ground

    return {"land": ground.basemap(), "places": ground.places(), "labels": ground.labels()}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("hexagon=0", "hexagon"),
        ("hexagon=-1", "hexagon"),
        ("hexagon=nan", "hexagon"),
        ("hexagon=1e9", "hexagon"),
        ("hexagon=50&hexagon=60", "hexagon"),
        ("over=squares", "over"),
        ("measure=killed", "measure"),
        ("per=population", "per"),
        ("compare=previous", "compare"),
        ("bandwidth=25", "query"),
    ],
)
@pytest.mark.parametrize("form", ["json", "png"])
def test_a_question_that_cannot_be_answered_is_refused(planted, form, query, parameter):
    answer = http(service(planted), f"/hotspots.{form}?{query}")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json()["parameter"] == parameter
