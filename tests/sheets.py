"""Small files as text: a UCDP GED sheet and the project's own CSV, right in every cell until a test says otherwise."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.sources import own

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

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


def ours(*rows: Mapping[str, str], header: Sequence[str] = own.COLUMNS) -> str:
    """Write our own CSV: each row is the usual one with some cells changed, and an id of its own."""
    return sheet(header, [OWN_ROW | {"source_id": str(i)} | dict(row) for i, row in enumerate(rows, start=1)])


def saved(folder: Path, text: str | bytes, *, name: str = "list.csv") -> Path:
    """Save a file byte for byte as it is given."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
