"""What is believed of the columns that a reading process gives."""

from __future__ import annotations

import struct

import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.child import wire
from data.child.wire import Untrusted
from data.rows import Unfit
from data.sources import own
from geo.tables import Incidents
from tests.sheets import OWN_ROW

SQUARE = shapely.to_wkb(shapely.box(60, 25, 61, 26), byte_order=1)
ROWS = wire.Rows(wire.INCIDENTS)


def incidents(*rows):
    return wire.batch([ROWS.accepted(i, own.incident(OWN_ROW | row)) for i, row in enumerate(rows, 1)], wire.INCIDENTS)


def changed(batch, **columns):
    """Put other columns in the place of some, as a process that was taken over could."""
    values = [columns.get(name, batch.column(name)) for name in batch.schema.names]
    types = batch.schema.types
    made = [v if isinstance(v, pa.Array) else pa.array(v, t) for v, t in zip(values, types, strict=True)]
    return pa.record_batch(made, schema=batch.schema)


def test_an_honest_batch_is_believed():
    refused = ROWS.refused(7, Unfit("killed is no\ncount", column="killed", value="\x1b[31m"))
    good = [ROWS.accepted(1, own.incident(OWN_ROW)), ROWS.accepted(2, own.incident(OWN_ROW | {"lon": "", "lat": ""}))]
    found = wire.check(wire.batch([*good, refused], wire.INCIDENTS)).to_pylist()
    assert [row["reason"] for row in found] == [None, None, "killed is no?count"]
    assert (found[2]["line"], found[2]["column"], found[2]["value"], found[2]["killed"]) == (7, "killed", "?[31m", None)
    assert (found[0]["killed"], found[0]["lon"], found[1]["lon"], found[0]["notes"]) == (3, 70.6, None, "")
    Incidents.of({name: [row[name] for row in found[:1]] for name in own.COLUMNS})


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("lon", 181.0, "lon is not on the globe"),
        ("lat", float("nan"), "lat is not on the globe"),
        ("lat", float("-inf"), "lat is not on the globe"),
        ("lat", None, "lon or lat is missing"),
        ("kind", "festival", "kind is not of its vocabulary"),
        ("precision", "", "precision is not of its vocabulary"),
        ("date_precision", "x", "date_precision is not of its vocabulary"),
        ("attribution", "x", "attribution is not of its vocabulary"),
        ("date_start", "", "date_start is not a day"),
        ("date_start", "2014-02-30", "date_start is not a day"),
        ("date_start", "2014-03-01\n", "date_start is not a day"),
        ("date_end", "2014-02-28", "date_end is before date_start"),
        ("killed", -1, "killed is not a count"),
        ("injured", 2**62, "injured is not a count"),
        ("source", "", "source is empty"),
        ("source_id", "", "source_id is empty"),
        ("notes", None, "notes is missing"),
        ("source", None, "source is missing"),
        ("line", None, "line is missing"),
    ],
)
def test_what_no_incident_may_hold_is_not_believed(column, value, why):
    with pytest.raises(Untrusted, match=f"^{why}$"):
        wire.check(changed(incidents({}), **{column: [value]}))


@pytest.mark.parametrize("column", ["column", "value", "reason"])
@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "\x9b31m", "\u202e", "\u2028"], ids=ascii)
def test_a_reason_that_cannot_be_shown_is_not_believed(column, text):
    bad = wire.batch([ROWS.refused(1, Unfit("x"))], wire.INCIDENTS)
    with pytest.raises(Untrusted, match=f"^{column} cannot be shown$"):
        wire.check(changed(bad, **{column: [text]}))


def test_malformed_columns_are_not_believed():
    no_text = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(struct.pack("<ii", 0, 1)), pa.py_buffer(b"\xff")]
    )
    with pytest.raises(Untrusted, match="its columns are malformed"):
        wire.check(changed(incidents({}), place=no_text))


@given(st.text())
def test_whatever_a_cell_holds_its_refusal_can_be_shown(text):
    row = ROWS.refused(1, Unfit(text, column=text, value=text))
    wire.check(wire.batch([row], wire.INCIDENTS))


def test_an_area_is_believed_and_nothing_else():
    rows = wire.Rows(wire.REGIONS)
    one = wire.batch([rows.accepted(1, {"id": "a", "geometry": SQUARE})], wire.REGIONS)
    assert wire.check(one).to_pylist()[0]["name"] == ""
    with pytest.raises(Untrusted, match="geometry is no area"):
        wire.check(changed(one, geometry=[shapely.to_wkb(shapely.Point(1, 2))]))
    with pytest.raises(Untrusted, match="id is empty"):
        wire.check(changed(one, id=[""]))


HOLE = [(1, 1), (2, 1), (2, 2), (1, 1)]
HOLED = shapely.to_wkb(shapely.MultiPolygon([([(0, 0), (9, 0), (9, 9), (0, 0)], [HOLE])]), byte_order=1)


@pytest.mark.parametrize(
    "wkb",
    {
        "nothing": b"",
        "cut off": SQUARE[:-1],
        "longer": SQUARE + b"\0",
        "big-endian": shapely.to_wkb(shapely.box(60, 25, 61, 26), byte_order=0),
        "with heights": shapely.to_wkb(shapely.force_3d(shapely.box(60, 25, 61, 26))),
        "with a system": shapely.to_wkb(shapely.set_srid(shapely.box(60, 25, 61, 26), 4326), include_srid=True),
        "empty polygon": shapely.to_wkb(shapely.Polygon()),
        "no polygons": shapely.to_wkb(shapely.MultiPolygon()),
        "beyond the globe": shapely.to_wkb(shapely.box(0, 0, 181, 1)),
        "collection": shapely.to_wkb(shapely.GeometryCollection([shapely.box(0, 0, 1, 1)])),
        "nested": struct.pack("<BII", 1, 6, 1) + struct.pack("<BII", 1, 7, 1) * 1_000,
        "endless rings": struct.pack("<BII", 1, 3, 2**32 - 1),
        "endless points": struct.pack("<BIII", 1, 3, 1, 2**32 - 1),
        "open": struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 1),
        "no number": struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, float("nan"), 0, 1, 1, 0, 0),
    }.items(),
    ids=lambda item: item[0],
)
def test_bytes_that_are_no_area_are_told_before_anything_reads_them(wkb):
    assert wire.is_area(SQUARE)
    assert wire.is_area(HOLED)
    assert not wire.is_area(wkb[1])


@given(st.binary(max_size=120), st.integers(0, len(HOLED)), st.integers(0, 255))
def test_whatever_is_taken_for_an_area_can_be_read_as_one(noise, at, byte):
    for wkb in (noise, SQUARE[:at] + noise, HOLED[:at] + bytes([byte]) + HOLED[at + 1 :]):
        if wire.is_area(wkb):
            assert shapely.from_wkb(wkb).geom_type in ("Polygon", "MultiPolygon")
