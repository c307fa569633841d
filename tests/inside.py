"""A reader of foreign files in this process: as the one in a process of its own, without half a second to start it."""

from __future__ import annotations

import io
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from data import formats
from data.child import Head, wire, worker
from data.sources.recognise import choose
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from data.child import Limits
    from data.sources.reading import How


class Inside(NamedTuple):
    """What `data.child.Incoming` is to an import."""

    head: Head
    batches: Iterator[pa.RecordBatch]

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Give the batches."""
        return self.batches


@contextmanager
def read_incidents(path: Path, how: How, limits: Limits, _heard: Callable[[float], None]) -> Iterator[Inside]:
    """Read a file as `data.child.read_incidents` does."""
    try:
        table = formats.read(io.BytesIO(path.read_bytes()), how, limits.rows)
        provider = choose(table.header, how)
    except ValueError as error:
        raise UnreadableFile(str(error)) from None
    schema = wire.IDS if provider.deletes else wire.INCIDENTS
    rows = worker._converted(table.lines, provider, schema)  # noqa: SLF001 the very same conversion
    batches = (wire.check(wire.batch(some, schema)) for some in iter(lambda: list(islice(rows, wire.ROWS)), []))
    yield Inside(Head(provider.id, table.form, tuple(table.header), (*table.notes, *provider.notes)), batches)
