"""Reading in a process of its own: what comes of it, what of it is believed, and what is left when it ends."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import psutil
import pytest

from data.child import Limits, UnknownLayout, process, read_incidents, read_regions
from data.sources.reading import How
from geo.errors import UnreadableFile
from tests import foreign
from tests.sheets import acled, ours, saved, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Tells whether no process and no temporary file is left of this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return lambda: not psutil.Process().children() and not [*folder.iterdir()]


def read(path: Path, how: How = How(), limits: Limits = Limits()) -> list[pa.RecordBatch]:  # noqa: B008 they are frozen
    with read_incidents(path, how, limits) as incoming:
        return [*incoming]


def test_rows_come_in_our_columns_with_their_lines_and_refused_ones_with_the_reason(tmp_path, nothing_left):
    path = saved(tmp_path, ours({"killed": "7"}, {"lon": "999"}, {"place": "گوادر"}))
    (batch,) = read(path)
    first, second, third = batch.to_pylist()
    assert (first["killed"], first["lon"], first["injured"], first["line"], first["reason"]) == (7, 70.6, None, 2, None)
    assert (second["line"], second["column"], second["value"], second["source_id"]) == (3, "lon", "999", None)
    assert (third["place"], third["line"]) == ("گوادر", 4)
    assert nothing_left()


def test_the_head_says_what_was_found(tmp_path):
    with read_incidents(saved(tmp_path, ours().encode("utf-16")), How(), Limits()) as incoming:
        assert incoming.head.provider == "own"
        assert incoming.head.form == "csv"
        assert incoming.head.header[:2] == ("source", "source_id")
        assert "there is no row below the names of its columns" in incoming.head.notes
        assert [*incoming] == []


def test_batches_come_in_order_and_say_how_far_the_reading_is(tmp_path):
    heard: list[float] = []
    path = saved(tmp_path, ours(*[{}] * 45_000))
    with read_incidents(path, How(), Limits(), heard.append) as incoming:
        batches = [*incoming]
    assert [batch.num_rows for batch in batches] == [20_000, 20_000, 5_000]
    assert [line for batch in batches for line in batch.column("line").to_pylist()] == [*range(2, 45_002)]
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] == 1


def test_a_list_of_ids_to_delete_has_two_columns(tmp_path):
    text = sheet(["event_id_cnty", "deleted_timestamp"], [{"event_id_cnty": "XXX1"}, {"event_id_cnty": ""}])
    (batch,) = read(saved(tmp_path, text))
    assert batch.schema.names == ["source", "source_id", "line", "column", "value", "reason"]
    assert batch.column("source_id").to_pylist() == ["XXX1", None]


def test_regions_come_as_areas_and_a_point_is_refused(tmp_path, nothing_left):
    rows = [{"code": "a", "name": "A", "geom": foreign.BOX}, {"code": "b", "name": "B", "geom": foreign.PLACE}]
    path = saved(tmp_path, foreign.geopackage(rows), name="districts.gpkg")
    with read_regions(path, {"id": "code", "name": "name"}, "", Limits()) as incoming:
        (batch,) = incoming
    good, bad = batch.to_pylist()
    assert (good["id"], good["name"], good["parent"], good["reason"]) == ("a", "A", "", None)
    assert (bad["line"], bad["column"]) == (2, "geometry")
    assert nothing_left()


def test_a_column_that_regions_lack_is_named(tmp_path):
    path = saved(tmp_path, foreign.geopackage([{"code": "a", "geom": foreign.BOX}]))
    with pytest.raises(UnreadableFile, match="has no column CODE; found: fid, code"):
        read_regions(path, {"id": "CODE"}, "", Limits()).__enter__()


def test_an_unknown_layout_comes_with_its_header_and_a_guess(tmp_path, nothing_left):
    path = saved(tmp_path, "Longitude,Latitude,Date\n61.5,29,2024-05-01\n")
    with pytest.raises(UnknownLayout, match=r"^list\.csv: its columns are of no known layout") as caught:
        read(path)
    assert caught.value.header == ("Longitude", "Latitude", "Date")
    assert caught.value.suggestion["lon"] == "Longitude"
    assert nothing_left()


def test_whoever_stops_half_way_leaves_nothing_behind(tmp_path, nothing_left):
    path = saved(tmp_path, ours(*[{}] * 45_000))
    with read_incidents(path, How(), Limits()) as incoming:
        next(iter(incoming))
        assert not nothing_left()
    assert nothing_left()


def test_an_error_of_whoever_takes_the_rows_goes_on_as_it_is(tmp_path, nothing_left):
    with pytest.raises(FileNotFoundError, match="mine"), read_incidents(saved(tmp_path, ours({})), How(), Limits()):
        raise FileNotFoundError("mine")
    assert nothing_left()


def test_a_format_that_is_forced_is_held(tmp_path):
    with pytest.raises(UnreadableFile, match=r"list\.csv: columns missing: "):
        read(saved(tmp_path, acled({})), How(format="ucdp"))


@pytest.fixture
def taken_over(tmp_path, monkeypatch) -> Callable[[str], str]:
    """Runs a program where the reader should be, and gives what the user is told."""
    monkeypatch.setattr(process, "WORKER", "tests.takeover")

    def told(program: str) -> str:
        with pytest.raises(UnreadableFile) as caught:
            read(saved(tmp_path, f"import os, sys, orjson\n{program}"))
        message = str(caught.value)
        assert message.isprintable()
        return message

    return told


STREAM = """
import pyarrow as pa
from data.child import wire
def send(schema, head=b'{"provider": "own", "form": "csv", "header": [], "notes": []}', *batches):
    with pa.ipc.new_stream(sys.stdout.buffer, schema.with_metadata({"head": head})) as stream:
        for batch in batches: stream.write_batch(batch)
"""


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("", "the reader failed on it"),
        ("sys.exit(3)", "the reader failed on it"),
        ("sys.stderr.write('{'); sys.exit(3)", "the reader failed on it"),
        ("sys.stderr.write('[]'); sys.exit(3)", "the reader failed on it"),
        ("os.abort()", "the reader crashed on it (SIGABRT)"),
        ("os.write(2, b'memory allocation of 9 bytes failed'); os.abort()", "needs more than 2 GB"),
        ("raise ValueError('\\x1b[2J')", "the reader failed on it"),
        ("os.write(1, bytes(range(256)))", "the reader failed on it"),
        ("os.write(1, b'\\xff' * 4 + b'\\xff\\xff\\xff\\x7f' + b'a' * 100)", "the reader failed on it"),
        (STREAM + "send(pa.schema([('a', pa.int64())]))", "gave what cannot be (its columns"),
        (STREAM + "send(wire.IDS)", "gave what cannot be (its columns"),
        (STREAM + "send(wire.REGIONS)", "gave what cannot be (its columns"),
        (STREAM + "send(wire.INCIDENTS, b'{}')", "the reader"),
        (STREAM + "send(wire.INCIDENTS, b'[1]')", "the reader"),
        (STREAM + "send(wire.INCIDENTS, b'nothing')", "the reader"),
        (STREAM + 'send(wire.INCIDENTS, b\'{"provider": [], "form": 1, "header": [], "notes": []}\')', "the reader"),
        (
            STREAM + 'send(wire.INCIDENTS, b\'{"provider": "evil", "form": "csv", "header": [], "notes": []}\')',
            "the reader",
        ),
    ],
)
def test_a_reader_that_was_taken_over_gets_no_further_than_a_sentence(taken_over, program: str, why: str):
    assert why in taken_over(program)


def test_one_that_says_nonsense_and_goes_on_is_not_waited_for(taken_over, monkeypatch, nothing_left):
    monkeypatch.setattr(process, "ENDING_S", 0.2)
    message = taken_over("import time; os.write(1, b'\\xff' * 8); time.sleep(600)")
    assert message == "list.csv: the reader does not end; nothing of it was taken"
    assert nothing_left()


def test_nothing_of_the_user_is_told_to_the_reader(taken_over, monkeypatch):
    monkeypatch.setenv("SECRET", "of the user")
    told = taken_over("raise ValueError(sorted(os.environ))")
    assert not any(word in told for word in ("HOME", "USER", "SECRET", "'PATH'"))


def test_the_reader_stands_nowhere(taken_over):
    assert "No such file or directory" in taken_over("os.mkdir('here')")
