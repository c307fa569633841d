"""Import a file: every row of it is in the store or among the refused, and the whole is one revision or none."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from data import columnar, registry, vocabulary
from data.child import read_incidents
from data.claims import Seen, stated
from data.doubts import flagged
from data.order import Report
from data.refusals import Refusals
from data.snapshots import derive, regions_at
from data.sources import own
from data.sources.recognise import PROVIDERS
from data.store import WAIT_S, Draft
from data.store.revisions import today
from geo.errors import SarhadError, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from data.order import Order
    from data.store import Store
    from data.store.draft import Values
    from geo.columns import Words

    Progress = Callable[[int, float], None]
    """Told how many rows were read, and which part of the file (0 to 1)."""

MOST_WORDS = 1_000
"""Unmapped words of one kind that are kept; a file with more has another problem."""
PIECE = 1 << 20


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
        _refusals(order) as refused,
        store.writing(waiting=waiting, wait_s=wait_s) as db,
    ):
        work = _Work(Draft(db), Report(file=path.name, dry_run=order.dry_run), refused)
        head, report = incoming.head, work.report
        report.format, report.form, report.notes = head.provider, head.form, list(head.notes)
        for batch in incoming:
            (work.delete if PROVIDERS[head.provider].deletes else work.take)(batch)
            progress(report.read, part[0])
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
                file=path.name,
                sha256=digest,
                added=report.added,
                changed=report.changed,
                deleted=report.deleted,
                refused=report.refused,
                note=order.note,
            )
    if refused.written:
        report.refused_file = str(refused.path)
    if report.revision:
        derive(store, report.revision, flags)
    return report


class _Work:
    """One import under way: rows go into a draft, and what became of them into a report."""

    def __init__(self, draft: Draft, report: Report, refused: Refusals) -> None:
        self.draft, self.report, self.refused = draft, report, refused
        self.seen: dict[str, Seen] = {}
        self.known = {group.id for group in vocabulary.groups()}

    def take(self, batch: pa.RecordBatch) -> None:
        """Put the accepted rows of a batch into the store, and the others among the refused."""
        good = self._refuse(batch)
        rows: list[Values] = list(zip(*(good.column(name).to_pylist() for name in own.COLUMNS), strict=True))
        done = self.draft.upsert(rows)
        lines = good.column("line").to_pylist()
        for position in done.repeated:
            id_ = rows[position][own.COLUMNS.index("source_id")]
            self.refused.add(lines[position], "source_id", str(id_), f"id {id_!r} stands twice in this file")
        self.report.read += batch.num_rows
        self.report.added += done.added
        self.report.changed += done.changed
        self.report.unchanged += done.unchanged
        self._look(rows)
        self._words(good)

    def delete(self, batch: pa.RecordBatch) -> None:
        """End the rows that a batch of deleted ids names."""
        good = self._refuse(batch)
        for source in set(good.column("source").to_pylist()):
            ids = good.filter(pc.equal(good.column("source"), source)).column("source_id").to_pylist()
            ended = self.draft.delete(source, ids)
            self.report.deleted += ended
            self.report.absent += len(ids) - ended
            self.seen.setdefault(source, Seen())

    def _refuse(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        good = batch.column("reason").is_null()
        bad = batch.filter(pc.invert(good)).select(["line", "column", "value", "reason"]).to_pylist()
        for row in bad:
            self.refused.add(row["line"] or 0, row["column"] or "", row["value"] or "", row["reason"])
        return batch.filter(good) if bad else batch

    def _look(self, rows: list[Values]) -> None:
        source = own.COLUMNS.index("source")
        for id_ in {str(row[source]) for row in rows}:
            self.seen.setdefault(id_, Seen()).look([row for row in rows if row[source] == id_])

    def _words(self, batch: pa.RecordBatch) -> None:
        """Count the words that the vocabulary could not map: unknown groups, tactics and targets left empty."""
        for ids in batch.column("perpetrators").to_pylist():
            for id_ in ids.split("|") if ids else ():
                if id_ not in self.known:
                    self._unmapped("perpetrators", id_)
        for name in ("tactic", "target"):
            empty = batch.filter(pc.equal(batch.column(name), ""))
            for word in empty.column(f"{name}_given").to_pylist():
                if word:
                    self._unmapped(name, word)

    def _unmapped(self, column: str, word: str) -> None:
        words = self.report.unmapped.setdefault(column, Counter())
        if word in words or len(words) < MOST_WORDS:
            words[word] += 1

    def finish(self, order: Order) -> Words:
        """Do what needs every row: end what is not there any more, state what is covered, look for what is doubtful."""
        report, draft = self.report, self.draft
        if order.replace:
            self._replace(order.replace)
        moved = bool(report.added or report.changed or report.deleted)
        held = registry.records(draft.db, draft.number)
        if len(self.seen) > 1 and order.claim:
            raise BadImport(
                f"{order.path}: holds {len(self.seen)} sources; --covers, --from, --to and --complete need one."
            )
        for id_, seen in sorted(self.seen.items()):
            if not seen.n and id_ not in held:  # ids to delete of a source that is not there
                continue
            provider, file = PROVIDERS[report.format], report.file
            record = stated(id_, seen, held.get(id_), order.claim, provider=provider, file=file, moved=moved)
            registry.put(draft, record)
            report.sources.append(record)
            registry.offer(draft, record, moved=moved)
        report.default = registry.default(draft.db, draft.number)["id"]
        return self._doubt()

    def _replace(self, source: str) -> None:
        if source not in self.seen or not self.seen[source].n:
            here = ", ".join(sorted(self.seen)) or "none"
            raise BadImport(
                f"--replace {source}: the file has no row of that source (it has: {here}); nothing was stored."
            )
        self.report.deleted += self.draft.delete_unseen(source)

    def _doubt(self) -> Words:
        """Flag every row there is now, and count what is doubtful about the rows of this file."""
        db, number = self.draft.db, self.draft.number
        columns = columnar.doubted(db, number)
        flags = flagged(columns, regions_at(db, number), today())
        kinds = Counter(flags[self.draft.seen_ids(columns["id"])])
        for kind, n in kinds.items():
            self.report.flags.update(dict.fromkeys(filter(None, kind.split("|")), n))
        repeated = sum(n for reason, n in self.refused.reasons.items() if reason.endswith("stands twice in this file"))
        self.report.flags.update({"repeated_id": repeated} if repeated else {})
        return flags


def _refusals(order: Order) -> Refusals:
    path = order.path
    kept = order.keep_refused and not order.dry_run
    return Refusals(path.with_name(f"{path.stem}.refused.csv") if kept else None)


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
