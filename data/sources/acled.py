"""ACLED, Armed Conflict Location & Event Data: exports of the old and the new layout, and lists of deleted ids.

``geo_precision`` 1 is the town, 2 a town that stands for the part of a region around it, 3 a larger region: ACLED then
gives the capital of the province, so that the place is known to the province only. ``time_precision`` is 1 day, 2 week,
3 month. What the types of event and the kinds of actor mean stands in ``data/vocabulary/acled.csv``; a mob is neither
an armed group nor a protest, so that its violence is of the kind ``other``.

Who did it: the first actor, of a battle both unless they are a state's forces; never civilians, protesters, rioters or
somebody unidentified. The order of actors in a battle does not say who attacked, so a battle has no target. An attack
by a state's forces is an operation.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from data.sources import fields
from data.sources.coordinates import place
from data.sources.dates import day
from data.sources.fields import COUNTRIES
from data.sources.reading import Facts, Provider, is_tagged
from data.vocabulary import group_ids, slug
from data.vocabulary.codes import NOTHING, Code, codes
from geo.coverage import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.rows import Row

ID = "acled"
NEEDED = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
    *("country", "admin1", "latitude", "longitude", "geo_precision", "fatalities"),
)
PRECISION = {"1": "exact", "2": "near", "3": "province"}
DATE_PRECISION = {"1": "day", "2": "week", "3": "month"}
TYPES = ("disorder_type", "event_type", "sub_event_type")
NOBODY = ("Unidentified", "Civilians", "Protesters", "Rioters")
CITE = (
    "Raleigh, Clionadh, Roudabeh Kishi, and Andrew Linke (2023). Political instability patterns are obscured by "
    "conflict dataset scope conditions, sources, and coding choices. "
    "Humanities and Social Sciences Communications 10, 74."
)
_PLACE_CODES, _DATE_CODES = tuple(PRECISION), tuple(DATE_PRECISION)
_FORCES = re.compile(r"((?:Military|Police) Forces of [^(]+?) \((\d{4}-(?:\d{4})?)\) ?(.*)")
_EVENT_ID = re.compile(r"[A-Z]{3}\d+")


def recognises(header: Collection[str]) -> bool:
    """Tell whether a header is that of an export of events."""
    return {"event_id_cnty", "event_date", "event_type"} <= set(header)


def lists_deleted(header: Collection[str]) -> bool:
    """Tell whether a header is that of a list of deleted ids."""
    return "event_id_cnty" in header and "event_date" not in header


def incident(row: Row, *, day_first: bool = False) -> Row:
    """Map one event to our columns.

    Parameters
    ----------
    day_first : bool
        Of days that a spreadsheet wrote anew; see `data.sources.dates.day`.

    Raises
    ------
    Unfit
        A cell cannot be read.
    """
    given = {column: fields.name(column, row.get(column, "")) for column in TYPES}
    actors = fields.name("actor1", row["actor1"]), fields.name("actor2", row["actor2"])
    inter = fields.name("inter1", row.get("inter1", "")), fields.name("inter2", row.get("inter2", ""))
    code = _code(given["event_type"], given["sub_event_type"])
    kind = "operation" if code.kind == "attack" and _actor(actors[0], inter[0]).kind else code.kind
    perpetrators = _perpetrators(kind, actors, inter)
    lon, lat = place(row["longitude"], row["latitude"], names=("longitude", "latitude"))
    on = day("event_date", row["event_date"], day_first=day_first)
    source = row.get("source", "").strip()
    civilian = fields.name("civilian_targeting", row.get("civilian_targeting", ""))
    attacked = kind in ("attack", "operation")
    return {
        "source": ID,
        "source_id": fields.filled("event_id_cnty", row["event_id_cnty"]).strip(),
        "date_start": on,
        "date_end": on,
        "date_precision": DATE_PRECISION[fields.word("time_precision", row["time_precision"], _DATE_CODES)],
        "lon": lon,
        "lat": lat,
        "precision": PRECISION[fields.word("geo_precision", row["geo_precision"], _PLACE_CODES)],
        "kind": kind,
        "target": code.target or (_target(civilian, actors[1], inter[1]) if attacked else ""),
        "perpetrators": perpetrators,
        "attribution": "coded" if perpetrators else "unknown",
        "tactic": code.tactic,
        "killed": fields.count("fatalities", row["fatalities"]),
        "place": row.get("location", ""),
        "country": COUNTRIES.get(row["country"].strip(), ""),
        "region_name": row["admin1"],
        "district_name": row.get("admin2", ""),
        "notes": " ".join(filter(None, (row.get("notes", ""), source and f"Source: {source}."))),
        "kind_given": " / ".join(filter(None, given.values())),
        "perpetrators_given": " - ".join(filter(None, actors)),
        "tactic_given": given["sub_event_type"],
        "target_given": (actors[1] or civilian) if attacked else "",
    }


@lru_cache(fields.REMEMBERED)
def _code(event: str, sub_event: str) -> Code:
    table = codes(ID)
    found = table.get(("sub_event_type", sub_event.casefold()), NOTHING)
    kind = found.kind or table.get(("event_type", event.casefold()), NOTHING).kind
    if not kind:
        raise fields.unfit("event_type", event, "is not in data/vocabulary/acled.csv")
    return found._replace(kind=kind)


@lru_cache(fields.REMEMBERED)
def _actor(name: str, inter: str) -> Code:
    """Say what an actor is: by the beginning of its name, else by ACLED's word or number for its kind."""
    table = codes(ID)
    named = (code for (column, start), code in table.items() if column == "actor" and name.casefold().startswith(start))
    return next(named, None) or table.get(("inter", inter.casefold()), NOTHING)


def _target(civilian: str, actor: str, inter: str) -> str:
    return codes(ID).get(("civilian_targeting", civilian.casefold()), NOTHING).target or _actor(actor, inter).target


@lru_cache(fields.REMEMBERED)
def _perpetrators(kind: str, actors: tuple[str, str], inter: tuple[str, str]) -> str:
    if kind == "protest":
        return ""
    pairs = list(zip(actors, inter, strict=True))
    sides = [name for name, type_ in pairs if not _actor(name, type_).kind] if kind == "clash" else [actors[0]]
    named = [id_ for name in sides if name and not name.startswith(NOBODY) for id_ in _ids(name)]
    return "|".join(dict.fromkeys(named))


def _ids(name: str) -> tuple[str, ...]:
    """Find the group of an actor; a state's forces are named with the years of a government, and with a branch."""
    spellings = [name]
    if match := _FORCES.fullmatch(name):
        forces, years, branch = match.groups()
        spellings += [f"{forces} {branch}", f"{forces} ({years})", forces]
    return next(filter(None, map(group_ids, spellings)), (slug(name),))


def describe(facts: Facts) -> Source:
    """Describe the source. What an export leaves out is not in it, so it is complete only if the user says so."""
    return Source(
        id=ID,
        name="ACLED",
        short="ACLED",
        counts="events of political violence and protest, with or without deaths",
        countries=facts.countries,
        first=facts.first,
        last=facts.last,
        complete=False,
        knows=facts.knows,
        licence="ACLED's terms of use; not to be handed on",
        cite=CITE,
        url="https://acleddata.com",
    )


PROVIDER = Provider(
    id="acled",
    title="ACLED",
    source=ID,
    needed=NEEDED,
    recognises=recognises,
    incident=incident,
    is_no_row=is_tagged,
    describe=describe,
)


def check_list(header: Collection[str]) -> None:
    """Refuse a list whose ids stand in no column that can be told, or whose first id stands where its name belongs."""
    if "event_id_cnty" not in header and len(header) != 1:
        raise ValueError("columns missing: event_id_cnty")
    if any(map(_EVENT_ID.fullmatch, header)):
        raise ValueError("a list of deleted ids begins with the name of its column: write event_id_cnty above the ids")


def deleted(row: Row) -> Row:
    """Read one id of a list of deleted ones.

    Raises
    ------
    Unfit
        It is no id of an event.
    """
    id_ = (row["event_id_cnty"] if "event_id_cnty" in row else next(iter(row.values()), "")).strip()
    if not _EVENT_ID.fullmatch(id_):
        raise fields.unfit("event_id_cnty", id_, "is not an id of ACLED, such as PAK1234")
    return {"source": ID, "source_id": id_}


DELETED = Provider(
    id="acled-deleted",
    title="ACLED's list of deleted events",
    source=ID,
    needed=(),
    recognises=lists_deleted,
    incident=deleted,
    is_no_row=is_tagged,
    describe=describe,
    deletes=True,
)
