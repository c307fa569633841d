"""What a source covers: days that are counted exactly, and a zero only where it means something."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import clip, covered, span, years
from geo.errors import BadTable
from tests.worlds import FIRST, LAST, source

WHOLE = (FIRST, LAST)
days = st.dates(date(1980, 1, 1), date(2030, 12, 31))
periods = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
DAY = timedelta(days=1)


def test_a_source_cannot_end_before_it_begins():
    with pytest.raises(BadTable, match="source s: from 2014-01-01 is after to 2013-12-31"):
        source(first=date(2014, 1, 1))


def test_a_source_says_something_within_its_country_and_days():
    assert source().within("A", (date(2009, 1, 1), date(2010, 12, 31))) == (FIRST, date(2010, 12, 31))


@pytest.mark.parametrize(
    ("country", "period", "complete"),
    [
        ("B", WHOLE, True),
        ("A", (date(2014, 1, 1), date(2014, 12, 31)), True),
        ("A", WHOLE, False),
    ],
    ids=["another country", "later days", "a list that is not complete"],
)
def test_elsewhere_its_silence_means_nothing(country, period, complete):
    assert source(complete=complete).within(country, period) is None


def test_periods_that_touch_on_one_day_share_that_day():
    day = date(2001, 1, 1)
    assert clip((date(2000, 1, 1), day), (day, date(2002, 1, 1))) == (day, day)


@given(periods, periods)
def test_sharing_days_is_mutual_and_never_adds_any(one, other):
    shared = clip(one, other)
    assert shared == clip(other, one)
    if shared is None:
        assert one[1] < other[0] or other[1] < one[0]
    else:
        assert max(one[0], other[0]) == shared[0] <= shared[1] == min(one[1], other[1])


def test_sources_that_follow_each_other_cover_one_period():
    first, second = source("s", last=date(2011, 12, 31)), source("t", first=date(2012, 1, 1))
    assert covered([second, first], "A", WHOLE) == [WHOLE]


def test_a_gap_between_sources_stays_a_gap():
    first, second = source("s", last=date(2010, 12, 31)), source("t", first=date(2012, 1, 1))
    assert covered([first, second], "A", WHOLE) == [(FIRST, date(2010, 12, 31)), (date(2012, 1, 1), LAST)]


def test_a_source_within_another_adds_nothing():
    assert covered([source("s"), source("t", first=date(2011, 1, 1), last=date(2011, 6, 1))], "A", WHOLE) == [WHOLE]


@given(st.lists(periods, max_size=5), periods)
def test_the_covered_days_are_those_that_any_source_covers(spans, asked):
    made = [source(str(i), first=first, last=last) for i, (first, last) in enumerate(spans)]
    parts = covered(made, "A", asked)
    assert all(before[1] + DAY < after[0] for before, after in pairwise(parts))
    edges = {day + shift for period in (*spans, asked, *parts) for day in period for shift in (-DAY, 0 * DAY, DAY)}
    for day in edges:
        expected = asked[0] <= day <= asked[1] and any(first <= day <= last for first, last in spans)
        assert any(first <= day <= last for first, last in parts) == expected, day


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        (date(1989, 1, 1), date(2021, 12, 31), 33),
        (date(2012, 1, 1), date(2012, 12, 31), 1),
        (date(2012, 1, 1), date(2012, 6, 30), 182 / 366),
        (date(2011, 12, 31), date(2012, 1, 1), 1 / 365 + 1 / 366),
        (date(2012, 2, 29), date(2012, 2, 29), 1 / 366),
        (date(2011, 7, 2), date(2013, 7, 1), 183 / 365 + 1 + 182 / 365),
    ],
    ids=str,
)
def test_a_day_is_its_part_of_its_own_year(first, last, n):
    assert years([(first, last)]) == pytest.approx(n, rel=1e-12)


@given(st.integers(1900, 2100), st.integers(0, 150))
def test_whole_years_are_whole_numbers(year, more):
    assert years([(date(year, 1, 1), date(year + more, 12, 31))]) == more + 1


@given(periods, st.data())
def test_years_of_a_period_are_those_of_its_parts(period, data):
    first, last = period
    cut = data.draw(st.dates(first, last))
    parts = [(first, cut), *([(cut + DAY, last)] if cut < last else [])]
    assert years(parts) == pytest.approx(years([period]), rel=1e-12, abs=1e-12)


@given(periods)
def test_a_longer_period_has_more_years(period):
    first, last = period
    assert years([(first, last + DAY)]) > years([period]) > 0


def test_nothing_covered_is_no_time():
    assert years([]) == 0


def test_the_span_of_sources_is_from_the_first_day_of_any_to_the_last_of_any():
    assert span([source("t", first=date(2011, 1, 1), last=date(2020, 1, 1)), source("s")]) == (FIRST, date(2020, 1, 1))
