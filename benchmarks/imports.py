"""How fast a large CSV is imported, beside reading it with pandas and writing a GeoPackage of it with pyogrio.

Each runs once in a process of its own, one after the other, so that the ratio of their times says something on any
machine. The import also checks every cell, digests every row, commits them durably, flags what is doubtful, and writes
the derived GeoParquet file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import rows

PANDAS = "import pandas, sys; pandas.read_csv(sys.argv[1])"
GEOPACKAGE = """
import geopandas, pandas, sys
frame = pandas.read_csv(sys.argv[1])
places = geopandas.points_from_xy(frame["lon"], frame["lat"])
geopandas.GeoDataFrame(frame, geometry=places, crs=4326).to_file(sys.argv[2], driver="GPKG", engine="pyogrio")
"""


def measured(*command: str, **environment: str) -> tuple[float, float]:
    """Run a command; give its seconds, and the megabytes that it and its children held at most, each for itself."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)  # noqa: S603 our own
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1000


def main(n: int) -> None:
    """Measure n rows."""
    with tempfile.TemporaryDirectory() as folder:
        source, data = Path(folder) / "rows.csv", Path(folder) / "data"
        rows.write(source, n)
        python = sys.executable
        found = {
            "sarhad import": measured(python, "-m", "service.cli", "import", str(source), SARHAD_DATA=str(data)),
            "sarhad import, again": measured(python, "-m", "service.cli", "import", str(source), SARHAD_DATA=str(data)),
            "pandas.read_csv": measured(python, "-c", PANDAS, str(source)),
            "pandas.read_csv, pyogrio to GeoPackage": measured(
                python, "-c", GEOPACKAGE, str(source), str(Path(folder) / "rows.gpkg")
            ),
        }
        print(f"{n:,} rows, {source.stat().st_size / 1e6:.0f} MB")
        for name, (seconds, megabytes) in found.items():
            print(f"{name:<40}{seconds:7.1f} s{n / seconds:12,.0f} rows/s{megabytes:8,.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    main(parser.parse_args().rows)
