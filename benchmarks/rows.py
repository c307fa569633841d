"""Invented incidents, as many as wanted, in the project's own columns: for measuring only."""

from __future__ import annotations

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

from data.sources import own

GROUPS = ("TTP", "BLA", "BLF", "IS", "Jaish-ul-Adl", "TTP|IS", "")
PLACES = tuple(f"Village {n}" for n in range(3_000))
START = date(1990, 1, 1)


def write(path: Path, n: int) -> None:
    """Write n rows; the same n gives the same rows."""
    chance = random.Random(n)  # noqa: S311 nothing here is a secret
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(own.COLUMNS)
        for number in range(n):
            row = _row(number, chance)
            table.writerow([row.get(name, "") for name in own.COLUMNS])


def _row(number: int, chance: random.Random) -> dict[str, object]:
    day = START + timedelta(days=chance.randrange(12_000))
    killed = chance.randrange(12)
    return {
        "source": "invented",
        "source_id": f"INV{number}",
        "date_start": day,
        "date_end": day,
        "date_precision": "day",
        "lon": f"{chance.uniform(60.5, 76.5):.5f}",
        "lat": f"{chance.uniform(24.5, 36.5):.5f}",
        "precision": chance.choice(("exact", "near", "district", "province")),
        "kind": chance.choice(("attack", "clash", "operation", "protest")),
        "perpetrators": chance.choice(GROUPS),
        "attribution": "coded",
        "killed": killed,
        "injured": chance.choice(("", killed * 2)),
        "place": chance.choice(PLACES),
        "country": "PK",
        "region_name": "Balochistan",
        "notes": f"Invented incident number {number}, for measuring only.",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("rows", type=int)
    arguments = parser.parse_args()
    write(arguments.path, arguments.rows)
