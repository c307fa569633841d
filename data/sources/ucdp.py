"""UCDP GED, the Georeferenced Event Dataset of the Uppsala Conflict Data Program, as CSV.

The mapping follows the GED codebook (Högbladh 2023): ``type_of_violence`` 1 state-based, 2 non-state, 3 one-sided;
``where_prec`` 1 exact, 2 within about 25 km, 3 district, 4 province, 5 line or fuzzy area, 6 country, 7
international; ``date_prec`` 1 day, 2 two to six days, 3 week, 4 month, 5 longer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.reading import Reading, Row, each
from data.vocabulary import group_ids, slug
from geo.coverage import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDED = (
    *("id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude"),
    *("country", "date_prec", "date_start", "date_end", "best", "high", "low"),
)
PRECISION = {
    "1": "exact",
    "2": "near",
    "3": "district",
    "4": "province",
    "5": "province",
    "6": "country",
    "7": "country",
}
DATE_PRECISION = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
VIOLENCE = {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
COUNTRIES = {"Pakistan": "PK", "Iran": "IR", "Afghanistan": "AF"}
CITE = (
    "Sundberg, Ralph, and Erik Melander (2013). Introducing the UCDP Georeferenced Event Dataset. "
    "Journal of Peace Research 50(4), 523-532."
)
ID = "ucdp-ged"


def recognises(header: Iterable[str]) -> bool:
    """Tell whether a header is that of a GED file."""
    return {"type_of_violence", "where_prec"} <= set(header)


def read(name: str, lines: Iterable[tuple[int, Row]]) -> Reading:
    """Read the rows of a GED file of any release, with or without the HXL tag row."""
    rows, problems = each(((n, r) for n, r in lines if not _tags(r)), incident)
    countries = sorted({r["country"] for r in rows} & set(COUNTRIES.values()))
    years = sorted({r["date_start"][:4] for r in rows})
    sources = (_source(tuple(countries), years[0], years[-1]),) if rows else ()
    crossed = sum(_crossed(r) for r in rows)
    notes = []
    if crossed:
        notes.append(f"{name}: in {crossed:,} rows the best estimate of the killed lies outside low and high; kept.")
    if countries:
        whole = f"{', '.join(countries)} in {years[0]}-{years[-1]}"
        notes.append(f"{name} is taken as complete for {whole}; in an extract, silence would wrongly read as zero.")
    return Reading(name=name, rows=rows, sources=sources, problems=problems, notes=tuple(notes))


def _crossed(row: Row) -> bool:
    """Tell whether the estimates of the killed, as far as there are any, are out of order."""
    known = [int(n) for n in (row["killed_low"], row["killed"], row["killed_high"]) if n]
    return known != sorted(known)


def _tags(row: Row) -> bool:
    return row["id"] == "" and any(str(v).startswith("#") for v in row.values())


def incident(row: Row) -> Row:
    """Map one GED row to our columns; a field that cannot be read raises ValueError."""
    violence = fields.word("type_of_violence", row["type_of_violence"], tuple(VIOLENCE))
    if not row["id"].strip():
        raise ValueError("id is empty")
    lon, lat = fields.place(row["longitude"], row["latitude"], elsewhere=row["country"] not in COUNTRIES)
    start, end = fields.day("date_start", row["date_start"]), fields.day("date_end", row["date_end"])
    if row.get("year", start[:4]).strip() != start[:4]:
        raise ValueError(f"date_start {start} is not in year {row['year']}")
    if end < start:
        raise ValueError(f"date_end {end} is before date_start {start}")
    return {
        "source": ID,
        "source_id": row["id"],
        "date_start": start,
        "date_end": end,
        "date_precision": DATE_PRECISION[fields.word("date_prec", row["date_prec"], tuple(DATE_PRECISION))],
        "lon": lon,
        "lat": lat,
        "precision": PRECISION[fields.word("where_prec", row["where_prec"], tuple(PRECISION))],
        "kind": _kind(violence, row["side_a"]),
        "perpetrators": "|".join(_perpetrators(violence, row["side_a"], row["side_b"])),
        "attribution": "coded",
        "killed_low": fields.count("low", row["low"]),
        "killed": fields.count("best", row["best"]),
        "killed_high": fields.count("high", row["high"]),
        "place": row.get("where_coordinates", ""),
        "country": COUNTRIES.get(row["country"], ""),
        "region_name": row.get("adm_1", ""),
        "district_name": row.get("adm_2", ""),
        "kind_given": VIOLENCE[violence],
        "perpetrators_given": " - ".join(filter(None, (row["side_a"], row["side_b"]))),
    }


def _government(side: str) -> bool:
    return side.startswith("Government of")


def _kind(violence: str, side_a: str) -> str:
    """Name the kind: a state-based row does not say who attacked, so it is a clash, never an attack."""
    if violence != "3":
        return "clash"
    return "operation" if _government(side_a) else "attack"


def _perpetrators(violence: str, side_a: str, side_b: str) -> list[str]:
    sides = [side_a] if violence == "3" else [s for s in (side_a, side_b) if not _government(s)]
    named = [id_ for s in sides for id_ in (group_ids(s) or (slug(s),)) if s]
    return list(dict.fromkeys(named))


def _source(countries: tuple[str, ...], first_year: str, last_year: str) -> Source:
    return Source(
        id=ID,
        name=f"UCDP GED, {', '.join(countries)} {first_year}–{last_year}",
        short="UCDP GED",
        counts="events of organised violence with at least one death in any estimate",
        countries=countries,
        first=date(int(first_year), 1, 1),
        last=date(int(last_year), 12, 31),
        complete=bool(countries),
        knows=("kind", "group", "killed"),
        licence="CC BY 4.0",
        cite=CITE,
    )
