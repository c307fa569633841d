"""`populations.csv`: census figures by province and year; what no census gives is absent, never zero."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from data.reference.build.inputs import csv_rows
from data.reference.build.outputs import write_csv
from data.reference.build.regions import FATA, FATA_MERGED, KP

FILE = "populations.csv"
COLUMNS = ("region", "year", "n", "valid_to", "source", "confidence")
_UNMERGED = (KP, FATA)
_LAST_UNMERGED_CENSUS = 2017

Row = Mapping[str, object]


def build(shared: Path, out: Path) -> None:
    """Write the file from the census table."""
    census = csv_rows(shared / "data/reference/census_admin1.csv")
    published = [_row(row) for row in census if row["confidence"].startswith("high")]
    rows = [*published, _merged([row for row in published if row["valid_to"]])]
    write_csv(out / FILE, COLUMNS, sorted(rows, key=_order))


def _row(census: Mapping[str, str]) -> Row:
    region, year = census["iso_3166_2"], int(census["census_year"])
    ended = region in _UNMERGED and year <= _LAST_UNMERGED_CENSUS
    return {
        "region": region,
        "year": year,
        "n": int(census["population"]),
        "valid_to": FATA_MERGED if ended else None,
        "source": census["source"],
        "confidence": census["confidence"],
    }


def _merged(parts: Iterable[Row]) -> Row:
    """Return Khyber Pakhtunkhwa as it is now, which the census of 2017 published in two rows."""
    rows = list(parts)
    if {row["region"] for row in rows} != set(_UNMERGED):
        raise ValueError(f"the census of {_LAST_UNMERGED_CENSUS} must give {_UNMERGED} once each")
    total = sum(int(str(row["n"])) for row in rows)
    confidence = "high: the sum of two published rows"
    return {**rows[0], "region": KP, "n": total, "valid_to": None, "confidence": confidence}


def _order(row: Row) -> tuple[str, str, str]:
    return str(row["region"]), str(row["year"]), str(row["valid_to"] or "9999")
