"""The project's own CSV: our columns under their own names, in UTF-8. Written here, and read back the same."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.reading import Reading, Row, each
from geo import terms
from geo.coverage import Source
from geo.tables import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COLUMNS = (
    *("source", "source_id", "date_start", "date_end", "date_precision", "lon", "lat", "precision", "kind", "target"),
    *("perpetrators", "attribution", "tactic", "killed_low", "killed", "killed_high", "attackers_killed", "injured"),
    *("place", "country", "region_name", "district_name", "notes", "urls", "same_as"),
    *("kind_given", "perpetrators_given", "tactic_given", "target_given"),
)
NEEDED = ("source", "source_id", "date_start", "lon", "lat", "precision", "kind")


def recognises(header: Iterable[str]) -> bool:
    """Tell whether a header is that of our own CSV."""
    return set(NEEDED) <= set(header)


def read(name: str, lines: Iterable[tuple[int, Row]]) -> Reading:
    """Read our own CSV. Nothing says that such a list is complete, so it never gives a rate or a zero."""
    rows, problems = each(lines, incident)
    ids = sorted({r["source"] for r in rows})
    return Reading(name=name, rows=rows, sources=tuple(_source(i, name, rows) for i in ids), problems=problems)


def incident(row: Row) -> Row:
    """Check one row; a field that cannot be read raises ValueError."""
    lon, lat = fields.place(row["lon"], row["lat"])
    start = fields.day("date_start", row["date_start"])
    end = fields.day("date_end", row["date_end"]) if row.get("date_end") else start
    if end < start:
        raise ValueError(f"date_end {end} is before date_start {start}")
    source = fields.ids("source", row["source"])
    for name, text in (("source", source), ("source_id", row["source_id"])):
        if not text.strip():
            raise ValueError(f"{name} is empty")
    checked = {
        "source": source,
        **{name: fields.ids(name, row.get(name, "")) for name in ("perpetrators", "tactic", "target")},
        "date_start": start,
        "date_end": end,
        "date_precision": fields.word("date_precision", row.get("date_precision", ""), (*terms.DATE_PRECISIONS, "")),
        "lon": lon,
        "lat": lat,
        "precision": fields.word("precision", row["precision"], terms.PRECISIONS),
        "kind": fields.word("kind", row["kind"], terms.KINDS),
        "attribution": fields.word("attribution", row.get("attribution", ""), (*terms.ATTRIBUTIONS, "")),
        **{name: fields.count(name, row.get(name, "")) for name in COUNTS},
    }
    return {name: checked.get(name, row.get(name, "")) for name in COLUMNS}


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


def _source(id_: str, name: str, rows: Sequence[Row]) -> Source:
    mine = [r for r in rows if r["source"] == id_]
    days = sorted(r["date_start"] for r in mine)
    known = {"kind": "kind", "group": "perpetrators", "tactic": "tactic", "target": "target"}
    known |= {"killed": "killed", "injured": "injured"}
    return Source(
        id=id_,
        name=f"{id_} ({name})",
        short=id_,
        counts="incidents of a list that does not claim to be complete",
        countries=tuple(sorted({r["country"] for r in mine} - {""})),
        first=date.fromisoformat(days[0]),
        last=date.fromisoformat(days[-1]),
        complete=False,
        knows=tuple(word for word, column in known.items() if any(r[column] for r in mine)),
        licence="as the file's owner says",
        cite=name,
    )
