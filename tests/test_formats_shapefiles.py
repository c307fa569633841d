"""Shapefiles, whose parts lie in one zip."""

from __future__ import annotations

import io

import pytest
import shapely

from data.formats import archives, shapefiles
from tests.foreign import shapefile_zip

SQUARE, HOLED = shapely.box(60, 25, 61, 26), shapely.box(0, 0, 9, 9) - shapely.box(1, 1, 2, 2)
UTM = 'PROJCS["WGS_1984_UTM_Zone_42N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]]'


def table(content):
    return shapefiles.read(archives.parts(io.BytesIO(content)))


def test_areas_and_words_are_cells():
    found = table(shapefile_zip([{"id": "1", "name": "Čāghī", "geom": SQUARE}, {"id": "2", "name": "", "geom": HOLED}]))
    assert (found.form, found.header, found.notes) == (
        "shapefile",
        ["id", "name", "lon", "lat", "geometry"],
        (),
    )
    (_, one), (number, two) = found.lines
    assert (one["id"], one["name"], number) == ("1", "Čāghī", 2)
    assert shapely.from_wkb(one["geometry"]).equals(SQUARE)
    assert shapely.from_wkb(two["geometry"]).equals(HOLED)


def test_points_are_lon_and_lat_and_may_be_missing():
    found = [*table(shapefile_zip([{"id": "1", "geom": shapely.Point(61.5, 29)}, {"id": "2", "geom": None}])).lines]
    assert [(row["lon"], row["lat"]) for _, row in found] == [("61.5", "29"), ("", "")]


def test_metres_become_degrees():
    content = shapefile_zip([{"id": "1", "geom": shapely.Point(210_590.347, 3_322_575.904)}], prj=UTM)
    ((_, row),) = table(content).lines
    assert (float(row["lon"]), float(row["lat"])) == pytest.approx((66, 30), abs=1e-6)


@pytest.mark.parametrize(
    ("encoding", "cpg", "notes"),
    [
        ("utf-8", b"UTF-8", 0),
        ("utf-8", b"", 0),
        ("cp1256", b"1256", 0),
        ("cp1256", b"ANSI 1256", 0),
        ("cp1252", b"", 1),
    ],
)
def test_words_are_read_in_the_encoding_that_is_named(encoding, cpg, notes):
    name = {"cp1252": "Québec"}.get(encoding, "زاهدان")
    found = table(shapefile_zip([{"name": name, "geom": SQUARE}], encoding=encoding, cpg=cpg))
    assert len(found.notes) == notes
    assert [row["name"] for _, row in found.lines] == [name]


def test_a_part_that_is_missing_is_named():
    parts = archives.parts(io.BytesIO(shapefile_zip([{"id": "1", "geom": SQUARE}])))
    for name in ("dbf", "prj"):
        with pytest.raises(ValueError, match=rf"is a shapefile without its \.{name}; accepted: a zip with"):
            shapefiles.read({part: content for part, content in parts.items() if part != name})


@pytest.mark.parametrize("prj", ["", "x" * 5_000, "+proj=longlat", 'LOCAL_CS["x"]'])
def test_an_unknown_system_is_refused(prj):
    with pytest.raises(ValueError, match=r"its coordinates are in 'an unknown system'|is a shapefile without"):
        table(shapefile_zip([{"id": "1", "geom": SQUARE}], prj=prj))


def test_damage_is_said():
    parts = archives.parts(io.BytesIO(shapefile_zip([{"id": str(i), "geom": SQUARE} for i in range(9)])))
    for name in ("shp", "dbf", "shx"):
        for length in (0, 10, 60, len(parts[name]) - 20):
            try:
                for _ in shapefiles.read(parts | {name: parts[name][:length]}).lines:
                    pass
            except ValueError as error:
                assert "is a damaged shapefile" in str(error)  # noqa: PT017 some damage does no harm
