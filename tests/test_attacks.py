"""Files made to take over, fill or freeze whoever reads them: each ends in a sentence, and the next file is read.

Each of these did harm to an ordinary reader inside its own process.
"""

from __future__ import annotations

import gzip
import os
import struct
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data.child import Limits, read_incidents
from data.importing import import_file
from data.order import Order
from data.snapshots import log
from data.sources import own
from data.sources.reading import How
from geo.errors import UnreadableFile
from tests import foreign
from tests.sheets import OWN_ROW, ours, saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = Limits(memory_mb=600, cpu_s=20, wall_s=60)
"""Enough for what is honest here, and soon reached by what is not."""


NO_GEOMETRY = "its geometry is none of Point, LineString, Polygon, MultiPoint, MultiLineString, MultiPolygon"


class Tried(NamedTuple):
    """What came of a file."""

    rows: int
    refused: list[str]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def take(tmp_path: Path, temporary: Path) -> Callable[..., Tried]:
    """Reads a file, and holds that nothing is left of it and that a good one is read afterwards."""

    def taken(file: Path | bytes, *, name: str = "given.csv", how: How = How(), limits: Limits = SMALL) -> Tried:  # noqa: B008 it is frozen
        path = saved(tmp_path, file, name=name) if isinstance(file, bytes) else file
        try:
            return _read(path, how, limits)
        finally:
            assert not psutil.Process().children()
            assert not [*temporary.iterdir()]
            assert _read(saved(tmp_path, ours({}), name="good.csv"), How(), Limits()) == Tried(1, [])

    return taken


def _read(path: Path, how: How, limits: Limits) -> Tried:
    rows, refused = 0, []
    with read_incidents(path, how, limits) as incoming:
        for batch in incoming:
            rows += batch.num_rows
            refused += [reason for reason in batch.column("reason").to_pylist() if reason]
    return Tried(rows, refused)


@pytest.fixture
def refusal(take: Callable[..., Tried]) -> Callable[..., str]:
    """Reads a file that must be refused, and gives what the user is told: one line that can be shown."""

    def told(file: Path | bytes, **more: object) -> str:
        with pytest.raises(UnreadableFile) as caught:
            take(file, **more)
        message = str(caught.value)
        assert message.isprintable()
        return message

    return told


VRT = """<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>CSV:/etc/passwd</SrcDataSource>
<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"
MRF = (
    '<MRF_META><CachedSource><Source>/etc/passwd</Source></CachedSource><Raster><Size x="1" y="1"/></Raster></MRF_META>'
)
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd ! write /tmp/stolen"}'


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("a.geojson", VRT, "XML"), ("a.gpkg", WFS, "XML"), ("a.tif", MRF, "XML"), ("a.csv", GDALG, "JSON")],
)
def test_a_file_that_tells_a_reader_to_read_another_one_is_of_no_format_whatever_its_name(
    refusal, name: str, content: str, why: str
):
    message = refusal(content.encode(), name=name)
    assert message.startswith(f"{name}: is {why}")
    assert "accepted: " in message


CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def test_a_sheet_of_one_cell_in_its_last_corner(refusal):
    file = foreign.workbook({"Sheet1": CELL})
    assert len(file) < 5_000
    assert refusal(file, limits=Limits()) == "given.csv: this file needs more than 2 GB (--limits memory=...)"


def test_a_sheet_whose_texts_unpack_to_more_than_there_is_room_for(refusal):
    long = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 100_000_000}</t></is></c></row>'
    assert "needs more than 0.6 GB" in refusal(foreign.workbook({"Sheet1": long}))


def parquet(table: pa.Table, times: int = 1) -> bytes:
    """Write the same rows again and again, as small as they can be."""
    out = pa.BufferOutputStream()
    with pq.ParquetWriter(out, table.schema, compression="zstd") as writer:
        for _ in range(times):
            writer.write_table(table, row_group_size=len(table))
    return bytes(out.getvalue())


def test_hundreds_of_millions_of_rows_in_a_parquet_of_a_megabyte(refusal):
    file = parquet(pa.table({"source_id": pa.nulls(20_000_000, pa.int8())}), 15)
    assert len(file) < 1_000_000
    assert "has 300,000,000 rows; accepted: up to 20,000,000 (--limits rows=...)" in refusal(file)


def test_few_rows_of_a_parquet_that_need_more_memory_than_there_is(refusal):
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), ["a" * 1_000_000])
    file = parquet(pa.table(dict.fromkeys(own.NEEDED, same)))
    assert len(file) < 1_000_000
    assert "needs more than 0.6 GB" in refusal(file)


@pytest.mark.parametrize("packed", [gzip.compress, lambda content: foreign.zipped({"rows.csv": content})])
def test_a_bomb_of_one_endless_line(refusal, packed):
    assert "line 1 is longer than 1,000,000 characters" in refusal(packed(b"0" * 50_000_000))


def test_a_bomb_of_many_rows_is_cut_off(refusal):
    file = gzip.compress((",".join(own.COLUMNS) + "\n").encode() + b"," * 100 + b"\n" * 2)
    more = gzip.compress(b"a\n" * 10_000_000, 1) * 30
    assert "has more than 100,000 rows (--limits rows=...)" in refusal(
        file + more, how=How(format="own", source="mine"), limits=replace(SMALL, rows=100_000)
    )


def test_a_zip_of_several_files_is_not_guessed_at(refusal):
    message = refusal(foreign.zipped({"a.csv": ours({}), "b.csv": ours({})}))
    assert "is a zip of 2 files (a.csv, b.csv)" in message


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/passwd", "C:\\evil.csv", "\x1b[2Jevil.csv", "a" * 60_000])
def test_the_name_of_a_file_in_a_zip_means_nothing(take, tmp_path, name: str):
    before = sorted(tmp_path.rglob("*"))
    assert take(foreign.zipped({name: ours({}, {})})) == Tried(2, [])
    assert {path.name for path in tmp_path.rglob("*")} - {path.name for path in before} == {"given.csv", "good.csv"}


@pytest.mark.parametrize("inner", [gzip.compress(b"a,b", mtime=0), foreign.zipped({"a.csv": "a,b"})])
@pytest.mark.parametrize("packed", [gzip.compress, lambda content: foreign.zipped({"rows.csv": content})])
def test_an_archive_in_an_archive_is_not_opened(refusal, packed, inner: bytes):
    assert "is an archive in an archive" in refusal(packed(inner))


ROWS = [OWN_ROW | {"geom": shapely.Point(70.6, 33)}]
ENDLESS = """
DROP TABLE {name};
CREATE VIEW {name} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, i AS geom FROM n;
"""


@pytest.mark.parametrize("name", ["rows", "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"])
def test_a_view_without_end_in_place_of_a_table(refusal, name: str):
    assert f"'{name}' is not a table of it" in refusal(foreign.geopackage(ROWS, more=ENDLESS.format(name=name)))


@pytest.mark.parametrize("kind", ["fts5(a)", "rtree(id, a, b)", "dbstat"])
def test_a_table_that_a_module_makes_up(refusal, kind: str):
    more = f"DROP TABLE rows; CREATE VIRTUAL TABLE rows USING {kind};"
    assert "'rows' is not a table of it" in refusal(foreign.geopackage(ROWS, more=more))


def test_a_column_that_is_computed_has_no_more_room_than_the_others(refusal):
    more = "ALTER TABLE rows ADD COLUMN huge AS (zeroblob(1000000000));"
    assert "needs more than 0.6 GB" in refusal(foreign.geopackage(ROWS, more=more))


def test_triggers_of_a_geopackage_never_fire(take):
    more = """
    CREATE TRIGGER t AFTER INSERT ON rows BEGIN SELECT randomblob(1000000000); END;
    CREATE TRIGGER u AFTER UPDATE ON rows BEGIN DELETE FROM rows; END;
    """
    assert take(foreign.geopackage(ROWS, more=more)) == Tried(1, [])


@pytest.mark.parametrize("text", ["+proj=pipeline +step +init=/etc/passwd:1", "EPSG:4326 +nadgrids=/etc/passwd", 27700])
def test_a_coordinate_system_is_a_number_of_the_list_or_nothing(refusal, text: str | int):
    more = f"UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = '{text}', definition = '{text}';"  # noqa: S608 our own words
    message = refusal(foreign.geopackage(ROWS, more=more))
    assert str(text)[:20] in message
    assert "accepted: EPSG:4326, " in message


def test_a_projection_of_a_shapefile_that_names_a_file_is_not_looked_at(refusal):
    prj = 'PROJCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]'
    file = foreign.shapefile_zip([{"id": "1", "geom": shapely.box(60, 25, 61, 26)}], prj=prj)
    assert "its coordinates are in 'x'; accepted: EPSG:4326" in refusal(file)


DEPTH = 100_000
NESTED = struct.pack("<BII", 1, 7, 1) * DEPTH + shapely.to_wkb(shapely.Point(0, 0))


def test_a_geometry_nested_so_deep_that_its_reader_falls_through_the_stack(take):
    assert take(foreign.geopackage([OWN_ROW | {"geom": foreign.gp(NESTED)}])) == Tried(1, [NO_GEOMETRY])


def test_one_nested_where_a_polygon_should_be_ends_the_reader_and_nothing_else(refusal):
    hidden = struct.pack("<BII", 1, 6, 1) + NESTED
    message = refusal(foreign.geopackage([OWN_ROW | {"geom": foreign.gp(hidden)}]))
    assert message == "given.csv: the reader crashed on it (SIGSEGV); nothing of it was taken"


def test_one_nested_in_geojson(refusal):
    nested = b'{"type": "GeometryCollection", "geometries": [' * DEPTH + b"]}" * DEPTH
    file = foreign.collection(foreign.feature(None, geometry_is="here")).replace(b"null", nested)
    assert "is not JSON" in refusal(file)


def test_a_file_name_of_escapes_is_shown_without_them(refusal):
    message = refusal(b"%PDF-1.7", name="\x1b]0;owned\x07\n\u202egnp.csv")
    assert message.startswith("?]0;owned???gnp.csv: is ")


def test_a_header_of_escapes_is_shown_without_them(refusal):
    message = refusal("\x1b[2J\x9b31m,b\u202e\na,b\n".encode())
    assert "known layout" in message


def test_a_header_as_long_as_a_book_is_not_read_out(refusal):
    message = refusal(",".join(str(i) * 80_000 for i in range(10)).encode())
    assert "known layout" in message
    assert len(message) < 3_000


def test_what_is_no_file_is_not_waited_for(refusal, tmp_path):
    loop, pipe = tmp_path / "loop", tmp_path / "pipe"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    assert refusal(loop) == f"{loop}: cannot be read (Too many levels of symbolic links)"
    assert refusal(pipe) == f"{pipe}: is a pipe or a device, not a file"
    assert refusal(tmp_path) == f"{tmp_path}: is a directory, not a file"
    assert refusal(Path("/dev/zero")) == "/dev/zero: is a pipe or a device, not a file"
    assert refusal(tmp_path / "none") == f"{tmp_path / 'none'}: there is no such file"
    assert "cannot be read" in refusal(tmp_path / "\0")
    assert "cannot be read (File name too long)" in refusal(tmp_path / ("a" * 300))


MANY = ours(*[{}] * 30_000)


@contextmanager
def _children(done: Callable[[psutil.Process], object]) -> Iterator[None]:
    """Do something to the reading process once it runs its own program: until then, whoever starts it waits."""
    seen: list[psutil.Process] = []
    ours = psutil.Process().cmdline()

    def watch() -> None:
        while not stopped.wait(0.005) and not seen:
            for child in psutil.Process().children():
                if child.cmdline() != ours:
                    seen.append(child)
                    done(child)

    stopped = threading.Event()
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
    assert seen


def test_a_reader_that_is_killed_from_outside(refusal):
    with _children(psutil.Process.kill):
        assert "the reader was killed from outside" in refusal(MANY.encode())


def test_a_reader_that_hangs(refusal):
    with _children(psutil.Process.suspend):
        message = refusal(MANY.encode(), limits=replace(SMALL, wall_s=1))
    assert message.startswith("given.csv: reading it takes longer than 1 s (--limits wall=...)")


def test_a_reader_that_uses_up_its_time(refusal):
    message = refusal(ours(*[{}] * 200_000).encode(), limits=replace(SMALL, cpu_s=1))
    assert message.startswith("given.csv: reading it takes more than 1 s of work (--limits cpu=...)")


def test_a_reader_that_gives_more_than_it_may(refusal):
    message = refusal(MANY.encode(), limits=replace(SMALL, output_mb=1))
    assert message.startswith("given.csv: it gives more than 1 MB of rows (--limits output=...)")


@pytest.mark.parametrize("change", ["truncate", "replace", "append"])
def test_a_file_that_changes_while_it_is_read_is_not_stored(begin, tmp_path, change: str):
    store = begin(tmp_path / "data")
    path = saved(tmp_path, ours(*[{}] * 45_000))

    def meddle(_rows: int, _part: float) -> None:
        match change:
            case "truncate":
                os.truncate(path, 0)
            case "append":
                path.write_bytes(path.read_bytes() + b"more")
            case _:
                saved(tmp_path, ours({}), name="other.csv").replace(path)

    before = log(store)
    with pytest.raises(UnreadableFile, match="was changed while it was read; nothing was stored"):
        import_file(store, Order(path=path), progress=meddle)
    assert log(store) == before
    assert not psutil.Process().children()
