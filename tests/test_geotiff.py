"""A GeoTIFF holds the values of the surface, at their places, with what they rest on."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.io import MemoryFile
from rio_cogeo.cogeo import cog_validate

from geo.density import PROJ, ask, density, project
from layers.geotiff import geotiff, tags
from tests.worlds import incidents as rows
from tests.worlds import source, squares, two_squares, world

PAIRS = {
    "usual": [],
    "narrow": [("bandwidth", "10"), ("from", "2010-01-01")],
    "change": [("compare", "year"), ("from", "2012-01-01"), ("to", "2012-12-31")],
}


def written(snapshot, pairs=()):
    found = density(snapshot, ask(snapshot, pairs))
    return found, geotiff(snapshot, found)


@pytest.fixture(scope="module", params=PAIRS)
def answer(request, bundled):
    return written(bundled, PAIRS[request.param])


@pytest.fixture(scope="module")
def path(bundled, tmp_path_factory):
    file = tmp_path_factory.mktemp("tif") / "heat.tif"
    file.write_bytes(written(bundled)[1])
    return file


def test_the_values_are_those_of_the_surface(answer):
    found, file = answer
    with MemoryFile(file) as memory, memory.open() as raster:
        assert raster.dtypes == ("float32",)
        assert np.isnan(raster.nodata)
        assert raster.mask_flag_enums == ([rasterio.enums.MaskFlags.nodata],)
        assert np.array_equal(raster.read(1), found.values)


def test_each_place_has_the_value_that_the_surface_has_there(answer):
    found, file = answer
    there = np.random.default_rng(1)
    lon, lat = there.uniform(62, 76, 500), there.uniform(25, 36, 500)
    with MemoryFile(file) as memory, memory.open() as raster:
        x, y = pyproj.Transformer.from_crs("OGC:CRS84", raster.crs.to_wkt(), always_xy=True).transform(lon, lat)
        corner = raster.transform
        column, row = (x - corner.c) / corner.a, (y - corner.f) / corner.e
        values = raster.read(1).astype(np.float64)
    left, top = np.floor(column - 0.5).astype(int), np.floor(row - 0.5).astype(int)
    across, down = column - 0.5 - left, row - 0.5 - top
    upper = values[top, left] * (1 - across) + values[top, left + 1] * across
    lower = values[top + 1, left] * (1 - across) + values[top + 1, left + 1] * across
    expected = found.at(lon, lat)
    assert np.abs(upper * (1 - down) + lower * down - expected).max() < 1e-6 * np.abs(found.values).max()


def test_it_is_a_cloud_optimized_geotiff(answer, tmp_path):
    file = tmp_path / "heat.tif"
    file.write_bytes(answer[1])
    assert cog_validate(file, strict=True, quiet=True) == (True, [], [])


def test_the_plane_is_that_of_the_density(answer):
    with MemoryFile(answer[1]) as memory, memory.open() as raster:
        plane = pyproj.Transformer.from_crs("OGC:CRS84", raster.crs.to_wkt(), always_xy=True)
        x, y = plane.transform(np.array([62.0, 44, 80, 67]), np.array([30.0, 20, 42, 24.9]))
        x_km, y_km = project(np.array([62.0, 44, 80, 67]), np.array([30.0, 20, 42, 24.9]))
        assert x_km == pytest.approx(x / 1000, abs=1e-6)
        assert y_km == pytest.approx(y / 1000, abs=1e-6)
        assert raster.transform.a == -raster.transform.e == pytest.approx(1000 * answer[0].grid.cell_km, rel=1e-12)


def test_an_overview_is_the_average_of_what_it_stands_for(answer):
    found, file = answer
    with MemoryFile(file) as memory, memory.open(overview_level=0) as raster:
        small = raster.read(1)
    four = found.values[: 2 * (small.shape[0] - 1), : 2 * (small.shape[1] - 1)].astype(np.float64)
    average = four.reshape(small.shape[0] - 1, 2, small.shape[1] - 1, 2).mean(axis=(1, 3))
    inner = np.abs(average - small[:-1, :-1])
    assert np.median(inner) < 1e-4 * np.abs(found.values).max()


def test_the_same_answer_is_the_same_bytes(bundled):
    assert written(bundled)[1] == written(bundled)[1]


def test_the_file_says_what_it_rests_on(bundled):
    found, file = written(bundled, [("measure", "killed"), ("coarse", "drop")])
    with MemoryFile(file) as memory, memory.open() as raster:
        assert raster.descriptions == ("Killed per 1,000 km² and year, 1989–2021",)
        assert raster.units == ("killed per 1,000 km² and year",)
        assert raster.colorinterp == (rasterio.enums.ColorInterp.gray,)
        said = raster.tags()
    assert tags(bundled, found).items() <= said.items()
    assert said["PERIOD"] == "1989-01-01/2021-12-31"
    assert said["QUERY"] == "measure=killed&coarse=drop&version=1"
    assert said["LICENCE"] == "CC BY 4.0"
    assert "Sundberg" in said["CITATION"]
    assert said["DIGEST"] == bundled.digest
    assert said["LEFT_OUT"].startswith("9 known to their country only, 1,429 known to their district or province only")
    assert "SPREAD" not in said


def test_what_a_source_says_of_itself_cannot_break_the_file():
    hostile = source(name="</Item>\x01<&\n'\"", licence="\x1b[31m", cite="é\u202e🗺")
    snapshot = world(squares([(0, 0)], country=["A"]), rows([(0.5, 0.5)]), sources=[hostile])
    with MemoryFile(written(snapshot)[1]) as memory, memory.open() as raster:
        said = raster.tags()
    assert said["SOURCE"] == "</Item> <& '\""
    assert (said["LICENCE"], said["CITATION"]) == ("[31m", "</Item> <& '\". é 🗺")


def test_a_surface_of_nothing_is_a_file_of_zeros():
    found, file = written(two_squares([]))
    with MemoryFile(file) as memory, memory.open() as raster:
        assert not raster.read(1).any()
        assert raster.shape == found.values.shape


@pytest.mark.parametrize(
    ("pairs", "finding"),
    [
        ([("from", "2030-01-01"), ("to", "2030-12-31")], "S does not cover 2030 in these regions"),
        ([("compare", "year")], "the two periods are not both covered whole"),
    ],
)
def test_where_nothing_is_covered_there_is_no_value_and_the_file_says_why(pairs, finding):
    """A zero would say that nothing happened."""
    snapshot = two_squares([(0.5, 0.5)])
    found = density(snapshot, ask(snapshot, pairs))
    with MemoryFile(geotiff(snapshot, found)) as memory, memory.open() as raster:
        assert np.isnan(raster.read(1)).all()
        assert finding in raster.tags()["FINDING"]


def gdal(*command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not here: the package gdal-bin has it")
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def test_gdal_reads_it_as_another_build_has_it(path):
    said = json.loads(gdal("gdalinfo", "-json", path))
    assert said["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
    band = said["bands"][0]
    assert (band["type"], band["colorInterpretation"], band["unit"]) == (
        *("Float32", "Gray"),
        "incidents per 1,000 km² and year",
    )
    assert str(band["noDataValue"]).lower() == "nan"
    assert len(band["overviews"]) >= 2
    assert 'METHOD["Lambert Azimuthal Equal Area"' in said["coordinateSystem"]["wkt"]


def test_the_readme_shows_what_gdalinfo_prints(path, checkout):
    shown = (
        (checkout / "README.md").read_text(encoding="utf-8").partition("$ gdalinfo heat.tif")[2].partition("\n\n")[0]
    )
    lines = [line.removeprefix("    ") for line in shown.splitlines()[1:]]
    assert len(lines) == 7
    assert [line for line in lines if line not in gdal("gdalinfo", path).splitlines()] == []


def test_gdal_finds_the_values_at_their_places(path, bundled):
    found = density(bundled, ask(bundled, []))
    for row, column in ((600, 900), (100, 200), (700, 650)):
        x, y = found.grid.x_km()[column] * 1000, found.grid.y_km()[row] * 1000
        lon, lat = pyproj.Transformer.from_crs(PROJ, "OGC:CRS84", always_xy=True).transform(x, y)
        said = float(gdal("gdallocationinfo", "-valonly", "-wgs84", path, repr(lon), repr(lat)))
        assert said == pytest.approx(float(found.values[row, column]), rel=1e-6)
        assert said == pytest.approx(float(found.at(np.array([lon]), np.array([lat]))[0]), rel=1e-6)
