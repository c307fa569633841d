"""A view over HTTP: Sarhad's service beside a plain FastAPI and GeoPandas handler of the same question.

Each serves 1,000,000 invented incidents from a process of its own on the first core; a client on the second one asks
over one connection that stays open, and over four; then it asks for health while four others ask for what is heavy.
Sarhad answers with all figures of 72 provinces. The plain handler filters a GeoDataFrame that is in memory and already
joined to its provinces, and groups it: with the incidents alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import rows
from benchmarks.pairs import machine

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = """
import os
import geopandas, pandas
from data.snapshots import snapshot
from fastapi import FastAPI

state = snapshot()
frame = state.incidents.frame()
ids = state.set_of("province", "now").id
owner = state.placement("province", "now").owner
frame["region"] = [ids[o] if o >= 0 else "" for o in owner]
app = FastAPI()

@app.get("/choropleth.json")
def choropleth(start: str, to: str):
    days = frame["date_start"].between(pandas.Timestamp(start), pandas.Timestamp(to))
    found = frame[days & (frame["source"] == "invented") & frame["kind"].isin(["attack", "clash", "operation"])]
    return found.groupby("region").size().to_dict()

@app.get("/healthz")
def healthz():
    return "ok"
"""
COMPLETE = ("--covers", "PK,IR", "--from", "1990-01-01", "--to", "2022-12-31", "--complete")
PATIENCE_S = 90
HEAVY = {
    "pictures": "/choropleth.png?from={}&to={}",
    "pages": "/?from={}&to={}",
    "GeoJSON of figures": "/choropleth.geojson?from={}&to={}",
    "pages of 10,000 incidents": "/collections/incidents/items?limit=10000&from={}&to={}",
}


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._file = self._socket.makefile("rb")

    def ask(self, target: str, *headers: str) -> tuple[int, dict[str, str]]:
        """Ask, read the whole answer, and give its status and headers."""
        lines = "\r\n".join([f"GET {target} HTTP/1.1", "Host: localhost", *headers, "", ""])
        self._socket.sendall(lines.encode())
        status = int(self._file.readline().split()[1])
        said = {}
        while (line := self._file.readline()) != b"\r\n":
            name, _, value = line.decode().partition(":")
            said[name.lower()] = value.strip()
        self._file.read(int(said.get("content-length", 0)))
        return status, said


@contextmanager
def serving(*command: str, folder: Path, data: Path) -> Iterator[int]:
    """Run a service on the first core until it is no longer needed; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 our own commands
        [part.replace("PORT", str(port)) for part in command],
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),  # noqa: PLW1509 no thread runs yet
        cwd=folder,
        env=os.environ | {"SARHAD_DATA": str(data), "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                Client(port).ask("/healthz")
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit(f"{command} does not answer") from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def asked(port: int, targets: list[str], *headers: str, clients: int = 1) -> tuple[float, list[float]]:
    """Ask everything once; give the requests a second and the milliseconds of each."""
    spent: list[float] = []

    def run(mine: list[str]) -> None:
        client = Client(port)
        for target in mine:
            begin = time.perf_counter()
            status, _ = client.ask(target, *headers)
            spent.append((time.perf_counter() - begin) * 1e3)
            if status not in (200, 304):
                raise SystemExit(f"{target}: {status}")

    threads = [threading.Thread(target=run, args=(targets[i::clients],)) for i in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(targets) / (time.perf_counter() - begin), spent


def beside(port: int, heavy: list[str]) -> tuple[float, list[float]]:
    """Ask for health until four clients have asked for what is heavy."""
    heavies = [threading.Thread(target=asked, args=(port, heavy[i::4])) for i in range(4)]
    client, spent, begin = Client(port), [], time.perf_counter()
    for thread in heavies:
        thread.start()
    while any(thread.is_alive() for thread in heavies):
        sent = time.perf_counter()
        client.ask("/healthz")
        spent.append((time.perf_counter() - sent) * 1e3)
        time.sleep(0.005)
    return len(spent) / (time.perf_counter() - begin), spent


def periods(n: int) -> list[tuple[date, date]]:
    """Give n different periods."""
    first, last = date(1990, 1, 1), date(2022, 1, 1)
    return [(first + timedelta(days=i % 3000), last - timedelta(days=i * 7 % 4001)) for i in range(n)]


def row(name: str, found: tuple[float, list[float]]) -> None:
    """Print one row of the table."""
    p50, p99 = np.quantile(found[1], [0.5, 0.99])
    print(f"| {name} | {found[0]:,.0f} | {p50:.2f} | {p99:.2f} |", flush=True)


def main(data: Path, n: int) -> None:
    """Measure n requests of each kind."""
    os.sched_setaffinity(0, {1})
    print(f"{machine()}\n\n| request | a second | p50 ms | p99 ms |\n|---|---:|---:|---:|")
    said = "/choropleth.json?from={}&to={}"
    python, here = sys.executable, {"folder": data.parent, "data": data}
    with serving(python, "-m", "service.cli", "serve", "--port", "PORT", **here) as port:
        targets = [said.format(*p) for p in periods(2 * n)]
        asked(port, targets[:20])
        row("Sarhad, each another period", asked(port, targets[20:n]))
        row("Sarhad, each another period, 4 connections", asked(port, targets[n:], clients=4))
        row("Sarhad, the same again", asked(port, [targets[0]] * n))
        row("Sarhad, the same again, 4 connections", asked(port, [targets[0]] * n, clients=4))
        _, headers = Client(port).ask(targets[0])
        row("Sarhad, 304", asked(port, [targets[0]] * n, f"If-None-Match: {headers['etag']}"))
        for name, heavy in HEAVY.items():
            row(f"/healthz beside four {name}", beside(port, [heavy.format(*p) for p in periods(16)]))
    (data.parent / "plain.py").write_text(PLAIN)
    with serving(python, "-m", "granian", "--interface", "asgi", "--port", "PORT", "plain:app", **here) as port:
        plain = [f"/choropleth.json?start={a}&to={b}" for a, b in periods(20)]
        row("FastAPI and GeoPandas, each another period", asked(port, plain))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./sarhad bench serve", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory with invented rows; made if not given")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many to make")
    parser.add_argument("--requests", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "data"
        if arguments.data:
            shutil.copytree(arguments.data, where)
        else:
            rows.write(Path(folder) / "rows.csv", arguments.rows)
            command = [
                sys.executable,
                "-m",
                "service.cli",
                "import",
                f"{folder}/rows.csv",
                "--data",
                str(where),
                *COMPLETE,
            ]
            subprocess.run(command, check=True)  # noqa: S603
        main(where, arguments.requests)
