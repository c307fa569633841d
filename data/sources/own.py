"""The project's own columns under their own names. Written as CSV here, and read back the same."""

from __future__ import annotations

import csv
from functools import partial
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.coordinates import place
from data.sources.dates import day
from data.sources.reading import Facts, How, Provider, is_tagged
from geo import terms
from geo.coverage import Source
from geo.tables import COUNTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from data.rows import Row

COLUMNS = (
    *("source", "source_id", "date_start", "date_end", "date_precision", "lon", "lat", "precision", "kind", "target"),
    *("perpetrators", "attribution", "tactic", "killed_low", "killed", "killed_high", "attackers_killed", "injured"),
    *("place", "country", "region_name", "district_name", "notes", "urls", "same_as"),
    *("kind_given", "perpetrators_given", "tactic_given", "target_given"),
)
NEEDED = ("source", "source_id", "date_start", "lon", "lat", "precision", "kind")
EVERY = "*"
IDS = ("perpetrators", "tactic", "target")
WORDS = {
    "date_precision": (*terms.DATE_PRECISIONS, ""),
    "precision": terms.PRECISIONS,
    "kind": terms.KINDS,
    "attribution": (*terms.ATTRIBUTIONS, ""),
}


def recognises(header: Collection[str]) -> bool:
    """Tell whether a header has our own columns; which source the rows are of may be told elsewhere."""
    return set(NEEDED) - {"source"} <= set(header)


def incident(row: Row, *, source: str = "", day_first: bool = False, serial: bool = False) -> Row:
    """Check one row of our columns; any may be absent that is not needed.

    Parameters
    ----------
    source : str
        Of a row that names none.
    day_first, serial : bool
        How a day is written; see `data.sources.dates.day`.

    Raises
    ------
    Unfit
        A cell cannot be read.
    """
    checked = {name: row.get(name, "") for name in COLUMNS}
    checked["lon"], checked["lat"] = place(checked["lon"], checked["lat"])
    first, last = checked["date_start"], checked["date_end"]
    start = end = day("date_start", first, day_first=day_first, serial=serial)
    if last not in (first, ""):
        end = day("date_end", last, day_first=day_first, serial=serial)
        if end < start:
            raise fields.unfit("date_end", end, "is before date_start")
    checked["date_start"], checked["date_end"] = start, end
    fields.filled("source_id", checked["source_id"])
    checked["source"] = fields.filled("source", fields.ids("source", checked["source"] or source))
    if checked["source"] == EVERY:
        raise fields.unfit("source", EVERY, "means all sources in a question")
    for name in IDS:
        if checked[name]:
            checked[name] = fields.ids(name, checked[name])
    for name, accepted in WORDS.items():
        if checked[name] not in accepted:
            checked[name] = fields.word(name, checked[name], accepted)
    for name in COUNTS:
        if checked[name]:
            checked[name] = fields.count(name, checked[name])
    return checked


def write(rows: Iterable[Row]) -> str:
    """Write rows as our own CSV, in the order given."""
    lines = Lines()
    # csv quotes what could end a line only if it ends lines itself: with CR LF it guards both, and LF alone is kept
    table = csv.DictWriter(lines, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


class Lines(list[str]):
    """What csv writes, one string for each row."""

    write = list[str].append


def describe(facts: Facts) -> Source:
    """Describe a source of rows of any origin. Nothing says that it is complete, so it never gives a rate or a zero."""
    return Source(
        id=facts.id,
        name=facts.id,
        short=facts.id,
        counts="incidents of a list that does not claim to be complete",
        countries=facts.countries,
        first=facts.first,
        last=facts.last,
        complete=False,
        knows=facts.knows,
        licence="as the file's owner says",
        cite=f"{facts.id}, a list of its own",
    )


def provider(how: How) -> Provider:
    """Give the reader of our own columns, as the user says that a file is to be read."""
    return Provider(
        id="own",
        title="the project's own columns",
        source="",
        needed=tuple(name for name in NEEDED if name != "source" or not how.source),
        recognises=recognises,
        incident=partial(incident, source=how.source, day_first=how.day_first),
        is_no_row=is_tagged,
        describe=describe,
    )


PROVIDER = provider(How())
