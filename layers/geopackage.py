"""GeoPackages for a GIS: the regions of an answer with their figures, or the incidents behind it.

GDAL writes the features, from columns of our own, into memory. What they rest on is a table of words beside them, for
which GDAL is not needed; there each file also loses the time at which it was made: the same answer gives the same
bytes.
"""

from __future__ import annotations

import io
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.tables import COUNTS
from layers import behind, figures, words
from layers.citation import pinned
from layers.features import points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from geo.columns import Objects
    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tally import Tally

    Rows = Sequence[Mapping[str, object]]

MOST_INCIDENTS = 200_000
"""A file lies in memory some three times over while it is made: of so many it takes some hundred megabytes."""
AT_ONCE = 2000
"""Incidents that are told in one go."""
NO_TIME = "1970-01-01T00:00:00.000Z"
"""A file does not say when it was made; it says of which version of the data."""
REALS = ("lon", "lat", "value", "share", "change", "change_low", "change_high", "years", "area_km2")
DAYS = ("date_start", "date_end")
NO_END = "\N{REPLACEMENT CHARACTER}"
"""In the place of NUL, at which text would end in a GeoPackage."""
ABOUT = """
    CREATE TABLE about (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL);
    INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('about', 'attributes', 'about');
"""


class Layer(NamedTuple):
    """What GDAL writes: names of columns, those that hold whole numbers, and rows with their geometries in pieces."""

    name: str
    geometry: str
    columns: Sequence[str]
    whole: frozenset[str]
    pieces: Iterable[tuple[Rows, Objects]]


def regions(snapshot: Snapshot, tally: Tally) -> bytes:
    """Give a tally as a GeoPackage: the layer ``regions`` with the columns of the CSV, and the table ``about``.

    Examples
    --------
    >>> from geo.tally import tally
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> regions(world, tally(world, world.ask([])))[:15]
    b'SQLite format 3'
    """
    rows = [figures.flat(row) for row in figures.rows(tally)]
    shapes = np.array([_many(shape) for shape in tally.regions.geometry], dtype=object)
    columns = tuple(rows[0]) if rows else figures.KEYS
    whole = frozenset({*figures.WHOLE, *(name for name in columns if name.startswith("precision_"))})
    return _file(Layer("regions", "MultiPolygon", columns, whole, [(rows, shapes)]), _basis(snapshot, tally))


def incidents(snapshot: Snapshot, query: Query, rows: npt.NDArray[Any]) -> bytes:
    """Give the incidents that a question counts as a GeoPackage: the layer ``incidents``, and the table ``about``.

    Parameters
    ----------
    rows : ndarray of int
        All of them, at most `MOST_INCIDENTS`; see `geo.behind.behind`.

    Examples
    --------
    >>> from geo.behind import behind
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)])
    >>> asked = world.ask([])
    >>> incidents(world, asked, behind(world, asked))[:15]
    b'SQLite format 3'
    """
    layer = Layer("incidents", "Point", behind.KEYS, frozenset(COUNTS), _told(snapshot, query, rows))
    return _file(layer, _asked(snapshot, query) | {"counted": len(rows)})


def _told(snapshot: Snapshot, query: Query, rows: npt.NDArray[Any]) -> Iterator[tuple[Rows, Objects]]:
    for begin in range(0, len(rows), AT_ONCE):
        at = rows[begin : begin + AT_ONCE]
        told = [behind.flat(one) for one in behind.told(snapshot, at, epoch=query.epoch)]
        yield told, points(snapshot.incidents.lon[at], snapshot.incidents.lat[at])


def _many(shape: shapely.Geometry) -> shapely.Geometry:
    """Give one type of geometry to all: a client believes what the layer says of itself."""
    return shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape


# --- what it rests on ---


def _basis(snapshot: Snapshot, tally: Tally) -> dict[str, object]:
    said: dict[str, Any] = figures.about(snapshot, tally)
    against = said["compared_with"]
    return {
        "finding": said["headline"]["text"],
        "unit": said["unit"],
        **_asked(snapshot, tally.query),
        "period": words.period(tally.period),
        "compared_with": f"{against['from']}/{against['to']}" if against else "",
        "total": tally.total,
        "counted": tally.counted,
        "unplaced": tally.unplaced.n,
        "excluded": said["excluded"]["n"],
        **{f"excluded_{reason}": n for reason, n in said["excluded"]["reasons"].items()},
        "left_out": said["headline"]["left_out"],
        "warnings": " ".join(said["warnings"]),
    }


def _asked(snapshot: Snapshot, query: Query) -> dict[str, object]:
    """Say what was asked of which state of the data, where they come from, and under which licence."""
    sources = [snapshot.sources[id_] for id_ in query.source]
    return {
        "source": "; ".join(s.name for s in sources),
        "citation": "; ".join(s.cite for s in sources),
        "licence": "; ".join(dict.fromkeys(s.licence for s in sources)),
        "period": words.period(query.period),
        "query": pinned(snapshot, query),
        "revision": snapshot.revision,
        "digest": snapshot.digest,
    }


# --- how it is written ---


def _file(layer: Layer, about: Mapping[str, object]) -> bytes:
    said = [(name, _text(value)) for name, value in about.items() if value not in ("", None)]
    db = sqlite3.connect(":memory:")
    try:
        db.deserialize(_features(layer))
        db.executescript(ABOUT)
        db.execute("UPDATE gpkg_contents SET last_change = ?", (NO_TIME,))
        db.executemany("INSERT INTO about (name, value) VALUES (?, ?)", said)
        db.commit()
        db.execute("VACUUM")  # the order of its pages is not always the same
        return db.serialize()
    finally:
        db.close()


def _features(layer: Layer) -> bytes:
    import pyarrow as pa
    from pyogrio.raw import write_arrow  # GDAL is 40 MB that only this file needs

    schema = pa.schema([*((name, _type(name, layer)) for name in layer.columns), ("geometry", pa.binary())])
    made = (_batch(rows, shapes, schema) for rows, shapes in layer.pieces)
    out = io.BytesIO()
    write_arrow(
        pa.RecordBatchReader.from_batches(schema, made),
        out,
        layer=layer.name,
        driver="GPKG",
        geometry_name="geometry",
        geometry_type=layer.geometry,
        crs="EPSG:4326",  # in a GeoPackage, longitude before latitude
        dataset_options={"VERSION": "1.2"},  # clients of 2018 read it, too
    )
    return out.getvalue()


def _batch(rows: Rows, shapes: Objects, schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    columns = [
        pa.array([_cell(row[field.name], str(field.type)) for row in rows], field.type) for field in [*schema][:-1]
    ]
    return pa.record_batch([*columns, pa.array(shapely.to_wkb(shapes), pa.binary())], schema=schema)


def _type(name: str, layer: Layer) -> pa.DataType:
    import pyarrow as pa

    if name in layer.whole:
        return pa.int64()
    return pa.float64() if name in REALS else pa.date32() if name in DAYS else pa.string()


def _cell(value: object, kind: str) -> object:
    if value in (None, ""):
        return None  # what is not known
    return date.fromisoformat(str(value)) if kind == "date32[day]" else _text(value) if kind == "string" else value


def _text(value: object) -> str:
    return str(value).replace("\0", NO_END)
