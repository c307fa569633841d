"""How many in each place, of fifty questions: the cube beside polars, DuckDB and pandas over the same columns.

Ours answers on one thread, with the cells of its dimensions made before, as a service that was asked about them once;
how long that takes is printed, too. The others have the same codes in the same small types, sorted by day, and all
threads. Every answer holds incidents, killed at least, best, at most and unknown, injured and unknown, and is compared.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from benchmarks.pairs import machine, timed
from benchmarks.questions import PLACES, WORDS, Question, questions, records
from geo.cube import MEASURES, Cube, Parts, pick
from geo.records import AMOUNTS, DIMENSIONS
from geo.selection import day_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AGAIN = 10
"""Times that each question is asked in one turn: tidying memory costs more than an answer."""
CELLS = 100_000_000
KEY = {True: "month", False: "place"}
UNKNOWN = {"killed": "killed_unknown", "injured": "injured_unknown"}
Answer = np.ndarray
"""Shape (places or months, measures)."""


class Peers:
    """The same columns in three other programs."""

    def __init__(self, cube: Cube) -> None:
        self.months = int(cube.records.month.max()) + 1
        columns = {name: cube.records.codes(name).astype(np.uint8) for name in DIMENSIONS}
        columns |= {name: cube.records.amounts[:, i].astype(np.int16) for i, name in enumerate(AMOUNTS)}
        columns |= {"day": cube.records.day, "month": cube.records.month, "place": cube.place.astype(np.uint8)}
        self.pandas = pd.DataFrame({name: np.ascontiguousarray(column) for name, column in columns.items()})
        self.polars = pl.DataFrame(dict(self.pandas.items()))
        self.duckdb = duckdb.connect()
        self.duckdb.register("given", pa.Table.from_pandas(self.pandas))
        self.duckdb.execute("CREATE TABLE incidents AS SELECT * FROM given")

    def by_polars(self, q: Question) -> Answer:
        """Ask polars."""
        first, last = map(day_number, q.period)
        tests = [pl.col("day").is_between(first, last)]
        tests += [pl.col(name).is_in(codes) for name, codes in coded(q).items()]
        sums = [pl.col(n).cast(pl.Int64).filter(pl.col(n) >= 0).sum().alias(n) for n in AMOUNTS]
        sums += [(pl.col(n) < 0).sum().alias(u) for n, u in UNKNOWN.items()]
        found = self.polars.lazy().filter(tests).group_by(KEY[q.monthly]).agg(pl.len().alias("incidents"), *sums)
        return self._dense(q, found.collect().to_dict(as_series=False))

    def by_duckdb(self, q: Question) -> Answer:
        """Ask DuckDB."""
        tests = [f"{name} IN ({', '.join(map(str, codes))})" for name, codes in coded(q).items()]
        tests.append("day BETWEEN {} AND {}".format(*map(day_number, q.period)))
        sums = [f"coalesce(sum({n}::BIGINT) FILTER (WHERE {n} >= 0), 0) AS {n}" for n in AMOUNTS]
        sums += [f"count(*) FILTER (WHERE {n} < 0) AS {u}" for n, u in UNKNOWN.items()]
        key, sql = KEY[q.monthly], ", ".join(["count(*) AS incidents", *sums])
        where = " AND ".join(tests)
        return self._dense(
            q,
            self.duckdb.execute(f"SELECT {key}, {sql} FROM incidents WHERE {where} GROUP BY {key}").fetchnumpy(),  # noqa: S608 our own numbers
        )

    def by_pandas(self, q: Question) -> Answer:
        """Ask pandas."""
        frame = self.pandas
        first, last = map(day_number, q.period)
        mask = frame["day"].between(first, last)
        for name, codes in coded(q).items():
            mask &= frame[name].isin(codes)
        rows = frame[mask]
        known = {n: rows[n].clip(lower=0).astype(np.int64) for n in AMOUNTS}
        unknown = {u: (rows[n] < 0).astype(np.int64) for n, u in UNKNOWN.items()}
        table = pd.DataFrame(known | unknown | {"incidents": np.int64(1), KEY[q.monthly]: rows[KEY[q.monthly]]})
        found = table.groupby(KEY[q.monthly]).sum().reset_index()
        return self._dense(q, {name: found[name].to_numpy() for name in found})

    def _dense(self, q: Question, found: Mapping[str, object]) -> Answer:
        whole = np.zeros((self.months if q.monthly else PLACES, len(MEASURES)), np.int64)
        whole[np.asarray(found[KEY[q.monthly]], np.int64)] = np.stack([found[m] for m in MEASURES], axis=1)
        return whole


def coded(q: Question) -> dict[str, list[int]]:
    """Give the codes of accepted words."""
    return {name: [WORDS[name].index(w) for w in words] for name, words in q.wanted.items()}


def by_cube(cube: Cube, q: Question) -> Answer:
    """Ask the cube."""
    first, last = map(day_number, q.period)
    chosen = pick(cube.records, q.wanted, {})
    if not q.monthly:
        return cube.sums(chosen, [first, last + 1])[:, 0]
    months = np.arange(np.datetime64(q.period[0], "M"), np.datetime64(q.period[1], "M") + 2)
    return cube.sums(chosen, months.astype("datetime64[D]").astype(int).tolist())[0]


def main(n: int, turns: int) -> None:
    """Measure n incidents."""
    rows, place = records(n)
    cube = Cube(records=rows, place=place, places=PLACES, parts=Parts(CELLS), name=("places",))
    cubes = {False: cube, True: replace(cube, place=np.zeros_like(place), places=1, name=("everywhere",))}
    made = []
    for q in questions():
        begin = time.perf_counter()
        cubes[q.monthly].cells(pick(rows, q.wanted, {}).names)
        made.append(time.perf_counter() - begin)
    peers = Peers(cube)
    others: dict[str, Callable[[Question], Answer]] = {
        "polars": peers.by_polars,
        "DuckDB": peers.by_duckdb,
        "pandas": peers.by_pandas,
    }
    print(f"{n:,} incidents; {machine()}")
    print(f"cells: {cube.parts.used():,}, the slowest made in {max(made):.1f} s, all in {sum(made):.1f} s\n")
    print(f"| question | Sarhad ms | {' | '.join(f'{name} ms' for name in others)} | {' | '.join(others)} |")
    print("|---|" + "---:|" * (1 + 2 * len(others)))
    ours: list[float] = []
    ratios: dict[str, list[float]] = {name: [] for name in others}
    for q in questions():
        mine: list[float] = []
        theirs: dict[str, list[float]] = {name: [] for name in others}
        for _ in range(turns):
            for name, ask in others.items():
                answer, _ = timed(lambda: by_cube(cubes[q.monthly], q))  # noqa: B023 done within the turn
                mine += (timed(lambda: by_cube(cubes[q.monthly], q), tidy=False)[1].wall for _ in range(AGAIN))  # noqa: B023
                other, spent = timed(lambda: ask(q))  # noqa: B023
                theirs[name].append(spent.wall)
                if not np.array_equal(answer, other):
                    raise SystemExit(f"{name} has another answer to: {q.name}")
        ours += mine
        for name, spent_by in theirs.items():
            ratios[name].append(median(spent_by) / median(mine))
        numbers = [f"{median(x) * 1e3:.3g}" for x in (mine, *theirs.values())]
        print(f"| {' | '.join([q.name, *numbers, *(f'{r[-1]:,.0f}' for r in ratios.values())])} |")
    p50, p99 = np.quantile(ours, [0.5, 0.99]) * 1e3
    print(f"\nSarhad, {len(ours)} answers: p50 {p50:.3f} ms, p99 {p99:.3f} ms (wall, one thread)")
    for name, all_ in ratios.items():
        print(f"{name}: {median(all_):,.0f} times as long in the median, {min(all_):,.0f} to {max(all_):,.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./sarhad bench tally", description=__doc__)
    parser.add_argument("--rows", type=float, default=1e6)
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    main(int(arguments.rows), arguments.turns)
