"""Look at files without importing them: a store in memory that ends with the process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.importing import import_file
from data.order import Order, Report
from data.snapshots import at
from data.start import only_reference
from data.store import Store
from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.snapshot import Snapshot


class Looked(NamedTuple):
    """A Snapshot of some files alone, and what became of each."""

    snapshot: Snapshot
    reports: tuple[Report, ...]


def of_files(paths: Sequence[Path]) -> Looked:
    """Read files in the place of all stored incidents.

    Raises
    ------
    UnreadableFile
        A file cannot be read, or none of its rows.
    """
    store = Store(None)
    only_reference(store)
    reports = tuple(import_file(store, Order(path=path, keep_refused=False)) for path in paths)
    for path, report in zip(paths, reports, strict=True):
        if report.refused == report.read:
            first = f"; {report.first_refused[0]}" if report.first_refused else ""
            raise UnreadableFile(f"{path.name}: no row could be read{first}")
    return Looked(at(store), reports)
