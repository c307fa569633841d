"""What commands say to a person: in one line each, and no character of it is a command to the terminal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.divisions import Divided
from geo.duplicates import Pairs
from geo.movement import moved
from service.reports import divisions, duplicates, history, movement, printable
from tests.worlds import halves, incidents, source, two_squares

Capture = pytest.CaptureFixture[str]
NASTY = "\x1b]0;x\x07\u202eevil\n\x9b2J"


def safe(said: str) -> bool:
    return all(printable(line) == line for line in said.split("\n"))


@given(st.text())
def test_whatever_a_text_holds_it_is_one_harmless_line(text: str):
    shown = printable(text)
    assert len(shown) == len(text)
    assert shown.splitlines() in ([], [shown])
    assert all(c.isprintable() or c in "\u200c\u200d" for c in shown)
    assert printable(shown) == shown


@pytest.mark.parametrize("name", ["نیک‌شهر", "کوئٹہ", "Sīstān", "–"])
def test_names_of_the_region_are_shown_as_they_are_spelt(name: str):
    assert printable(name) == name


def test_spaces_of_any_kind_are_spaces():
    assert printable("a\xa0b\tc\u2028d") == "a b c d"


def test_cells_of_a_table_are_not_computed_by_a_spreadsheet():
    said = history.as_csv([("a", "b"), ("=1+1", None), ("-5", 0.5), ("@x", "سلام")]).decode()
    assert said == "a,b\n'=1+1,\n-5,0.5\n'@x,سلام\n"


def test_regions_with_foreign_names_are_told_in_harmless_lines(capsys: Capture):
    report = Divided(file=NASTY, read=1, refusals=[NASTY], mended=[NASTY], faults=[NASTY] * 30, notes=[NASTY])
    divisions.table(report)
    said = capsys.readouterr().out
    assert safe(said)
    assert "    and 10 more\n" in said
    assert said.endswith("Nothing changed, so there is no new revision.\n")


@pytest.mark.parametrize("n", [1, duplicates.MOST + 5])
def test_pairs_are_told_in_harmless_lines_and_a_long_list_is_cut_short(capsys: Capture, n: int):
    rows = incidents([(0.5, 0.5)], place=[NASTY], notes=[NASTY], killed=[np.nan])
    zero, half = np.zeros(n, dtype=np.int64), np.full(n, 0.5)
    duplicates.table(rows, rows, Pairs(zero, zero, half, zero, half), "table")
    said = capsys.readouterr().out
    assert safe(said)
    assert ("more (--format csv has all)" in said) == (n > 1)
    assert "killed unknown" in said


def test_moved_figures_are_told_in_harmless_lines(capsys: Capture):
    old, new = two_squares([(0.5, 0.5)] * 2), two_squares([(0.5, 0.5)], place=[NASTY], killed=[3])
    movement.table(old, new, moved(old, new, []), "table")
    said = capsys.readouterr().out
    assert safe(said)
    assert "s:1                2010-06-01  place unknown: no longer counted here, killed 1\n" in said


def test_many_incidents_and_regions_are_cut_short(capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(movement, "MOST_REGIONS", 1)
    points = [(0.2, 0.5)] * 15 + [(0.7, 0.5)]
    old, new = halves([]), halves(points)
    movement.table(old, new, moved(old, new, [("level", "district")]), "table")
    said = capsys.readouterr().out
    assert "    and 5 more incidents (--format csv has all)\n" in said
    assert said.endswith("\nand 1 more regions (--format csv has all)\n")


def test_a_change_without_an_incident_says_what_else_it_may_be(capsys: Capture):
    wide = two_squares([(0.5, 0.5)])
    narrow = replace(wide, sources={"s": source(complete=False)})
    movement.table(wide, narrow, moved(wide, narrow, []), "table")
    assert "no incident did this: what the source covers did" in capsys.readouterr().out
