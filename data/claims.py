"""What a source covers after an import: its reader's word for a new one, and a user's word over that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from data import registry
from data.sources import own
from data.sources.reading import Facts
from data.store.revisions import now
from geo.errors import SarhadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.registry import Record
    from data.sources.reading import Provider
    from data.store.draft import Values

POSITION = {name: i for i, name in enumerate(own.COLUMNS)}
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

    def __bool__(self) -> bool:
        return bool(self.countries or self.first or self.last or self.complete)


@dataclass
class Seen:
    """What the rows of one source in a file show of it."""

    n: int = 0
    first: str = "9999"
    last: str = ""
    countries: set[str] = field(default_factory=set)
    knows: set[str] = field(default_factory=set)

    def look(self, rows: Sequence[Values]) -> None:
        """Take in some rows."""
        self.n += len(rows)
        days = [cast("str", row[POSITION["date_start"]]) for row in rows]
        self.first, self.last = min(self.first, *days), max(self.last, *days)
        self.countries |= {cast("str", row[POSITION["country"]]) for row in rows} - {""}
        for word, column in KNOWN_BY.items():
            if word not in self.knows and any(row[POSITION[column]] not in ("", None) for row in rows):
                self.knows.add(word)

    def facts(self, id_: str, file: str) -> Facts:
        """Give it as a provider's `describe` takes it."""
        knows = tuple(word for word in KNOWN_BY if word in self.knows)
        days = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return Facts(id_, file, tuple(sorted(self.countries)), *days, knows)


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
        raise BadClaim(f"--from {record['first']} is after --to {record['last']}; nothing was stored.")
    years = f"{(record['first'] or seen.first)[:4]}–{(record['last'] or seen.last)[:4]}"
    record["name"] = f"{record['short']} {', '.join(record['countries'])} {years}"
    return record
