"""What runs in the reading process: rows of one open file in, checked columns out, and nothing else.

Started as ``python -m data.child.worker FD`` with an order as JSON on standard input. Columns leave as an Arrow stream
on standard output. What is wrong with the file leaves as JSON on standard error, with the exit code `wire.REFUSED`.
"""

from __future__ import annotations

import os
import sys
from itertools import chain, islice
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from data import formats, sources, vocabulary
from data.child import confine, wire
from data.child.limits import Limits
from data.rows import Unfit
from data.sources.reading import How, UnknownHeader
from data.sources.recognise import choose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.rows import Line, Row, Table
    from data.sources.reading import Provider

SAMPLE = 20  # rows that a guess of the layout may look at
SENTENCE, NAMES, NAME = 2_000, 200, 100
"""Of what is wrong with a file: characters of the message, columns that are named, characters of each name."""


class WithoutPandas:
    """Import no pandas: Arrow would, to see whether a list is one of its columns, and that takes a second."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> None:
        """Refuse it, and leave all else to the usual finders."""
        if name == "pandas":
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


def main() -> None:
    """Read one file."""
    order = orjson.loads(sys.stdin.buffer.read())
    limits, how, file = Limits(**order["limits"]), How(**order["how"]), int(sys.argv[1])
    confine.limit(limits)
    confine.lock(folder for package in (formats, sources, vocabulary) for folder in package.__path__)
    sys.meta_path.insert(0, WithoutPandas())
    pa.set_cpu_count(1)
    try:
        with os.fdopen(file, "rb", closefd=False) as opened:
            table = formats.read(opened, how, limits.rows)
            (_regions if order["want"] == "regions" else _incidents)(table, how, limits, file)
    except UnknownHeader as error:
        suggestion = {ours: theirs for ours, theirs in error.suggestion.items() if len(theirs) <= NAME}
        message = "; ".join((str(error), *getattr(error, "__notes__", ())))
        _refuse(message, header=[name[:NAME] for name in error.header[:NAMES]], suggestion=suggestion)
    except MemoryError:
        _refuse("", memory=True)
    except ValueError as error:
        _refuse(str(error))


def _refuse(message: str, **more: object) -> None:
    sys.stderr.buffer.write(orjson.dumps({"message": message[:SENTENCE], **more}))
    sys.stderr.flush()
    os._exit(wire.REFUSED)  # a stream that is half written is not to be ended as if it were whole


def _incidents(table: Table, how: How, limits: Limits, file: int) -> None:
    first = list(islice(table.lines, SAMPLE))
    try:
        provider = choose(table.header, how, [row for _, row in first if not isinstance(row, Unfit)])
    except UnknownHeader as error:
        for note in table.notes:  # such as of another sheet, which may be the one that was meant
            error.add_note(note)
        raise
    notes = (*table.notes, *provider.notes, *(() if first else ("there is no row below the names of its columns",)))
    schema = wire.IDS if provider.deletes else wire.INCIDENTS
    head = {"provider": provider.id, "form": table.form, "header": table.header, "notes": notes}
    _send(_converted(chain(first, table.lines), provider, schema), schema, head, limits, file)


def _regions(table: Table, how: How, limits: Limits, file: int) -> None:
    unknown = [ours for ours in how.columns if ours not in wire.REGION]
    missing = [theirs for theirs in how.columns.values() if theirs not in table.header]
    if unknown or missing:
        raise ValueError(
            f"has no column {', '.join(dict.fromkeys(unknown + missing))}; found: {', '.join(table.header)}"
        )
    head = {"provider": "regions", "form": table.form, "header": table.header, "notes": table.notes}
    _send(_areas(table.lines, how.columns), wire.REGIONS, head, limits, file)


def _converted(lines: Iterator[Line], provider: Provider, schema: pa.Schema) -> Iterator[Mapping[str, object]]:
    """Give each row in our columns, or as refused; a line of tags is neither."""
    rows = wire.Rows(schema)
    for line, row in lines:
        if isinstance(row, Unfit):
            yield rows.refused(line, row)
        elif not provider.is_no_row(row):
            try:
                yield rows.accepted(line, provider.incident(row))
            except Unfit as error:
                yield rows.refused(line, error)


def _areas(lines: Iterator[Line], columns: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    """Give each area under our names of its columns, or as refused."""
    rows = wire.Rows(wire.REGIONS)
    for line, row in lines:
        try:
            yield rows.accepted(line, _area(row, columns))
        except Unfit as error:
            yield rows.refused(line, error)


def _area(row: Row | Unfit, columns: Mapping[str, str]) -> dict[str, object]:
    if isinstance(row, Unfit):
        raise row
    try:
        shape = bytes.fromhex(row.get(formats.GEOMETRY, ""))
    except ValueError:  # a column of a table that is called so
        shape = b""
    if not wire.is_area(shape):
        raise Unfit("is no area in degrees; accepted: polygons", column=formats.GEOMETRY)
    found: dict[str, object] = {ours: row[theirs] for ours, theirs in columns.items()}
    if not found.get("id"):
        raise Unfit("has no id", column=columns.get("id", ""))
    return found | {"geometry": shape}


def _send(
    rows: Iterator[Mapping[str, object]], schema: pa.Schema, head: Mapping[str, object], limits: Limits, file: int
) -> None:
    out, size, sent = sys.stdout.buffer, os.fstat(file).st_size, 0
    with pa.ipc.new_stream(out, schema.with_metadata({"head": orjson.dumps(head)})) as stream:
        while some := list(islice(rows, wire.ROWS)):
            sent += len(some)
            if sent > limits.rows:
                raise ValueError(f"has more than {limits.rows:,} rows (--limits rows=...)")
            done = os.lseek(file, 0, os.SEEK_CUR) / max(size, 1)
            stream.write_batch(wire.batch(some, schema), custom_metadata={"done": f"{done:.4f}"})
            out.flush()


if __name__ == "__main__":
    main()
