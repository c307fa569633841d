"""The page in a browser: a changed filter beside a full reload of the same question, the first map, and its weight.

A service holds 1,000,000 invented incidents; a headless Chromium on the same machine opens its page and asks one
question after another, each for the first time. What is timed: from the choice to the end of the first frame that
shows the new colours, by the page's own mark; for a reload, from the navigation to the same frame. The mark is set by
the first task after the browser has drawn that frame, before anything else of the page is drawn anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks import districts, rows
from benchmarks.pairs import machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
COVERS = ("--covers", "PK,IR", "--from", "1990-01-01", "--to", "2022-12-31", "--complete")
COMMAND = (sys.executable, "-m", "service.cli")
CHANGE = """async ([from, to]) => {
  const inputs = name => document.querySelector(`#filters input[name=${name}]`);
  inputs("from").value = from;
  inputs("to").value = to;
  performance.clearMarks("changed");
  const begin = performance.now();
  await Sarhad.changed();
  return performance.getEntriesByName("changed").at(-1).startTime - begin;
}"""
FIRST = """async () => {
  while (!performance.getEntriesByName("changed").length) await new Promise(done => setTimeout(done));
  return performance.getEntriesByName("changed")[0].startTime;
}"""
SETTLED = "body[data-ready][aria-busy=false]"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Run a service until it is no longer needed; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"SARHAD_DATA": str(data)}
    process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(600):
            with socket.socket() as trial:
                if not trial.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def periods(n: int) -> list[tuple[str, str]]:
    """Give n different periods, no month of them whole at both ends."""
    return [
        (f"{1990 + i % 20}-0{1 + i % 9}-{10 + i % 15}", f"{2012 + i % 10}-0{1 + i % 7}-{10 + i % 17}") for i in range(n)
    ]


def changes(page: Page, asked: Sequence[tuple[str, str]]) -> list[float]:
    """Change the period again and again, each time after all of the page has come to rest; give milliseconds."""
    spent = []
    for period in asked:
        spent.append(page.evaluate(CHANGE, list(period)))
        page.wait_for_load_state("networkidle")
    return spent


def loads(page: Page, address: str, asked: Sequence[tuple[str, str]]) -> list[float]:
    """Open the page anew for each period; give milliseconds from the navigation to its first map."""
    spent = []
    for first, last in asked:
        page.goto(f"{address}&from={first}&to={last}", wait_until="commit")
        spent.append(page.evaluate(FIRST))
        page.wait_for_load_state("networkidle")
    return spent


def weight(browser: Browser, address: str) -> tuple[int, int]:
    """Count the bytes that a first visitor receives, headers apart, until the first map; and how many answers."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    client, came = page.context.new_cdp_session(page), []
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(address, wait_until="commit")
    page.evaluate(FIRST)
    found = int(sum(came)), len(came)
    page.close()
    return found


def row(name: str, spent: Sequence[float]) -> None:
    """Print one row of the table."""
    p50, p90 = np.quantile(spent, [0.5, 0.9])
    print(f"| {name} | {p50:,.0f} | {p90:,.0f} | {min(spent):,.0f} |", flush=True)


def main(data: Path, n: int) -> None:
    """Measure n changes and reloads at each level."""
    print(f"{machine()}\n\n| what | median ms | p90 ms | least ms |\n|---|---:|---:|---:|")
    with serving(data) as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for level in ("province", "district"):
            address = f"{service}/?source=invented&level={level}"
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(address)
            page.wait_for_selector(SETTLED)
            regions = page.locator("path.region").count()
            asked = periods(2 * n + 3)
            changes(page, asked[:3])
            row(f"another period, {regions} regions", changes(page, asked[3 : n + 3]))
            row(f"the page anew, {regions} regions", loads(page, address, asked[n + 3 :]))
            page.close()
        size, answers = weight(browser, f"{service}/?source=invented")
        print(f"\nFirst visit: {size / 1000:,.0f} kB in {answers} answers until the first map.")
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./sarhad bench page", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="a data directory with invented rows and districts; made if not given"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many to make")
    parser.add_argument("--districts", type=int, default=400, help="about how many to make")
    parser.add_argument("--changes", type=int, default=40)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = arguments.data or Path(folder) / "data"
        if not arguments.data:
            rows.write(Path(folder) / "rows.csv", arguments.rows)
            districts.write(Path(folder) / "districts.gpkg", arguments.districts)
            made = ("--data", str(where))
            taken = ("--id", "id", "--name", "name", "--parent", "parent")
            subprocess.run([*COMMAND, "import", f"{folder}/rows.csv", *made, *COVERS], check=True)  # noqa: S603
            subprocess.run([*COMMAND, "regions", "add", f"{folder}/districts.gpkg", *taken, *made], check=True)  # noqa: S603
        main(where, arguments.changes)
