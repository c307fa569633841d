"""Import a file: every row of it is in the store or among the refused, and the whole is one revision or none."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from data import columnar, registry, vocabulary
from data.child import read_incidents
from data.child.wire import shown
from data.claims import Seen, remarks, stated
from data.doubts import flagged
from data.order import Report, Tally
from data.refusals import Refusals
from data.snapshots import derive, regions_at
from data.sources import own
from data.sources.recognise import PROVIDERS
from data.store import WAIT_S, Draft
from data.store.revisions import now
from geo.errors import SarhadError, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from data.order import Order
    from data.store import Store
    from data.store.draft import Values
    from geo.columns import Words
    from geo.tables import Regions

    Progress = Callable[[int, float], None]
    """Told how many rows were read, and which part of the file (0 to 1)."""

MOST_SOURCES = 100
"""Of one file: one with more has something else in that column, such as the newspaper that reported."""
NAME = 100  # characters of the file's own name in that of its refused rows
PIECE = 1 << 20
HOPELESS, HARDLY = 100_000, 0.9  # refused rows, and their share, at which a file is given up


class BadImport(SarhadError, ValueError):
    """An import whose options contradict the file, or each other."""


def import_file(
    store: Store,
    order: Order,
    *,
    progress: Progress = lambda _rows, _part: None,
    waiting: Callable[[], None] = lambda: None,
    wait_s: float = WAIT_S,
) -> Report:
    """Read a file in a child process and put its rows into the store as one revision.

    Parameters
    ----------
    store : Store
        Made ready (`data.start.ready`).
    order : Order
    progress : callable
        Told how many rows were read, and which part of the file.
    waiting : callable
        Called once if another import is under way.
    wait_s : float
        How long to wait for that one.

    Returns
    -------
    Report

    Raises
    ------
    UnreadableFile
        The file cannot be read; nothing was stored.
    BadImport
        The options do not fit the file; nothing was stored.
    StoreError
        The store cannot be written; nothing was stored.
    """
    path, before = order.path, _state(order.path)
    digest = _digest(path)
    part = [0.0]
    with (
        read_incidents(path, order.how, order.limits, lambda done: part.__setitem__(0, done)) as incoming,
        _refusals(order, store) as refused,
        store.writing(waiting=waiting, wait_s=wait_s) as db,
    ):
        work = _Work(Draft(db), Report(file=_utf8(path.name), dry_run=order.dry_run), refused)
        order.claim.check_countries({*work.regions.country})
        head, report = incoming.head, work.report
        report.format, report.form = head.provider, head.form
        report.notes += head.notes
        for batch in incoming:
            (work.delete if PROVIDERS[head.provider].deletes else work.take)(batch)
            progress(report.read + report.deleted + report.absent, part[0])
        if _state(path) != before:
            raise UnreadableFile(f"{path}: was changed while it was read; nothing was stored. Import it again.")
        flags = work.finish(order)
        report.refused, report.reasons, report.first_refused = refused.total, refused.reasons, refused.first
        if order.dry_run:
            work.draft.abandon()
        else:
            report.revision = work.draft.close(
                "delete" if PROVIDERS[head.provider].deletes else "import",
                source=",".join(record["id"] for record in report.sources),
                file=report.file,
                sha256=digest,
                added=report.added,
                changed=report.changed,
                deleted=report.deleted,
                refused=report.refused,
                note=order.note,
            )
            if report.revision:
                derive(store, db, report.revision, flags)
    if refused.written:
        report.refused_file = _utf8(str(refused.path))
    return report


class _Work:
    """One import under way: rows go into a draft, and what became of them into a report."""

    def __init__(self, draft: Draft, report: Report, refused: Refusals) -> None:
        self.draft, self.report, self.refused = draft, report, refused
        self.regions: Regions = regions_at(draft.db, draft.number)
        self.seen: dict[str, Seen] = {}
        self.known = {group.id for group in vocabulary.groups()}
        if now() < draft.time:
            report.notes.append(f"the clock stands before the last revision ({draft.time}); is it right?")

    def take(self, batch: pa.RecordBatch) -> None:
        """Put the accepted rows of a batch into the store, and the others among the refused."""
        good = self._refuse(batch)
        rows: list[Values] = list(zip(*(good.column(name).to_pylist() for name in own.COLUMNS), strict=True))
        done = self.draft.upsert(rows)
        for position in done.repeated:
            line, id_ = (good.column(name)[position].as_py() for name in ("line", "source_id"))
            reason = f"source_id {id_!r} stands twice in this file; the first row was taken"
            self.refused.add(line, "source_id", id_, reason)
        if done.repeated:
            self.report.flags["repeated_id"] += len(done.repeated)
            once = set(range(good.num_rows)) - {*done.repeated}
            good = good.take(pa.array(sorted(once), pa.int64()))
        self.report.read += batch.num_rows
        self.report.added += done.added
        self.report.changed += done.changed
        self.report.unchanged += done.unchanged
        if (
            HOPELESS <= self.refused.total > HARDLY * self.report.read
        ):  # what never ends must not hold the store as long
            how_many = f"{self.refused.total:,} of its first {self.report.read:,} rows cannot be read"
            raise UnreadableFile(f"{self.report.file}: {how_many}; {self.refused.first[0]}")
        for source, of_it in self._by_source(good):
            self.seen[source].look(of_it)
        self._words(good)

    def delete(self, batch: pa.RecordBatch) -> None:
        """End the rows that a batch of deleted ids names."""
        good = self._refuse(batch)
        self.report.read += batch.num_rows - good.num_rows
        for source, of_it in self._by_source(good):
            ended = self.draft.delete(source, of_it.column("source_id").to_pylist())
            self.report.deleted += ended
            self.report.absent += of_it.num_rows - ended

    def _refuse(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        good = batch.column("reason").is_null()
        bad = batch.filter(pc.invert(good)).select(["line", "column", "value", "reason"]).to_pylist()
        for row in bad:
            self.refused.add(row["line"] or 0, row["column"] or "", row["value"] or "", row["reason"])
        return batch.filter(good) if bad else batch

    def _by_source(self, rows: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Give the rows of each source."""
        ids = pc.unique(rows.column("source")).to_pylist()
        self.seen |= {id_: Seen() for id_ in ids if id_ not in self.seen}
        if len(self.seen) > MOST_SOURCES:
            raise BadImport(
                f"{self.report.file}: its rows name more than {MOST_SOURCES} sources, such as {shown(ids[0])!r}; "
                "a source is a list, not what an event was reported by. Map another column, or give --source ID."
            )
        for id_ in ids:
            yield id_, rows.filter(pc.equal(rows.column("source"), id_)) if len(ids) > 1 else rows

    def _words(self, rows: pa.RecordBatch) -> None:
        """Count the words that the vocabulary could not map: unknown groups, tactics and targets left empty."""
        unmapped = [
            ("perpetrators", id_)
            for ids in rows.column("perpetrators").to_pylist()
            for id_ in ids.split("|")
            if id_ and id_ not in self.known
        ]
        for name in ("tactic", "target"):
            empty = rows.filter(pc.equal(rows.column(name), "")).column(f"{name}_given")
            unmapped += [(name, word) for word in empty.to_pylist() if word]
        for name, word in unmapped:
            self.report.unmapped.setdefault(name, Tally()).add(word)

    def finish(self, order: Order) -> Words:
        """Do what needs every row: end what is not there any more, state what is covered, look for what is doubtful."""
        report, draft = self.report, self.draft
        found = {id_: seen for id_, seen in sorted(self.seen.items()) if seen.n}
        if order.replace:
            self._replace(order.replace, found)
        if order.claim and len(found) != 1:
            raise BadImport(
                f"{report.file}: has rows of {_named(found)}; --covers, --from, --to and --complete need one; "
                "nothing was stored."
            )
        moved = bool(report.added or report.changed or report.deleted)
        held = registry.records(draft.db, draft.number)
        for id_, seen in found.items():
            before, provider = held.get(id_), PROVIDERS[report.format]
            record = stated(id_, seen, before, order.claim, provider=provider, file=report.file, moved=moved)
            registry.put(draft, record)
            registry.offer(draft, record, anew=moved or record != before)
            report.notes += () if order.claim else remarks(record, seen, is_new=before is None)
        after = registry.records(draft.db, draft.number)
        report.sources = [record for id_, record in after.items() if id_ in self.seen]
        self.refused.flush()
        report.default = registry.default(draft.db, draft.number)["id"]
        return self._doubt()

    def _replace(self, source: str, found: Mapping[str, Seen]) -> None:
        if source not in found:
            raise BadImport(
                f"--replace {shown(source)}: no row that could be read is of that source, but of "
                f"{_named(found)}; nothing was stored."
            )
        ended = self.draft.delete_unseen(source)
        self.report.deleted += ended
        if ended and self.refused.total:
            self.report.notes.append(
                f"rows refused: {self.refused.total:,}; --replace has ended what stood in the store in their place."
            )

    def _doubt(self) -> Words:
        """Flag every row there is now, and count what is doubtful about the rows of this file."""
        columns = columnar.doubted(self.draft.db, self.draft.number)
        flags = flagged(columns, self.regions, date.fromisoformat(self.draft.time[:10]))
        for kinds, n in Counter(flags[self.draft.seen_ids(columns["id"])]).items():
            self.report.flags.update(dict.fromkeys(filter(None, kinds.split("|")), n))
        return flags


def _named(sources: Iterable[str]) -> str:
    return ", ".join(map(shown, sources)) or "none"


def _utf8(text: str) -> str:
    """Give a name that a file system or a shell may give as anything, as text."""
    return text.encode("utf-8", "replace").decode()


def _refusals(order: Order, store: Store) -> Refusals:
    """Keep what is refused beside the file, or where that cannot be, in the data directory."""
    if order.dry_run or not order.keep_refused:
        return Refusals(None)
    beside = order.path.parent
    folder = beside if os.access(beside, os.W_OK) else store.folder or beside
    return Refusals(folder / f"{order.path.stem[:NAME]}.refused.csv")


def _state(path: Path) -> tuple[int, ...]:
    """Tell one content of a file from another, without reading it."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()  # whoever opens it says why
    return found.st_ino, found.st_size, found.st_mtime_ns


def _digest(path: Path) -> str:
    whole = sha256()
    with suppress(OSError, ValueError):  # whoever opens it says why
        for piece in _pieces(path):
            whole.update(piece)
    return whole.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    if not path.is_file():  # a pipe would be empty afterwards; what is wrong with it, the reader says
        return
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
