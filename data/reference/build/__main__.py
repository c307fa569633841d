"""The build as a command: makes the reference data anew, byte for byte the same from the same inputs."""

import argparse
import importlib
import importlib.util
from pathlib import Path

from data import reference
from data.reference.build import basemap, borders, places, populations, regions

# Written apart from the geography: each has `build(shared, out)`.
INCIDENTS = ("curated", "ucdp")


def build(shared: Path, packages: Path, out: Path) -> None:
    """Write every reference file to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    found = regions.read(shared, packages)
    regions.build(found, out)
    borders.build(found, out)
    populations.build(shared, out)
    basemap.build(packages, found, out)
    places.build(shared, found, out)
    for name in INCIDENTS:
        if importlib.util.find_spec(f"data.reference.build.{name}"):
            importlib.import_module(f"data.reference.build.{name}").build(shared, out)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m data.reference.build", description=__doc__)
    add = parser.add_argument
    add("--shared", type=Path, required=True, help="the folder that holds data/reference/census_admin1.csv")
    add("--packages", type=Path, required=True, help="the folder with the packed npm packages")
    add("--out", type=Path, default=reference.PATH, help="default: the files of this checkout")
    arguments = parser.parse_args()
    build(arguments.shared, arguments.packages, arguments.out)


if __name__ == "__main__":
    main()
