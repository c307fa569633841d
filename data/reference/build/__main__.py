"""The build as a command: makes the reference data anew, byte for byte the same from the same inputs."""

import argparse
import shutil
from pathlib import Path

from data import reference
from data.reference.build import (
    basemap,
    borders,
    curated,
    origins,
    places,
    populations,
    regions,
    reported,
    ucdp,
)

WRITTEN_BY_HAND = ("context.csv", "sources.json")


def build(shared: Path, packages: Path, out: Path) -> None:
    """Write every reference file to `out`, SOURCES.md last."""
    out.mkdir(parents=True, exist_ok=True)
    found = regions.read(shared, packages)
    regions.build(found, out)
    borders.build(found, out)
    basemap.build(packages, found, out)
    places.build(shared, found, out)
    for product in (populations, reported, curated, ucdp):
        product.build(shared, out)
    for name in WRITTEN_BY_HAND:
        if out.resolve() != reference.PATH.resolve():
            shutil.copyfile(reference.PATH / name, out / name)
    origins.build(out)


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
