"""GTD, the Global Terrorism Database: the columns of its spreadsheet that say something here.

The mapping follows the GTD codebook. ``specificity`` 1 is the town, 2 and 3 the middle of the smallest known region,
4 that of the province, 5 no more than the country. ``imonth`` and ``iday`` are 0 where they are not known: the incident
then has the first day of the month or year, and the last one as its end. Blank, -9 and -99 are unknown.

Where sources know only the total of several linked attacks, GTD divides it, and a row may have 1.5 killed. No such
number of people died here: ``killed`` is then unknown, ``killed_low`` and ``killed_high`` are the whole numbers around
it, and the notes say what GTD gives.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.coordinates import place
from data.sources.dates import FIRST_YEAR, LAST_YEAR, day, month_or_year
from data.sources.fields import COUNTRIES
from data.sources.reading import Facts, Provider, is_tagged
from data.vocabulary import group_ids, slug
from data.vocabulary.codes import NOTHING, codes
from geo.coverage import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.rows import Row

ID = "gtd"
NEEDED = (
    *("eventid", "iyear", "imonth", "iday", "country_txt", "provstate", "latitude", "longitude", "specificity"),
    *("attacktype1_txt", "targtype1_txt", "gname", "nkill", "nwound"),
)
PRECISION = {"1": "exact", "2": "district", "3": "district", "4": "province", "5": "country"}
UNKNOWN = ("", "-9", "-99", "-9.0", "-99.0")
CITE = (
    "START (National Consortium for the Study of Terrorism and Responses to Terrorism). "
    "Global Terrorism Database [data file]. University of Maryland."
)
_SPECIFICITIES = (*PRECISION, "")
_EVENT_ID = re.compile(r"\d{12}", re.ASCII)


def recognises(header: Collection[str]) -> bool:
    """Tell whether a header is that of the GTD."""
    return {"eventid", "iyear", "attacktype1_txt"} <= set(header)


def incident(row: Row) -> Row:
    """Map one attack to our columns.

    Raises
    ------
    Unfit
        A cell cannot be read.
    """
    id_ = row["eventid"].strip()
    if not _EVENT_ID.fullmatch(id_):
        raise fields.unfit("eventid", id_, "is not an id of twelve digits: has a spreadsheet rounded it?")
    start, end, date_precision = _days(row["iyear"].strip(), row["imonth"].strip(), row["iday"].strip())
    lon, lat = place(row["longitude"], row["latitude"], names=("longitude", "latitude"))
    perpetrators = "|".join(dict.fromkeys(id_ for name in _groups(row) for id_ in _ids(name)))
    attack, target = _said(row, "attacktype1_txt"), _said(row, "targtype1_txt")
    tactic = _tactic(attack, row.get("suicide", "").strip())
    low, killed, high = _people("nkill", row["nkill"])
    _, injured, _ = _people("nwound", row["nwound"])
    return {
        "source": ID,
        "source_id": id_,
        "date_start": start,
        "date_end": end,
        "date_precision": date_precision,
        "lon": lon,
        "lat": lat,
        "precision": _precision(row),
        "kind": "attack",
        "target": codes(ID).get(("targtype1_txt", target.casefold()), NOTHING).target,
        "perpetrators": perpetrators,
        "attribution": _attribution(perpetrators, row.get("claimed", "").strip()),
        "tactic": tactic,
        "killed_low": low,
        "killed": killed,
        "killed_high": high,
        "attackers_killed": _people("nkillter", row.get("nkillter", ""))[1],
        "injured": injured,
        "place": ", ".join(filter(None, (_said(row, "city"), row.get("location", "").strip()))),
        "country": COUNTRIES.get(row["country_txt"].strip(), ""),
        "region_name": _said(row, "provstate"),
        "notes": _notes(row),
        "kind_given": attack,
        "perpetrators_given": "; ".join(_groups(row)),
        "tactic_given": attack,
        "target_given": target,
    }


def _said(row: Row, column: str) -> str:
    """Give a word; what GTD calls unknown is nothing said."""
    bare = fields.name(column, row.get(column, ""))
    return "" if bare.casefold() == "unknown" else bare


def _days(year: str, month: str, number: str) -> tuple[str, str, str]:
    parts = {"iyear": year, "imonth": month, "iday": number}
    for name, text in parts.items():
        if not (text.isascii() and text.isdigit() and len(text) <= 4):  # noqa: PLR2004 digits of a year
            raise fields.unfit(name, text, "is not a whole number")
    y, m, d = int(year), int(month), int(number)
    if not FIRST_YEAR <= y <= LAST_YEAR:
        raise fields.unfit("iyear", year, f"is not of the years {FIRST_YEAR} to {LAST_YEAR}")
    if m and d:
        on = day("iday", f"{y:04}-{m:02}-{d:02}")
        return on, on, "day"
    if m > 12:  # noqa: PLR2004 months
        raise fields.unfit("imonth", month, "is not a month")
    return *month_or_year(y, m), "month" if m else "year"


def _precision(row: Row) -> str:
    code = fields.word("specificity", row["specificity"].strip().removesuffix(".0"), _SPECIFICITIES)
    if not code:
        return "province" if _said(row, "provstate") else "country"
    return "near" if code == "1" and row.get("vicinity", "").strip() == "1" else PRECISION[code]


def _groups(row: Row) -> list[str]:
    return [name for column in ("gname", "gname2", "gname3") if (name := _said(row, column))]


@lru_cache(fields.REMEMBERED)
def _ids(name: str) -> tuple[str, ...]:
    return group_ids(name) or (slug(name),)


def _attribution(perpetrators: str, claimed: str) -> str:
    if not perpetrators:
        return "unknown"
    return "claimed" if claimed == "1" else "attributed"


def _tactic(attack: str, suicide: str) -> str:
    tactic = codes(ID).get(("attacktype1_txt", attack.casefold()), NOTHING).tactic
    return "suicide-bombing" if tactic == "bombing" and suicide == "1" else tactic


@lru_cache(fields.REMEMBERED)
def _people(name: str, text: str) -> tuple[str, str, str]:
    """Read a number of people as low, best and high: only a fraction has a low and a high."""
    if text.strip() in UNKNOWN:
        return "", "", ""
    value = fields.number(name, text)
    if value < 0 or value == int(value):
        return "", fields.count(name, text), ""
    return fields.count(name, str(math.floor(value))), "", fields.count(name, str(math.ceil(value)))


def _notes(row: Row) -> str:
    cell = {name: text.strip() for name, text in row.items() if text}.get
    shares = [f"{name} {row[name].strip()}" for name in ("nkill", "nwound") if _people(name, row[name])[0]]
    unmet = [name for name in ("crit1", "crit2", "crit3") if cell(name) == "0"]
    told = (
        cell("summary", ""),
        f"GTD dates it: {cell('approxdate')}." if cell("approxdate") else "",
        f"GTD gives a share of several attacks: {', '.join(shares)}." if shares else "",
        "GTD doubts that this was terrorism." if cell("doubtterr") == "1" else "",
        f"Not met of GTD's criteria: {', '.join(unmet)}." if unmet else "",
        "The attack did not succeed." if cell("success") == "0" else "",
        "Sources: " + " ".join(filter(None, map(cell, ("scite1", "scite2", "scite3")))) if cell("scite1") else "",
    )
    return " ".join(filter(None, told))


def describe(facts: Facts) -> Source:
    """Describe the source; it is complete only where the user says so, and never in 1993."""
    return Source(
        id=ID,
        name="Global Terrorism Database",
        short="GTD",
        counts="terrorist attacks by non-state actors; all of 1993 is missing",
        countries=facts.countries,
        first=facts.first,
        last=facts.last,
        complete=False,
        knows=facts.knows,
        licence="GTD's terms of use; not to be handed on",
        cite=CITE,
        url="https://www.start.umd.edu/gtd",
    )


PROVIDER = Provider(
    id="gtd",
    title="GTD",
    source=ID,
    needed=NEEDED,
    recognises=recognises,
    incident=incident,
    is_no_row=is_tagged,
    describe=describe,
    notes=("GTD lost its incidents of 1993: that year is no zero.",),
)
