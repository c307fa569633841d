"""Days: every notation that can mean one day only, and the reason where it can mean two."""

from __future__ import annotations

from datetime import date

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rows import Unfit
from data.sources.dates import day, month_or_year

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
days = st.dates(date(1922, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2014-03-01", "2014-03-01"),
        (" 2014-03-01 ", "2014-03-01"),
        ("1990-10-04 00:00:00.000", "1990-10-04"),
        ("2014-03-01T23:59:59Z", "2014-03-01"),
        ("2014-03-01T23:59:59+05:00", "2014-03-01"),
        ("2014-1-1", "2014-01-01"),
        ("2014/03/01", "2014-03-01"),
        ("2014.3.1", "2014-03-01"),
        ("16 May 2025", "2025-05-16"),
        ("16-May-2025", "2025-05-16"),
        ("16 MAY 2025", "2025-05-16"),
        ("May 16, 2025", "2025-05-16"),
        ("Sept. 3, 2025", "2025-09-03"),
        ("3 Sep 2025", "2025-09-03"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("5/16/2025 12:00:00 AM", "2025-05-16"),
        ("05/05/2025", "2025-05-05"),
        ("1403/05/12", "2024-08-02"),
        ("1403-05-12", "2024-08-02"),
        ("۱۴۰۳/۰۵/۱۲", "2024-08-02"),
        ("١٤٠٣/٠٥/١٢", "2024-08-02"),
        ("12 مرداد 1403", "2024-08-02"),
        ("۱۲ مرداد ۱۴۰۳", "2024-08-02"),
        ("1 دي 1402", "2023-12-22"),
        ("12 اسد 1403", "2024-08-02"),
        ("16 مئی 2025", "2025-05-16"),
        ("۲۰۲۵/۰۵/۱۶", "2025-05-16"),
        ("\u200f1403/05/12\u200e", "2024-08-02"),
        ("1403/12/30", "2025-03-20"),
    ],
)
def test_a_day_is_read(text, iso):
    assert day("date_start", text) == iso


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12/05/2025", r"could begin with the day or with the month; if the day stands first, say so \(--day-first\)"),
        ("12.05.2025", "could begin with the day or with the month"),
        ("12/05/1403", "could begin with the day or with the month"),
        ("16-May-25", "has a year of two digits; write all four"),
        ("16/05/25", "has a year of two digits"),
        ("25/13/2024", "is not a day"),
        ("2014-02-30", "is not a day"),
        ("2014-13-01", "is not a day"),
        ("2014-00-00", "is not a day"),
        ("1404/12/30", "is not a day"),
        ("0000-01-01", "is not of the years 1900 to 2100|is not a day"),
        ("0214-03-01", "is not of the years 1900 to 2100"),
        ("2101-01-01", "is not of the years 1900 to 2100"),
        ("1499/01/01", "is not of the years 1900 to 2100"),
        ("12 مرداد 2024", "names no month of that calendar"),
        ("12 May 1403", "names no month of that calendar"),
        ("12 Foo 2024", "names no month of that calendar"),
        ("45432", "is not a day"),
        ("20140301", "is not a day"),
        ("2014-W01-1", "is not a day"),
        ("2014-03", "is not a day"),
        ("2014", "is not a day"),
        ("2014-03/01", "is not a day"),
        ("1393-12-10-1", "is not a day"),
        ("", "is not a day"),
        ("nan", "is not a day"),
        ("2014-03-01" + " " * 500, "is not a day"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(text, says):
    with pytest.raises(Unfit, match=says) as refused:
        day("date_start", text)
    assert (refused.value.column, refused.value.value) == ("date_start", text[:80])


def test_day_first_is_read_where_it_is_said():
    assert day("d", "12/05/2025", day_first=True) == "2025-05-12"
    assert day("d", "12/05/1403", day_first=True) == "2024-08-02"
    with pytest.raises(Unfit, match="is not a day"):
        day("d", "12/25/2025", day_first=True)


@pytest.mark.parametrize(
    ("text", "iso"),
    [("45432", "2024-05-20"), ("20000", "1954-10-03"), ("36526", "2000-01-01"), ("۴۵۴۳۲", "2024-05-20")],
)
def test_a_number_is_a_day_where_spreadsheets_are_read(text, iso):
    assert day("d", text, serial=True) == iso


@pytest.mark.parametrize("text", ["19999", "80001", "80000", "45432.5", "2014"])
def test_a_number_that_is_no_day_of_ours_is_refused(text):
    with pytest.raises(Unfit, match=r"is not a day|is not of the years"):
        day("d", text, serial=True)


@given(days)
def test_every_day_is_read_back(one):
    assert day("d", one.isoformat()) == one.isoformat()
    assert day("d", f"{one} 12:30:00") == one.isoformat()
    assert day("d", f"{one:%d}/{one:%m}/{one.year}", day_first=True) == one.isoformat()
    assert day("d", one.strftime("%d %B %Y")) == day("d", one.strftime("%B %d, %Y")) == one.isoformat()


@given(days, st.sampled_from([PERSIAN, ARABIC, {}]), st.sampled_from("/-."))
def test_every_day_is_read_back_from_solar_hijri(one, digits, mark):
    solar = jdatetime.date.fromgregorian(date=one)
    written = f"{solar.year}{mark}{solar.month:02}{mark}{solar.day:02}".translate(digits)
    assert day("d", written) == one.isoformat()


@given(
    st.text() | st.from_regex(r"[۰-۹0-9]{1,4}[-/. ][۰-۹0-9A-Za-z]{1,4}[-/. ][۰-۹0-9]{1,4}", fullmatch=True),
    st.booleans(),
)
def test_any_text_is_a_day_or_unfit(text, first):
    try:
        found = day("d", text, day_first=first, serial=True)
    except Unfit:
        return
    assert 1900 <= date.fromisoformat(found).year <= 2100


def test_a_month_and_a_year_have_their_first_and_last_day():
    assert month_or_year(2015, 2) == ("2015-02-01", "2015-02-28")
    assert month_or_year(2015, 0) == ("2015-01-01", "2015-12-31")
