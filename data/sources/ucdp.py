"""UCDP GED, the Georeferenced Event Dataset of the Uppsala Conflict Data Program, yearly and candidate releases.

The mapping follows the GED codebook (Högbladh 2023): ``type_of_violence`` 1 state-based, 2 non-state, 3 one-sided;
``where_prec`` 1 exact, 2 within about 25 km, 3 district, 4 province, 5 line or fuzzy area, 6 country, 7
international; ``date_prec`` 1 day, 2 two to six days, 3 week, 4 month, 5 longer. A candidate release says in
``code_status`` what of an event is still to be checked.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.coordinates import place
from data.sources.dates import day
from data.sources.fields import COUNTRIES
from data.sources.reading import Facts, Provider, is_tagged
from data.vocabulary import group_ids, slug
from geo.coverage import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.rows import Row

ID = "ucdp-ged"
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
CITE = (
    "Sundberg, Ralph, and Erik Melander (2013). Introducing the UCDP Georeferenced Event Dataset. "
    "Journal of Peace Research 50(4), 523-532."
)
_CODES = {name: tuple(codes) for name, codes in [("where", PRECISION), ("date", DATE_PRECISION), ("type", VIOLENCE)]}


def recognises(header: Collection[str]) -> bool:
    """Tell whether a header is that of a GED file."""
    return {"type_of_violence", "where_prec"} <= set(header)


def incident(row: Row, *, day_first: bool = False) -> Row:
    """Map one GED row to our columns.

    Parameters
    ----------
    day_first : bool
        Of days that a spreadsheet wrote anew; see `data.sources.dates.day`.

    Raises
    ------
    Unfit
        A cell cannot be read.
    """
    violence = fields.word("type_of_violence", row["type_of_violence"], _CODES["type"])
    lon, lat = place(row["longitude"], row["latitude"], names=("longitude", "latitude"))
    start, end = (day(name, row[name], day_first=day_first) for name in ("date_start", "date_end"))
    if row.get("year", start[:4]).strip() != start[:4]:
        raise fields.unfit("date_start", start, "is not of the year that the column year gives")
    if end < start:
        raise fields.unfit("date_end", end, "is before date_start")
    side_a, side_b = fields.name("side_a", row["side_a"]), fields.name("side_b", row["side_b"])
    status = row.get("code_status", "").strip()
    return {
        "source": ID,
        "source_id": fields.filled("id", row["id"]),
        "date_start": start,
        "date_end": end,
        "date_precision": DATE_PRECISION[fields.word("date_prec", row["date_prec"], _CODES["date"])],
        "lon": lon,
        "lat": lat,
        "precision": PRECISION[fields.word("where_prec", row["where_prec"], _CODES["where"])],
        "kind": _kind(violence, side_a),
        "perpetrators": _perpetrators(violence, side_a, side_b),
        "attribution": "coded",
        "killed_low": fields.count("low", row["low"]),
        "killed": fields.count("best", row["best"]),
        "killed_high": fields.count("high", row["high"]),
        "place": row.get("where_coordinates", ""),
        "country": COUNTRIES.get(row["country"], ""),
        "region_name": row.get("adm_1", ""),
        "district_name": row.get("adm_2", ""),
        "notes": f"UCDP: {status}." if status not in ("Clear", "") else "",
        "kind_given": VIOLENCE[violence],
        "perpetrators_given": f"{side_a} - {side_b}" if side_a and side_b else side_a or side_b,
    }


def _government(side: str) -> bool:
    return side.startswith("Government of")


def _kind(violence: str, side_a: str) -> str:
    """Name the kind: a state-based row does not say who attacked, so it is a clash, never an attack."""
    if violence != "3":
        return "clash"
    return "operation" if _government(side_a) else "attack"


@lru_cache(fields.REMEMBERED)
def _perpetrators(violence: str, side_a: str, side_b: str) -> str:
    sides = [side_a] if violence == "3" else [s for s in (side_a, side_b) if not _government(s)]
    named = [id_ for s in sides for id_ in (group_ids(s) or (slug(s),)) if s]
    return "|".join(dict.fromkeys(named))


def describe(facts: Facts) -> Source:
    """Describe the source: complete in the countries and whole years of its rows."""
    years = facts.first.year, facts.last.year
    countries = tuple(sorted(set(facts.countries) & set(COUNTRIES.values())))
    return Source(
        id=ID,
        name=f"UCDP GED, {', '.join(countries)} {years[0]}–{years[1]}",
        short="UCDP GED",
        counts="events of organised violence with at least one death in any estimate",
        countries=countries,
        first=date(years[0], 1, 1),
        last=date(years[1], 12, 31),
        complete=bool(countries),
        knows=("kind", "group", "killed"),
        licence="CC BY 4.0",
        cite=CITE,
        url="https://ucdp.uu.se",
    )


PROVIDER = Provider(
    id="ucdp",
    title="UCDP GED",
    source=ID,
    needed=NEEDED,
    recognises=recognises,
    incident=incident,
    is_no_row=is_tagged,
    describe=describe,
)
