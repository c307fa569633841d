"""Small files as text, right in every cell until a test says otherwise.

The rows of ACLED and GTD are invented in their layouts: what they tell never happened.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.rows import Unfit
from data.sources import own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from data.rows import Row

GED_HEADER = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
"""The 49 columns of release 23.1."""
GED_HEADER_HDX = (*GED_HEADER[:34], "iso3", *GED_HEADER[34:])
"""The 50 columns of the Humanitarian Data Exchange's copy."""
GED_TAGS = {"year": "#date+year", "latitude": "#geo+lat", "longitude": "#geo+lon", "best": "#affected+killed"}

GED_ROW = {
    "id": "1",
    "year": "2014",
    "type_of_violence": "1",
    "side_a": "Government of Pakistan",
    "side_b": "TTP",
    "where_prec": "1",
    "where_coordinates": "Bannu town",
    "adm_1": "Khyber Pakhtunkhwa province",
    "latitude": "33.0",
    "longitude": "70.6",
    "country": "Pakistan",
    "iso3": "PAK",
    "date_prec": "1",
    "date_start": "2014-03-01",
    "date_end": "2014-03-01",
    "best": "3",
    "high": "4",
    "low": "2",
}
OWN_ROW = {
    "source": "mine",
    "source_id": "1",
    "date_start": "2014-03-01",
    "date_end": "2014-03-01",
    "date_precision": "day",
    "lon": "70.6",
    "lat": "33.0",
    "precision": "exact",
    "kind": "attack",
    "perpetrators": "TTP",
    "attribution": "claimed",
    "killed": "3",
    "place": "Bannu",
    "country": "PK",
}
ACLED_HEADER = (
    *(
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "disorder_type",
        "event_type",
        "sub_event_type",
        "actor1",
    ),
    *("assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso"),
    *(
        "region",
        "country",
        "admin1",
        "admin2",
        "admin3",
        "location",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
    ),
    *("source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""The 31 columns of an export of today."""
ACLED_HEADER_OLD = (
    *("data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *(
        "region",
        "country",
        "admin1",
        "admin2",
        "admin3",
        "location",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
    ),
    *("source_scale", "notes", "fatalities", "timestamp", "iso3"),
)
ACLED_ROW = {
    "event_id_cnty": "XXX1",
    "event_date": "2022-02-23",
    "year": "2022",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Remote explosive/landmine/IED",
    "actor1": "BLA: Baloch Liberation Army",
    "inter1": "Rebel group",
    "actor2": "Police Forces of Pakistan (2018-2022)",
    "inter2": "State forces",
    "country": "Pakistan",
    "admin1": "Balochistan",
    "admin2": "Panjgur",
    "location": "Invented town",
    "latitude": "26.97",
    "longitude": "64.09",
    "geo_precision": "1",
    "source": "Invented News",
    "notes": "An invented event.",
    "fatalities": "2",
}
GTD_COLUMNS = 135
_GTD_USED = (
    *("eventid", "iyear", "imonth", "iday", "approxdate", "extended", "resolution", "country", "country_txt", "region"),
    *("region_txt", "provstate", "city", "latitude", "longitude", "specificity", "vicinity", "location", "summary"),
    *("crit1", "crit2", "crit3", "doubtterr", "success", "suicide", "attacktype1", "attacktype1_txt", "targtype1"),
    *("targtype1_txt", "gname", "gname2", "gname3", "claimed", "nkill", "nkillter", "nwound", "scite1", "scite2"),
    *("scite3", "dbsource"),
)
GTD_HEADER = (*_GTD_USED, *(f"unused{n}" for n in range(len(_GTD_USED), GTD_COLUMNS)))
"""As many columns as the real one has; those that say nothing here have names of our own."""
GTD_ROW = {
    "eventid": "201601010001",
    "iyear": "2016",
    "imonth": "1",
    "iday": "1",
    "country_txt": "Pakistan",
    "provstate": "Balochistan",
    "city": "Invented town",
    "latitude": "26.97",
    "longitude": "64.09",
    "specificity": "1",
    "vicinity": "0",
    "summary": "An invented attack.",
    "crit1": "1",
    "crit2": "1",
    "crit3": "1",
    "doubtterr": "0",
    "success": "1",
    "suicide": "0",
    "attacktype1_txt": "Bombing/Explosion",
    "targtype1_txt": "Police",
    "gname": "Baloch Republican Army (BRA)",
    "claimed": "1",
    "nkill": "3",
    "nkillter": "0",
    "nwound": "5",
}


def sheet(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows as CSV; a column that a row does not name is empty."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, header, restval="", extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def ged(*rows: Mapping[str, str], header: Sequence[str] = GED_HEADER, tags: bool = False) -> str:
    """Write a GED sheet: each row is the usual one with some cells changed, and an id of its own."""
    given = [GED_ROW | {"id": str(i)} | dict(row) for i, row in enumerate(rows, start=1)]
    return sheet(header, [*([GED_TAGS] if tags else []), *given])


def acled(*rows: Mapping[str, str], header: Sequence[str] = ACLED_HEADER) -> str:
    """Write an export of ACLED's layout: each row is the usual one with some cells changed, and an id of its own."""
    return sheet(header, [ACLED_ROW | {"event_id_cnty": f"XXX{i}"} | dict(r) for i, r in enumerate(rows, start=1)])


def gtd(*rows: Mapping[str, str], header: Sequence[str] = GTD_HEADER) -> str:
    """Write a sheet of GTD's layout: each row is the usual one with some cells changed, and an id of its own."""
    return sheet(header, [GTD_ROW | {"eventid": f"20160101{i:04}"} | dict(r) for i, r in enumerate(rows, start=1)])


def rows_of(text: str) -> list[dict[str, str]]:
    """Read a sheet back, as a reader of its format would."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def refused(read: Callable[[Row], object], row: Row) -> str | None:
    """Give the column for which a row is refused, or None if it is read; any other error goes on."""
    try:
        read(row)
    except Unfit as error:
        return error.column
    return None


def ours(*rows: Mapping[str, str], header: Sequence[str] = own.COLUMNS) -> str:
    """Write our own CSV: each row is the usual one with some cells changed, and an id of its own."""
    return sheet(header, [OWN_ROW | {"source_id": str(i)} | dict(row) for i, row in enumerate(rows, start=1)])


def saved(folder: Path, text: str | bytes, *, name: str = "list.csv") -> Path:
    """Save a file byte for byte as it is given."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
