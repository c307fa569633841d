"""What may become a figure: incidents of complete sources that record what is measured."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo.amounts import amount, counted, tellers, yearly_amount
from geo.tally import tally
from tests.worlds import incidents, source, squares, world

nan = np.nan
EVERYTHING = ("kind", "group", "tactic", "target", "killed", "injured")


def two_sources(s=None, t=None):
    """Give squares A and B of countries A and B, with two incidents of s and one of t in A, and one of t in B."""
    usual = {"knows": EVERYTHING}
    return world(
        squares([(0, 0), (1, 0)], country=["A", "B"]),
        incidents(
            [(0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (1.5, 0.5)],
            source=["s", "s", "t", "t"],
            killed=[1, 2, 4, 8],
            injured=[1, nan, 3, nan],
            precision=["exact", "country", "exact", "exact"],
        ),
        sources=(source("s", **(usual | (s or {}))), source("t", **(usual | (t or {})))),
    )


def ask(snapshot, query):
    return snapshot.ask([tuple(part.split("=")) for part in query.split("&")])


def test_what_is_counted_is_placed_well_enough():
    snapshot = two_sources()
    assert counted(snapshot, ask(snapshot, "source=*")).tolist() == [True, False, True, True]
    assert counted(snapshot, ask(snapshot, "source=*&precision=country")).tolist() == [True] * 4


@pytest.mark.parametrize(
    ("measure", "told"), [("incidents", ["s", "t"]), ("killed", ["s", "t"]), ("injured", ["s"]), ("casualties", ["s"])]
)
def test_a_source_tells_what_it_records(measure, told):
    snapshot = two_sources(t={"knows": ("killed",)})
    assert [s.id for s in tellers(snapshot, ask(snapshot, f"source=*&measure={measure}"))] == told


def test_a_list_that_is_not_complete_tells_nothing():
    snapshot = two_sources(t={"complete": False})
    assert [s.id for s in tellers(snapshot, ask(snapshot, "source=*"))] == ["s"]
    assert tellers(snapshot, ask(snapshot, "source=t")) == []


def test_an_amount_is_of_those_who_tell():
    everybody, one = two_sources(), two_sources(t={"complete": False})
    assert amount(everybody, ask(everybody, "source=*&measure=killed")).tolist() == [5, 8]
    assert amount(one, ask(one, "source=*&measure=killed")).tolist() == [1, 0]


def test_where_nobody_tells_nothing_is_known():
    snapshot = two_sources(s={"knows": ("kind",)}, t={"knows": ("kind",)})
    assert np.isnan(amount(snapshot, ask(snapshot, "source=*&measure=killed"))).all()


def test_amounts_by_year():
    snapshot = two_sources()
    found = yearly_amount(snapshot, ask(snapshot, "source=*&measure=killed"), range(2009, 2012))
    assert found.tolist() == [[0, 5, 0], [0, 8, 0]]


def test_a_country_that_only_a_silent_source_covers_is_no_zero():
    """B is covered by t, which does not record the killed: nobody can say how many were killed there."""
    snapshot = two_sources(t={"countries": ("B",), "knows": ("kind",)})
    assert np.isnan(tally(snapshot, ask(snapshot, "source=*&measure=killed")).value[1])


def test_days_that_only_a_silent_source_covers_are_under_no_rate():
    """The killed of s in its one year, not spread over four years of t, which does not record them."""
    snapshot = two_sources(s={"last": date(2010, 12, 31)}, t={"countries": ("A",), "knows": ("kind",)})
    assert tally(snapshot, ask(snapshot, "source=*&measure=killed")).value[0] == 1


def test_what_a_source_reports_from_beyond_its_countries_is_no_part_of_anothers_rate():
    """Source s covers A alone, and reports from B by chance: the rate of B is that of t, which covers it."""
    rows = incidents([(1.5, 0.5)] * 5, source=["s", "s", "s", "s", "t"])
    regions = squares([(0, 0), (1, 0)], country=["A", "B"])
    snapshot = world(regions, rows, sources=(source("s"), source("t", countries=("B",))))
    both, alone = (tally(snapshot, ask(snapshot, f"source={s}")) for s in ("s,t", "t"))
    assert both.counted == 5
    assert both.value[1] == alone.value[1] == 1 / 4
