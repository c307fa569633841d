"""The files of a density, as the command line writes them."""

from __future__ import annotations

import pytest

from geo.density import ask, density
from layers.geotiff import geotiff
from tests.child import Here
from tests.web import strict_json


@pytest.fixture
def sarhad(monkeypatch, capsysbinary, bundled):
    return Here(monkeypatch, capsysbinary, bundled)


def test_each_file_has_the_form_of_its_ending(sarhad, bundled, tmp_path):
    files = [tmp_path / f"out.{ending}" for ending in ("tif", "geojson", "json", "png")]
    ran = sarhad("heat", *map(str, files), "--measure", "killed", "--bandwidth", "40", "--coarse", "drop")
    assert ran.code == 0
    assert "People killed were densest in" in ran.out.decode()
    found = density(bundled, ask(bundled, [("measure", "killed"), ("bandwidth", "40"), ("coarse", "drop")]))
    assert files[0].read_bytes() == geotiff(bundled, found)
    contours, figures = (strict_json(file.read_bytes()) for file in files[1:3])
    assert files[3].read_bytes()[:4] == b"\x89PNG"
    assert contours["features"]
    assert contours["canonical"] == figures["canonical"] == "measure=killed&bandwidth=40&coarse=drop"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["out.shp"], ".geojson, .json, .png, .tif"), ([], "OUT"), (["a.tif", "--bandwidth", "0"], "5 to 200")],
)
def test_what_cannot_be_written_is_refused_before_any_work(sarhad, arguments, word):
    ran = sarhad("heat", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert word in ran.err
