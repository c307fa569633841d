"""What passes from the reading process to ours, and what of it is believed: checked columns and nothing else."""

from __future__ import annotations

import struct
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.sources import own
from geo import terms
from geo.tables import COUNTS, MOST_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.rows import Unfit

ROWS = 20_000  # of a batch
REFUSED = 3
"""The exit code of a reader that has something against the file."""
REFUSAL = ("line", "column", "value", "reason")
"""Where a refused row stands, which cell of it, and why; an accepted row has no reason."""
DAYS = ("date_start", "date_end")
WORDS = {
    "precision": terms.PRECISIONS,
    "kind": terms.KINDS,
    "date_precision": (*terms.DATE_PRECISIONS, ""),
    "attribution": (*terms.ATTRIBUTIONS, ""),
}
KEYS = ("source", "source_id", "id")
REGION = ("id", "name", "name_fa", "name_ur", "parent", "pcode")
POLYGON, MULTIPOLYGON = 3, 6
DEGREES = (180.0, 90.0)
LEAST_RING = 4  # points; the last is the first


class Untrusted(ValueError):
    """Columns that a reader of ours would not have given: something took it over, or it is broken."""


def _schema(*names: str) -> pa.Schema:
    types = dict.fromkeys((*COUNTS, "line"), pa.int64()) | {"lon": pa.float64(), "lat": pa.float64()}
    types["geometry"] = pa.binary()
    return pa.schema([(name, types.get(name, pa.string())) for name in (*names, *REFUSAL)])


INCIDENTS = _schema(*own.COLUMNS)
IDS = _schema("source", "source_id")
"""Of a list of ids to delete."""
REGIONS = _schema(*REGION, "geometry")


def shown(text: str) -> str:
    r"""Give text of others as a terminal may show it.

    Examples
    --------
    >>> shown("a\x1b[31m.csv")
    'a?[31m.csv'
    """
    return "".join(c if c.isprintable() else "?" for c in text)


class Rows:
    """Makes complete rows of a schema."""

    def __init__(self, schema: pa.Schema) -> None:
        self._nulls: dict[str, object] = dict.fromkeys(schema.names)
        self._unknown: dict[str, object] = dict.fromkeys(schema.names, "") | dict.fromkeys(REFUSAL)

    def accepted(self, line: int, row: Mapping[str, object]) -> dict[str, object]:
        """Give a row; what it does not name is unknown."""
        return {**self._unknown, **row, "line": line}

    def refused(self, line: int, why: Unfit) -> dict[str, object]:
        """Give a row that says why there is none."""
        said = {"column": shown(why.column), "value": shown(why.value), "reason": shown(str(why))}
        return {**self._nulls, **said, "line": line}


def batch(rows: Iterable[Mapping[str, object]], schema: pa.Schema) -> pa.RecordBatch:
    """Lay rows out in columns: text as it is, numbers read from their text, unknown ones null."""
    columns = zip(*map(itemgetter(*schema.names), rows), strict=True)
    return pa.record_batch([_column(*of) for of in zip(schema.types, columns, strict=True)], schema=schema)


def _column(kind: pa.DataType, values: Iterable[Any]) -> pa.Array:
    if pa.types.is_floating(kind):
        return pa.array([float(v) if v else None for v in values], kind)
    if pa.types.is_integer(kind):
        return pa.array([int(v) if v else None for v in values], kind)
    return pa.array(values, kind)


def check(given: pa.RecordBatch) -> pa.RecordBatch:
    """Believe a batch of one of our schemas, or refuse it: everything that `geo.tables.Incidents` holds of a row.

    Raises
    ------
    Untrusted
        It is not what our own reader gives.
    """
    try:
        given.validate(full=True)
    except pa.ArrowException as error:
        raise Untrusted(f"its columns are malformed: {error}") from None
    bad = given.filter(given.column("reason").is_valid())
    good = given.filter(given.column("reason").is_null()) if bad.num_rows else given
    for name in ("column", "value", "reason"):
        _none(pc.match_substring_regex(bad.column(name), r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"), f"{name} cannot be shown")
    for name in set(given.schema.names) - set(REFUSAL):
        if not pa.types.is_integer(given.schema.field(name).type) and name not in ("lon", "lat"):
            _none(good.column(name).is_null(), f"{name} is missing")
        if name in KEYS:
            _none(pc.equal(good.column(name), ""), f"{name} is empty")
    _none(given.column("line").is_null(), "line is missing")
    if given.schema.equals(INCIDENTS):
        _check_incidents(good)
    if given.schema.equals(REGIONS) and not all(map(is_area, good.column("geometry").to_pylist())):
        raise Untrusted("geometry is no area")
    return given


def _check_incidents(good: pa.RecordBatch) -> None:
    for name, accepted in WORDS.items():
        _none(pc.invert(pc.is_in(good.column(name), pa.array(accepted))), f"{name} is not of its vocabulary")
    for name in DAYS:
        _none(pc.invert(pc.match_substring_regex(good.column(name), r"^\d{4}-\d\d-\d\d$")), f"{name} is not a day")
        try:
            pc.cast(good.column(name), pa.date32())
        except pa.ArrowException:
            raise Untrusted(f"{name} is not a day") from None
    _none(pc.less(good.column("date_end"), good.column("date_start")), "date_end is before date_start")
    for name, most in zip(("lon", "lat"), DEGREES, strict=True):
        near = pc.less_equal(pc.abs(good.column(name)), most)  # not true of what is no number, either
        _none(pc.invert(near), f"{name} is not on the globe")
    _none(pc.xor(good.column("lon").is_null(), good.column("lat").is_null()), "lon or lat is missing")
    for name in COUNTS:
        number = good.column(name)
        _none(pc.or_(pc.less(number, 0), pc.greater(number, int(MOST_PEOPLE))), f"{name} is not a count")


def _none(wrong: pa.Array, what: str) -> None:
    if pc.any(wrong).as_py():
        raise Untrusted(what)


def is_area(wkb: bytes) -> bool:
    """Tell whether bytes are a polygon or several, in degrees, exactly: before anything trusting reads them.

    Examples
    --------
    >>> import shapely
    >>> is_area(shapely.to_wkb(shapely.box(60, 25, 61, 26))), is_area(shapely.to_wkb(shapely.Point(60, 25)))
    (True, False)
    """
    try:
        kind, n = struct.unpack_from("<xII", wkb)
        if wkb[0] != 1 or n == 0:
            return False
        if kind == POLYGON:
            return _after_polygon(wkb, 0) == len(wkb)
        at = 9
        for _ in range(n if kind == MULTIPOLYGON else 0):
            at = _after_polygon(wkb, at)
    except (struct.error, ValueError, IndexError):
        return False
    return kind == MULTIPOLYGON and at == len(wkb)


def _after_polygon(wkb: bytes, at: int) -> int:
    order, kind, rings = struct.unpack_from("<BII", wkb, at)
    if (order, kind) != (1, POLYGON) or rings == 0:
        raise ValueError("no polygon")
    at += 9
    for _ in range(rings):
        (n,) = struct.unpack_from("<I", wkb, at)
        if n < LEAST_RING:
            raise ValueError("no ring")
        points = np.frombuffer(wkb, "<f8", 2 * n, at + 4).reshape(n, 2)
        if not np.all(np.abs(points) <= DEGREES) or np.any(points[0] != points[-1]):
            raise ValueError("no ring in degrees")
        at += 4 + 16 * n
    return at
