"""What a source covers after an import: its reader's word for a new one, and a user's word over that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from data import registry
from data.sources.reading import Facts
from data.store.revisions import now
from geo.errors import SarhadError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from data.registry import Record
    from data.sources.reading import Provider

KNOWN_BY = {
    "kind": "kind",
    "group": "perpetrators",
    "tactic": "tactic",
    "target": "target",
    "killed": "killed",
    "injured": "injured",
}
"""What a source may record, and the column that shows that it does."""


class BadClaim(SarhadError, ValueError):
    """A coverage that cannot be."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a user says that a source covers; None says nothing.

    Attributes
    ----------
    countries : tuple of str or None
        ISO 3166-1 alpha-2 codes.
    first, last : datetime.date or None
    complete : bool
        That the source has every event of its kind there and then, so that its silence means zero.
    """

    countries: tuple[str, ...] | None = None
    first: date | None = None
    last: date | None = None
    complete: bool = False

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise BadClaim(f"--from {self.first} is after --to {self.last}; nothing was stored.")

    def __bool__(self) -> bool:
        return bool(self.countries is not None or self.first or self.last or self.complete)

    def check_countries(self, known: Collection[str]) -> None:
        """Refuse a country that no region lies in: a slip would leave the right one not covered."""
        for country in self.countries or ():
            if country not in known:
                raise BadClaim(
                    f"--covers {country!r} is no country with regions here "
                    f"(accepted: {', '.join(sorted(known))}, joined by commas); nothing was stored."
                )


@dataclass
class Seen:
    """What the rows of one source in a file show of it."""

    n: int = 0
    first: str = "9999"
    last: str = ""
    countries: set[str] = field(default_factory=set)
    knows: set[str] = field(default_factory=set)

    def look(self, rows: pa.RecordBatch) -> None:
        """Take in some rows, as `data.child.wire.INCIDENTS` lays them out."""
        self.n += rows.num_rows
        days = pc.min_max(rows.column("date_start"))
        self.first, self.last = min(self.first, days["min"].as_py()), max(self.last, days["max"].as_py())
        self.countries |= {*pc.unique(rows.column("country")).to_pylist()} - {""}
        self.knows |= {word for word, column in KNOWN_BY.items() if _is_told(rows.column(column))}

    def facts(self, id_: str, file: str) -> Facts:
        """Give it as a provider's `describe` takes it."""
        knows = tuple(word for word in KNOWN_BY if word in self.knows)
        days = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return Facts(id_, file, tuple(sorted(self.countries)), *days, knows)


def _is_told(values: pa.Array) -> bool:
    known = pc.not_equal(values, "") if pa.types.is_string(values.type) else values.is_valid()
    return bool(pc.any(known).as_py())


def remarks(record: Record, seen: Seen, *, is_new: bool) -> Iterator[str]:
    """Say what should be known of the coverage of a source of which a user says nothing."""
    first, last = record["first"] or seen.first, record["last"] or seen.last
    outside = sorted(seen.countries - {*record["countries"]})
    outside += sorted({day for day in (seen.first, seen.last) if not first <= day <= last})
    if not record["complete"]:
        return
    if is_new:
        yield (
            f"{record['id']} is taken as complete for the countries and whole years of its rows; in an extract, "
            "silence would wrongly read as zero (--covers, --from and --to say what it covers)."
        )
    if outside:
        yield (
            f"some rows of {record['id']} lie outside of what it covers ({', '.join(outside)}), which stays as it was; "
            "--covers, --from and --to change it."
        )


def stated(
    id_: str, seen: Seen, held: Record | None, claim: Claim, *, provider: Provider, file: str, moved: bool
) -> Record:
    """Give the record of a source after an import.

    What an existing source covers is never widened by the rows of a file, only by a user's word: a sample with a few
    rows of one more country would otherwise turn its silence there into zeros.

    Parameters
    ----------
    seen : Seen
        The rows of the file that belong to it.
    held : Record or None
        The record before; None of a new source.
    moved : bool
        Whether the import changes any row: only then does it count as an access to the source.
    """
    record = held.copy() if held else registry.recorded(provider.describe(seen.facts(id_, file)))
    if moved and seen.n:
        record["knows"] = [word for word in KNOWN_BY if word in {*record["knows"], *seen.knows}]
        record["accessed"] = now()[:10]
    return _claimed(record, seen, claim) if claim else record


def _claimed(record: Record, seen: Seen, claim: Claim) -> Record:
    record["complete"] = record["complete"] or claim.complete
    record["countries"] = sorted(claim.countries or record["countries"] or seen.countries)
    first, last = record["first"], record["last"]
    if record["complete"]:
        first, last = first or seen.first, last or seen.last
    record["first"] = claim.first.isoformat() if claim.first else first
    record["last"] = claim.last.isoformat() if claim.last else last
    if record["complete"] and not record["countries"]:
        raise BadClaim("--complete needs --covers: no row says which country it lies in; nothing was stored.")
    if bool(record["first"]) != bool(record["last"]):
        raise BadClaim(f"source {record['id']} is not complete: give --from and --to together, or --complete.")
    if record["first"] and record["last"] and record["first"] > record["last"]:
        raise BadClaim(
            f"source {record['id']} would be covered from {record['first']} to {record['last']}, before it began: "
            "give --from and --to; nothing was stored."
        )
    years = f"{(record['first'] or seen.first)[:4]}–{(record['last'] or seen.last)[:4]}"
    record["name"] = f"{record['short']} {', '.join(record['countries'])} {years}"
    return record
