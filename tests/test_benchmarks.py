"""What is measured: each benchmark is listed and described, and ratios are those of turns with equal answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import pairs
from benchmarks.pairs import Spent

ROOT = Path(__file__).resolve().parent.parent


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)


def test_each_is_listed_told_about_and_described():
    names = bench("--list").stdout.split()
    assert {"assign", "imports", "start"} <= {*names}
    assert "rows" not in names
    told, described = bench("--help").stdout, (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    for name in names:
        assert f"\n  {name} " in told
        assert f"./sarhad bench {name}" in described


@pytest.mark.parametrize("arguments", [("nothing",), ("start", "nothing")])
def test_an_unknown_one_is_named(arguments):
    done = bench(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("no benchmark 'nothing'; accepted: assign, ")


def test_a_ratio_is_that_of_each_turn():
    turns = [(Spent(1, 1), Spent(2, 4)), (Spent(1, 2), Spent(30, 20)), (Spent(1, 1), Spent(400, 5))]
    lines = pairs.table("3 points", {"other": turns}, per=3).splitlines()
    assert lines[2] == "| Sarhad | 1,000 | 333,333,333 | 1,000 | 1 |  | 1 | 3 |"
    assert lines[3] == "| other | 30,000 | 10,000,000,000 | 5,000 | 30 | 2 to 400 | 5 | 3 |"


def test_each_has_its_turn_until_patience_ends():
    found = pairs.in_turns(lambda: 1, {"a": lambda: 1, "b": lambda: 1}, equal=int.__eq__, turns=3)
    assert [len(turns) for turns in found.values()] == [3, 3]
    found = pairs.in_turns(lambda: 1, {"a": lambda: 1}, equal=int.__eq__, turns=3, patience_s=0)
    assert [len(turns) for turns in found.values()] == [1]


def test_another_answer_ends_it():
    with pytest.raises(SystemExit, match="a has another answer"):
        pairs.in_turns(lambda: 1, {"a": lambda: 2}, equal=int.__eq__, turns=1)
