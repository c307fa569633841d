"""Take the columns of a reading process: the file is foreign, and so is what reads it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

import orjson
import pyarrow as pa

from data.child import wire
from data.child.process import started
from data.child.wire import Untrusted
from data.sources.reading import How
from data.sources.recognise import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from data.child.limits import Limits
    from data.child.process import Reading

INCIDENTS = {id_: wire.IDS if provider.deletes else wire.INCIDENTS for id_, provider in PROVIDERS.items()}


class Head(NamedTuple):
    """What the reader found the file to be."""

    provider: str
    form: str
    header: tuple[str, ...]
    notes: tuple[str, ...]


class Incoming:
    """The rows of a file as they come, batch by batch, each checked."""

    def __init__(self, reading: Reading, schemas: Mapping[str, pa.Schema], heard: Callable[[float], None]) -> None:
        self._reading, self._heard, self._rows = reading, heard, 0
        with self._explained():
            self._stream = pa.ipc.open_stream(reading)
            given = self._stream.schema
            said = orjson.loads((given.metadata or {}).get(b"head", b"{}"))
            words = [*said["header"], *said["notes"], said["form"]]
            if said["provider"] not in schemas or not all(isinstance(word, str) for word in words):
                raise Untrusted("it does not say what it read")
            self._schema = schemas[said["provider"]]
            if not self._schema.equals(given):
                raise Untrusted("its columns are not those that were asked for")
            self.head = Head(
                said["provider"], said["form"], tuple(said["header"]), tuple(map(wire.shown, said["notes"]))
            )

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Give the batches."""
        while (batch := self._next()) is not None:
            yield batch
        self._reading.finish()

    def _next(self) -> pa.RecordBatch | None:
        with self._explained():
            try:
                found, meta = self._stream.read_next_batch_with_custom_metadata()
            except StopIteration:
                return None
            self._rows += found.num_rows
            if found.num_rows > wire.ROWS or self._rows > self._reading.limits.rows:
                raise Untrusted("more rows than there may be")
            batch = wire.check(pa.record_batch(found.columns, schema=self._schema))
            done = float((meta or {}).get(b"done", b"0"))
        self._heard(min(max(done, 0.0), 1.0))
        return batch

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in the user's words what went wrong while columns were expected."""
        try:
            yield
        except (pa.ArrowException, MemoryError, OSError, LookupError, TypeError, ValueError) as error:
            raise self._reading.error(error) from None


@contextmanager
def read_incidents(
    path: Path, how: How, limits: Limits, heard: Callable[[float], None] = lambda _: None
) -> Iterator[Incoming]:
    """Read a file of incidents, or of ids to delete, in a process of its own.

    Parameters
    ----------
    path : Path
    how : How
    limits : Limits
    heard : callable
        Told which part of the file is read (0 to 1).

    Raises
    ------
    UnreadableFile
        The file cannot be read within the limits; the message says why.
    UnknownLayout
        Its columns are of no known layout.
    """
    order = {"want": "incidents", "how": asdict(how), "limits": asdict(limits)}
    with started(path, order, limits) as reading:
        yield Incoming(reading, INCIDENTS, heard)


@contextmanager
def read_regions(path: Path, columns: Mapping[str, str], layer: str, limits: Limits) -> Iterator[Incoming]:
    """Read a file of areas in a process of its own.

    Parameters
    ----------
    path : Path
    columns : mapping
        The file's column of each of `wire.REGION` that it knows: id, name, name_fa, name_ur, parent, pcode.
    layer : str
        Of a GeoPackage; empty for its only one.
    limits : Limits

    Raises
    ------
    UnreadableFile
        The file cannot be read within the limits, or lacks a column.
    """
    how = How(columns=dict(columns), layer=layer)
    with started(path, {"want": "regions", "how": asdict(how), "limits": asdict(limits)}, limits) as reading:
        yield Incoming(reading, {"regions": wire.REGIONS}, lambda _: None)
