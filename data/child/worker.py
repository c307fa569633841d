"""What runs in the reading process: rows of one open file in, checked columns out, and nothing else.

Started as ``python -m data.child.worker FD`` with an order as JSON on standard input. Columns leave as an Arrow stream on
standard output. What is wrong with the file leaves as JSON on standard error, with the exit code `wire.REFUSED`.
"""

from __future__ import annotations

import os
import sys
from itertools import chain, islice
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from data import formats
from data.child import confine, wire
from data.child.areas import is_area
from data.child.limits import Limits
from data.rows import Unfit
from data.sources import own
from data.sources.reading import How, UnknownHeader
from data.sources.recognise import choose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.rows import Line, Table
    from data.sources.reading import Provider

ROWS = 20_000  # of a batch
UNKNOWN = dict.fromkeys(own.COLUMNS, "")
SAMPLE = 20  # rows that a guess of the layout may look at


class WithoutPandas:
    """Import no pandas: Arrow would, to see whether a list is one of its columns, and that takes a second."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> None:
        """Refuse it, and leave all else to the usual finders."""
        if name == "pandas":
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


def main() -> None:
    """Read one file."""
    order = orjson.loads(sys.stdin.buffer.read())
    limits = Limits(**order["limits"])
    confine.limit(limits)
    confine.lock(confine.own_folders())
    sys.meta_path.insert(0, WithoutPandas())
    pa.set_cpu_count(1)
    try:
        how, number = How(**order["how"]), int(sys.argv[1])
        with os.fdopen(number, "rb", closefd=False) as file:
            table = formats.read(file, how, limits.rows)
            (_regions if order["want"] == "regions" else _incidents)(table, how, limits, number)
    except UnknownHeader as error:
        _refuse(str(error), header=list(error.header), suggestion=error.suggestion)
    except MemoryError:
        _refuse("", memory=True)
    except ValueError as error:
        _refuse(str(error))


def _refuse(message: str, **more: object) -> None:
    sys.stderr.buffer.write(orjson.dumps({"message": message, **more}))
    sys.stderr.flush()
    os._exit(wire.REFUSED)


def _incidents(table: Table, how: How, limits: Limits, file: int) -> None:
    lines = iter(table.lines)
    first = list(islice(lines, SAMPLE))
    provider = choose(table.header, how, [row for _, row in first if not isinstance(row, Unfit)])
    schema = wire.IDS if provider.deletes else wire.INCIDENTS
    head = _head(provider.id, table, provider.notes)
    _send(_converted(chain(first, lines), provider), schema, head, limits, file)


def _regions(table: Table, how: How, limits: Limits, file: int) -> None:
    missing = [theirs for theirs in how.columns.values() if theirs not in table.header]
    if missing:
        raise ValueError(f"has no column {missing[0]}; found: {', '.join(table.header)}")
    _send(_shapes(table.lines, how.columns), wire.REGIONS, _head("regions", table, ()), limits, file)


def _shapes(lines: Iterator[Line], columns: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    for line, row in lines:
        if isinstance(row, Unfit):
            yield wire.refused(line, row.column, row.value, str(row))
        elif not is_area(shape := bytes.fromhex(row.get(formats.GEOMETRY, ""))):
            yield wire.refused(line, formats.GEOMETRY, "", "has no area in longitude and latitude")
        else:
            named = {ours: row[columns[ours]] if ours in columns else "" for ours in wire.REGION}
            yield named | {"geometry": shape, "line": line}


def _converted(lines: Iterator[Line], provider: Provider) -> Iterator[Mapping[str, object]]:
    for line, row in lines:
        try:
            if isinstance(row, Unfit):
                raise row  # noqa: TRY301
            if provider.is_no_row(row):
                continue
            found: dict[str, object] = {**UNKNOWN, **provider.incident(row), "line": line}
        except Unfit as error:
            found = wire.refused(line, error.column, error.value, str(error))
        yield found


def _head(provider: str, table: Table, notes: tuple[str, ...]) -> dict[str, object]:
    return {"provider": provider, "form": table.form, "header": table.header, "notes": [*table.notes, *notes]}


def _send(
    rows: Iterator[Mapping[str, object]], schema: pa.Schema, head: dict[str, object], limits: Limits, file: int
) -> None:
    size, n = os.fstat(file).st_size, 0
    out = sys.stdout.buffer
    with pa.ipc.new_stream(out, schema.with_metadata({"head": orjson.dumps(head)})) as stream:
        while some := list(islice(rows, ROWS)):
            n += len(some)
            if n > limits.rows:
                raise ValueError(f"has more than {limits.rows:,} rows (--limits rows=...)")
            done = min(os.lseek(file, 0, os.SEEK_CUR) / size, 1.0) if size else 1.0
            made = wire.batch(some, schema)
            stream.write_batch(made, custom_metadata={"done": f"{done:.4f}"})
            out.flush()


if __name__ == "__main__":
    main()
