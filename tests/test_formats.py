"""Which format a file is of is told by what is in it."""

from __future__ import annotations

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data import formats
from data.rows import Unfit
from data.sources.reading import How
from tests import foreign

POINT = shapely.Point(61.5, 29)


def parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"]}), out)
    return out.getvalue()


FILES = {
    "csv": b"id\n1\n",
    "xlsx": foreign.xlsx({"Data": [["id"], [1]]}),
    "geojson": foreign.collection(foreign.feature(foreign.at(61.5, 29), id=1)),
    "gpkg": foreign.geopackage([{"id": "1", "geom": POINT}]),
    "parquet": parquet(),
    "shapefile": foreign.shapefile_zip([{"id": "1", "geom": POINT}]),
}
PACKED = {
    "plain": lambda content: content,
    "gz": gzip.compress,
    "zip": lambda content: foreign.zipped({"x.bin": content}),
}


def read(content, **how):
    return formats.read(io.BytesIO(content), How(**how), 100)


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("form", FILES)
def test_each_format_is_known_plain_and_packed(form, packed):
    if form == "shapefile" and packed != "plain":
        with pytest.raises(ValueError, match="is an archive in an archive; accepted: one that holds a file"):
            read(PACKED[packed](FILES[form]))
        return
    found = read(PACKED[packed](FILES[form]))
    ((_, row),) = found.lines
    assert not isinstance(row, Unfit)
    assert (found.form, row["id"]) == (form, "1")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n\0\1\2", "is a PDF; accepted: CSV, xlsx, GeoJSON, GeoPackage"),
        (b"II*\0\x08\0\0\0", "is in no format that is read here; accepted: CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Excel file"),
        (b"\xef\xbb\xbf  <!doctype html>", "is XML or HTML"),
        (b"  []", "is JSON, but not GeoJSON"),
        (b"PK\3\4", "is a damaged zip"),
        (b"\x1f\x8b\x08", "is a damaged archive"),
    ],
    ids=lambda content: str(content)[:20],
)
def test_what_is_no_format_is_refused_with_those_that_are(content, why):
    with pytest.raises(ValueError, match=why):
        read(content)
