"""What passes from the reading process to ours, and what of it is believed: checked columns and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from data.child.areas import is_area
from data.sources import own
from geo import terms
from geo.tables import COUNTS, MOST_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

REFUSED = 3
"""The exit code of a reader that has something against the file."""
REFUSAL = ("line", "column", "value", "reason")
"""Where a refused row stands, which cell of it, and why; an accepted row has no reason."""
DAYS = ("date_start", "date_end")
NEVER_EMPTY = {"source", "source_id"}
WORDS = {
    "precision": terms.PRECISIONS,
    "kind": terms.KINDS,
    "date_precision": (*terms.DATE_PRECISIONS, ""),
    "attribution": (*terms.ATTRIBUTIONS, ""),
}


class Untrusted(ValueError):
    """Columns that a reader of ours would not have given: something took it over, or it is broken."""


def type_of(name: str) -> pa.DataType:
    """Give the type of a column."""
    if name in ("lon", "lat"):
        return pa.float64()
    return pa.int64() if name in (*COUNTS, "line") else pa.string()


INCIDENTS = pa.schema([(name, type_of(name)) for name in (*own.COLUMNS, *REFUSAL)])
IDS = pa.schema([(name, pa.string()) for name in ("source", "source_id")] + [(n, type_of(n)) for n in REFUSAL])
"""Of a list of ids to delete."""
REGION = ("id", "name", "name_fa", "name_ur", "parent", "pcode")
REGIONS = pa.schema(
    [(n, pa.string()) for n in REGION] + [("geometry", pa.binary())] + [(n, type_of(n)) for n in REFUSAL]
)
SCHEMAS = {"incidents": INCIDENTS, "ids": IDS, "regions": REGIONS}


def batch(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.RecordBatch:
    """Lay rows out in columns: text as it is, numbers read from their text, empty ones unknown."""
    return pa.record_batch([_column(f, [row.get(f.name) for row in rows]) for f in schema], schema=schema)


def _column(field: pa.Field, values: list[object]) -> pa.Array:
    if pa.types.is_floating(field.type):
        return pa.array([float(v) if v else None for v in values], field.type)  # type: ignore[arg-type]
    if pa.types.is_integer(field.type):
        return pa.array([int(v) if v not in ("", None) else None for v in values], field.type)  # type: ignore[arg-type, call-overload]
    return pa.array(values, field.type)


def check(given: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Believe a batch, or refuse it: its layout, and everything that `geo.tables.Incidents` holds of a row.

    Raises
    ------
    Untrusted
        It is not what our own reader gives.
    """
    if not given.schema.equals(schema):
        raise Untrusted("its columns are not those that were asked for")
    try:
        given.validate(full=True)
    except pa.ArrowException as error:
        raise Untrusted(f"its columns are malformed ({error})") from None
    if given.column("line").null_count:
        raise Untrusted("a row does not say where it stands")
    good = given.filter(given.column("reason").is_null())
    for name in schema.names:
        needed = name not in REFUSAL and not pa.types.is_primitive(schema.field(name).type)
        if needed and good.column(name).null_count:
            raise Untrusted(f"{name} is missing in an accepted row")
    for name in NEVER_EMPTY & set(schema.names):
        _none(pc.equal(good.column(name), ""), f"{name} is empty")
    if schema is INCIDENTS:
        _check_incidents(good)
    if schema is REGIONS and not all(map(is_area, good.column("geometry").to_pylist())):
        raise Untrusted("geometry is no area")
    return given


def _check_incidents(good: pa.RecordBatch) -> None:
    for name, accepted in WORDS.items():
        known = pc.is_in(good.column(name), pa.array(accepted, pa.string()))
        _none(pc.invert(known), f"{name} is not of its vocabulary")
    for name in DAYS:
        try:
            pc.cast(good.column(name), pa.date32())
        except pa.ArrowException:
            raise Untrusted(f"{name} is not a day") from None
    _none(pc.less(good.column("date_end"), good.column("date_start")), "date_end is before date_start")
    for name, most in (("lon", 180.0), ("lat", 90.0)):
        far = pc.greater(pc.abs(good.column(name)), most)
        _none(pc.or_(far, pc.invert(pc.is_finite(good.column(name)))), f"{name} is not on the globe")
    _none(pc.not_equal(good.column("lon").is_null(), good.column("lat").is_null()), "lon or lat is missing")
    for name in COUNTS:
        number = good.column(name)
        _none(pc.or_(pc.less(number, 0), pc.greater(number, int(MOST_PEOPLE))), f"{name} is not a count")


def _none(wrong: pa.Array, what: str) -> None:
    if pc.any(wrong).as_py():
        raise Untrusted(what)


def refused(line: int, column: str, value: str, reason: str) -> dict[str, object]:
    """Give a row that was refused."""
    return {"line": line, "column": column, "value": value, "reason": reason}
