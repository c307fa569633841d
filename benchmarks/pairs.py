"""Two ways to the same answer, timed in turns in one process, so that their ratio says something on any machine.

Time is CPU time over all threads of the process, beside what passed on the wall. Each turn times our way and then the
other's, and gives one ratio; a table shows the median of them and the range. The answers must be equal.
"""

from __future__ import annotations

import gc
import os
import platform
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


class Spent(NamedTuple):
    """Seconds that one run took."""

    cpu: float
    wall: float


Turns = list[tuple[Spent, Spent]]
"""Ours and the other's, one turn after the other."""


def timed(work: Callable[[], Ours], *, tidy: bool = True) -> tuple[Ours, Spent]:
    """Do some work, by default with memory tidied before, and give what came of it and what it took."""
    if tidy:
        gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, Spent(time.process_time() - cpu, time.perf_counter() - wall)


def in_turns(
    ours: Callable[[], Ours],
    others: Mapping[str, Callable[[], Theirs]],
    *,
    equal: Callable[[Ours, Theirs], bool],
    turns: int = 7,
    patience_s: float = 120,
) -> dict[str, Turns]:
    """Time our way beside each of the others.

    Parameters
    ----------
    equal : callable
        Tells whether two answers are the same; it is not timed.
    patience_s : float
        One that has used so many seconds has no further turn.
    """
    ours()
    found: dict[str, Turns] = {name: [] for name in others}
    for _ in range(turns):
        for name, other in others.items():
            if sum(their.wall for _, their in found[name]) > patience_s:
                continue
            (our_answer, our_time), (their_answer, their_time) = timed(ours), timed(other)
            if not equal(our_answer, their_answer):
                raise SystemExit(f"{name} has another answer")
            found[name].append((our_time, their_time))
    return found


def table(title: str, found: Mapping[str, Turns], *, per: int = 1) -> str:
    """Write the turns of each way as a table in Markdown.

    Parameters
    ----------
    per : int
        How many things one run is about, for the nanoseconds of each.
    """
    rows = [
        f"| {title} | CPU ms | ns each | wall ms | CPU ratio | range | wall ratio | turns |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        _row("Sarhad", [our for turns in found.values() for our, _ in turns], per, ["1", "", "1"]),
    ]
    for name, turns in found.items():
        cpu = [their.cpu / our.cpu for our, their in turns]
        wall = [their.wall / our.wall for our, their in turns]
        ratios = [_short(median(cpu)), f"{_short(min(cpu))} to {_short(max(cpu))}", _short(median(wall))]
        rows.append(_row(name, [their for _, their in turns], per, ratios))
    return "\n".join([*rows, ""])


def _row(name: str, spent: list[Spent], per: int, ratios: Iterable[str]) -> str:
    cpu, wall = median(s.cpu for s in spent), median(s.wall for s in spent)
    cells = [name, _short(cpu * 1e3), _short(cpu / per * 1e9), _short(wall * 1e3), *ratios, str(len(spent))]
    return f"| {' | '.join(cells)} |"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 three digits


def machine() -> str:
    """Say what this runs on."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = names[0] if names else platform.processor() or platform.machine()
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({processor}), {memory:.0f} GiB, {platform.system()}, {python}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []
