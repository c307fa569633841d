"""The refused rows of an import, as a file beside it: whole or not there, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files import UnwritableFile
from data.order import MOST_WORDS, REST
from data.refusals import FEW, HEADER, Refusals, harmless

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def fill(path: Path | None, *reasons: str, n: int = 1) -> Refusals:
    with Refusals(path) as refused:
        for line, reason in enumerate(reasons * n, start=2):
            refused.add(line, "lat", "95", reason)
        refused.flush()
    return refused


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-", "+92 300", "-1_0"]
)
def test_a_cell_that_a_spreadsheet_would_compute_is_shown(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "TTP", "-12.5", "+3", "-1e5", "a=b", "'=1", " x"])
def test_any_other_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell


@given(st.text())
def test_no_cell_is_computed(cell):
    shown = harmless(cell)
    assert shown.removeprefix("'") == cell or shown == cell
    if shown and shown[0] in "=@\t\r\n":
        pytest.fail(f"{shown!r} is computed")


def test_each_row_is_written_and_counted_by_its_reason(tmp_path):
    path = tmp_path / "list.refused.csv"
    refused = fill(path, "lat '95' is not on the globe", "=x")
    assert rows(path) == [[*HEADER], ["2", "lat", "95", "lat '95' is not on the globe"], ["3", "lat", "95", "'=x"]]
    assert (refused.written, refused.total) == (True, 2)
    assert refused.reasons == {"lat … is not on the globe": 1, "=x": 1}
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_only_the_first_are_kept_in_words(tmp_path):
    refused = fill(tmp_path / "x.csv", "a", n=FEW + 5)
    assert (len(refused.first), refused.total, refused.first[0]) == (FEW, FEW + 5, "line 2: a")
    assert len(rows(tmp_path / "x.csv")) == FEW + 6


def test_reasons_without_end_are_counted_together():
    refused = fill(None, *(f"reason {n}" for n in range(MOST_WORDS + 9)))
    assert (refused.total, refused.reasons[REST], refused.written) == (MOST_WORDS + 9, 9, False)


def test_nothing_refused_is_no_file_and_the_one_before_goes(tmp_path):
    path = tmp_path / "list.refused.csv"
    fill(path)
    assert not path.exists()
    fill(path, "a")
    fill(path)
    assert not path.exists()


def test_what_somebody_else_wrote_there_stays(tmp_path):
    path = tmp_path / "list.refused.csv"
    path.write_text("a,b\n")
    fill(path)
    assert path.read_text() == "a,b\n"


def test_an_import_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "list.refused.csv"
    fill(path, "before")
    with suppress(ZeroDivisionError), Refusals(path) as refused:
        refused.add(2, "", "", "after")
        raise ZeroDivisionError
    assert rows(path)[1][-1] == "before"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(
        UnwritableFile, match=r"x\.csv: the refused rows cannot be written \(No such file.*nothing was stored"
    ):
        fill(tmp_path / "none/x.csv", "a")


class Full(io.StringIO):
    """A file on a full disk."""

    def flush(self) -> None:
        """Find no room."""
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_while_nothing_is_stored(tmp_path, monkeypatch):
    monkeypatch.setattr("data.refusals._begun", lambda _path: Full())
    with pytest.raises(UnwritableFile, match=r"cannot be written \(No space left on device\)"):
        fill(tmp_path / "x.csv", "a")
    assert list(tmp_path.iterdir()) == []
