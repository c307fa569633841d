"""Numbers and periods as people read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import words


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (1, "1"), (999, "999"), (1000, "1,000"), (6255.0, "6,255"), (1_000_000, "1,000,000"), (2.9, "2")],
)
def test_a_count(number, written):
    assert words.count(number) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.0, "0"),
        (1.0, "1.00"),
        (1.4009, "1.40"),
        (0.994, "0.99"),
        (0.0609, "0.061"),
        (0.01, "0.010"),
        (0.00031, "0.00031"),
        (99.999, "100.00"),
        (1234.5, "1,234.50"),
        (float("nan"), "unknown"),
    ],
)
def test_a_rate(number, written):
    assert words.value(number) == written


@pytest.mark.parametrize(
    ("number", "written"), [(0.0996, "0.10"), (0.00999, "0.010"), (0.999, "1.00"), (0.996, "1.00")]
)
def test_a_rate_that_rounds_up_to_the_next_power_of_ten_keeps_two_figures(number, written):
    assert words.value(number) == written


@given(number=st.floats(1e-6, 1e9))
def test_a_rate_is_written_plainly_and_within_half_of_its_last_figure(number):
    written = words.value(number)
    assert set(written) <= set("0123456789.,")
    assert abs(float(written.replace(",", "")) - number) <= max(0.05 * number, 0.005)


@pytest.mark.parametrize(
    ("ratio", "written"),
    [(0.2267, "+23 %"), (-0.15, "−15 %"), (1.0, "+100 %"), (-1.0, "−100 %"), (12.0, "+1200 %"), (0.0, "0 %")],
)
def test_a_change(ratio, written):
    assert words.percent(ratio) == written


@pytest.mark.parametrize("ratio", [0.001, -0.001, -0.0049])
def test_a_change_that_rounds_to_nothing_has_no_sign(ratio):
    assert words.percent(ratio) == "0 %"


def test_a_day():
    assert words.day(date(2018, 5, 31)) == "31 May 2018"
    assert words.day(date(2020, 2, 1)) == "1 Feb 2020"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("1989-01-01", "2021-12-31", "1989–2021"),
        ("2014-01-01", "2014-12-31", "2014"),
        ("2014-03-01", "2014-03-31", "Mar 2014"),
        ("2016-02-01", "2016-02-29", "Feb 2016"),
        ("2015-02-01", "2015-02-28", "Feb 2015"),
        ("2016-02-01", "2016-02-28", "1 Feb 2016 – 28 Feb 2016"),
        ("2014-12-01", "2014-12-31", "Dec 2014"),
        ("2014-03-01", "2014-04-02", "1 Mar 2014 – 2 Apr 2014"),
        ("2014-03-01", "2014-03-01", "1 Mar 2014"),
        ("2013-12-31", "2014-01-01", "31 Dec 2013 – 1 Jan 2014"),
        ("2014-01-01", "2015-12-30", "1 Jan 2014 – 30 Dec 2015"),
        ("9999-12-01", "9999-12-31", "Dec 9999"),
    ],
)
def test_a_period_is_as_short_as_it_can_be_said(first, last, written):
    assert words.period((date.fromisoformat(first), date.fromisoformat(last))) == written


periods = st.tuples(st.dates(), st.dates()).map(lambda pair: (min(pair), max(pair)))


@given(one=periods, other=periods)
def test_different_periods_are_never_written_the_same(one, other):
    assert (words.period(one) == words.period(other)) == (one == other)


@pytest.mark.parametrize(
    ("names", "written"),
    [([], ""), (["Iran"], "Iran"), (["Iran", "Iraq"], "Iran and Iraq"), (["a", "b", "c", "d"], "a, b, c and d")],
)
def test_a_listing(names, written):
    assert words.listing(names) == written
