"""Doubtful rows are listed with what is doubtful about them."""

from __future__ import annotations

import csv
import io

import pytest

from geo.quality import FLAGS
from tests.child import Here
from tests.web import strict_json


@pytest.fixture
def sarhad(monkeypatch, capsysbinary, bundled):
    return Here(monkeypatch, capsysbinary, bundled)


def test_the_misplaced_rows_of_ucdp_are_listed(sarhad):
    ran = sarhad("doubts", "--flag", "misplaced", "--source", "ucdp-ged", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out.decode())))
    ids = {row["source_id"] for row in rows if row["flag"] == "misplaced"}
    gwadar = {row["source_id"] for row in rows if (row["place"], row["lat"]) == ("Sui town", "25.648076")}
    assert "374523" in ids
    assert len(gwadar) == 24
    assert len(rows) == len(ids) == 68


def test_json_has_every_row_of_every_flag(sarhad, bundled):
    said = strict_json(sarhad("doubts", "--format", "json").out)
    assert said["flags"] == FLAGS
    assert len(said["rows"]) == sum(len(set_.split("|")) for set_ in bundled.incidents.flags if set_)


def test_a_terminal_gets_the_first_few_of_each(sarhad):
    said = sarhad("doubts", "--source", "curated").out.decode()
    assert said.startswith("too_fine, 72 rows: It is known to the district at best")
    assert "and 52 more (--format csv has all)" in said


def test_a_source_that_is_not_there_is_named_with_those_that_are(sarhad):
    ran = sarhad("doubts", "--source", "ucdp")
    assert (ran.code, ran.out) == (2, b"")
    assert "Did you mean ucdp-ged?" in ran.err
