"""`reported.csv`: figures that institutes and governments published, by region and period, as they stand."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from data.reference.build.inputs import csv_rows
from data.reference.build.outputs import write_csv

FILE = "reported.csv"
COLUMNS = (
    "id", "source", "date_from", "date_to", "calendar", "region", "region_name", "epoch",
    "attacks", "killed", "injured", "read_at", "note",
)  # fmt: skip

_SHORT = {
    "PIPS": "pips",
    "PICSS": "picss",
    "CRSS": "crss",
    "Habilian": "habilian",
    "Government of Balochistan": "gob",
}

# The publisher's words -> region id and epoch: "then" where the figure leaves the former FATA out of Khyber
# Pakhtunkhwa, whatever its year. Victims abroad belong to no region.
_REGIONS = {
    "Pakistan": ("PK", "now"),
    "Khyber Pakhtunkhwa": ("PK-KP", "now"),
    "Khyber Pakhtunkhwa (without FATA)": ("PK-KP", "then"),
    "Khyber Pakhtunkhwa (mainland)": ("PK-KP", "then"),
    "Federally Administered Tribal Areas": ("PK-TA", "then"),
    "Former FATA districts": ("PK-TA", "then"),
    "Balochistan": ("PK-BA", "now"),
    "Punjab": ("PK-PB", "now"),
    "Sindh": ("PK-SD", "now"),
    "Islamabad Capital Territory": ("PK-IS", "now"),
    "Iran": ("IR", "now"),
    "Sistan and Baluchestan": ("IR-11", "now"),
    "Iran and Iranians abroad": ("", ""),
}


def build(shared: Path, out: Path) -> None:
    """Write the file in the order of the input."""
    rows = csv_rows(shared / "data/reference/reported_statistics.csv")
    write_csv(out / FILE, COLUMNS, map(_row, rows))


def period(first: str, last: str) -> str:
    """Return a short name of a period: its year or month where it is one whole, else its first day.

    >>> period("2024-01-01", "2024-12-31"), period("2024-10-01", "2024-10-31")
    ('2024', '2024-10')
    >>> period("2024-03-20", "2025-03-20")
    '2024-03-20'
    """
    start, after = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    if (start.month, start.day, after) == (1, 1, date(start.year + 1, 1, 1)):
        return first[:4]
    if start.day == 1 and after == (start + timedelta(days=31)).replace(day=1):
        return first[:7]
    return first


def _row(published: Mapping[str, str]) -> dict[str, str]:
    region, epoch = _REGIONS[published["region"]]
    where = region + ("-then" if region == "PK-KP" and epoch == "then" else "") or "all"
    names = (_SHORT[published["source"]], period(published["date_from"], published["date_to"]), where)
    changed = {"id": "_".join(names), "region": region, "region_name": published["region"], "epoch": epoch}
    return {**published, **changed}
