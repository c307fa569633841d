"""From a file of a million rows to the first map: the import, the start, the first figures and the first page.

The rows are invented. The service is started again and again over the same data directory, once cold and then warm,
each time in a process of its own, and asked for the figures of all provinces and for the page once each.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from benchmarks import pairs, rows

COMMAND = (sys.executable, "-m", "service.cli")
ASKED = ("/choropleth.json?source=invented", "/?source=invented")


class Start(NamedTuple):
    """What one start took: seconds since its process began, and its memory by then."""

    address_s: float
    figures_s: float
    page_s: float
    megabytes: float


def started(data: str, port: int) -> Start:
    """Start the service, ask for the figures and then for the page, and stop it."""
    begun = time.perf_counter()
    command = [*COMMAND, "serve", "--port", str(port)]
    environment = os.environ | {"SARHAD_DATA": data}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as service:  # noqa: S603 our own
        address = next(word for line in service.stderr or () for word in line.split() if word.startswith("http://"))
        seconds = [time.perf_counter() - begun]
        while not _listens(port):
            time.sleep(0.002)
        for target in ASKED:
            with urlopen(address.rstrip("/") + target) as answer:  # noqa: S310 our own service
                answer.read()
            seconds.append(time.perf_counter() - begun)
        megabytes = _peak(service.pid)
        service.send_signal(signal.SIGTERM)
    return Start(*seconds, megabytes)


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _peak(process: int) -> float:
    """Give the most memory that a process has held."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1e3


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="./sarhad bench start", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--starts", type=int, default=7, help="warm starts (default: 7)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, data = Path(folder) / "rows.csv", str(Path(folder) / "data")
        rows.write(source, asked.rows)
        begun = time.perf_counter()
        command = [*COMMAND, "import", str(source)]
        subprocess.run(command, env=os.environ | {"SARHAD_DATA": data}, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 our own
        imported = time.perf_counter() - begun
        cold, *warm = [started(data, _free_port()) for _ in range(1 + asked.starts)]
    print(f"{pairs.machine()}\n\n| {asked.rows:,} rows | seconds | range |\n|---|---:|---:|")
    print(f"| import | {imported:.1f} | |")
    for name, starts in (("first start", [cold]), ("warm start", warm)):
        for part, what in enumerate(("its address", *(f"`{target}`" for target in ASKED))):
            found = [start[part] for start in starts]
            print(f"| {name}, until {what} | {median(found):.2f} | {min(found):.2f} to {max(found):.2f} |")
    print(f"| import to first page | {imported + cold.page_s:.1f} | |")
    peak = [start.megabytes for start in (cold, *warm)]
    print(f"\nPeak memory of the service by then: {median(peak):,.0f} MB ({min(peak):,.0f} to {max(peak):,.0f}).\n")


if __name__ == "__main__":
    main()
