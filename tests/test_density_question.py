"""What a heat map can be asked, and what it answers to nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.density import ask
from geo.errors import BadQuery
from tests.worlds import two_squares

WORLD = two_squares([(0.5, 0.5)])


@pytest.mark.parametrize(
    ("pairs", "canonical"),
    [
        ([], ""),
        ([("bandwidth", "25"), ("coarse", "spread"), ("per", "area")], ""),
        ([("bandwidth", "25.0")], ""),
        ([("coarse", "drop"), ("kind", "attack"), ("bandwidth", "5")], "kind=attack&bandwidth=5&coarse=drop"),
        ([("bandwidth", "12.5")], "bandwidth=12.5"),
        ([("bandwidth", "200")], "bandwidth=200"),
    ],
)
def test_one_question_has_one_form(pairs, canonical):
    heat = ask(WORLD, pairs)
    assert heat.canonical == canonical
    again = ask(WORLD, [tuple(part.split("=", 1)) for part in canonical.split("&") if part])
    assert again == heat


@pytest.mark.parametrize(
    "text",
    ["0", "-1", "-25", "1e9", "nan", "inf", "", "4.9", "200.1", "201", "12.55", "1_0", " 25", "٢٥", "25km", "9" * 999],
)
def test_what_is_no_bandwidth_is_refused_with_what_is(text):
    with pytest.raises(BadQuery, match=r"bandwidth: .* is no bandwidth. Accepted: 5 to 200 kilometres") as error:
        ask(WORLD, [("bandwidth", text)])
    assert error.value.parameter == "bandwidth"
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    ("pairs", "match"),
    [
        ([("bandwidth", "25"), ("bandwidth", "30")], "bandwidth: given more than once"),
        ([("coarse", "spread"), ("coarse", "drop")], "coarse: given more than once"),
        ([("coarse", "pile")], "coarse: 'pile' is not known.* Accepted: spread, drop"),
        ([("per", "population")], "per: 'population' contradicts a heat map"),
        ([("per", "none")], "per: 'none' contradicts a heat map"),
        ([("radius", "5")], "query: 'radius' is not known.* Accepted: bandwidth, coarse, level"),
        ([("bandwith", "25")], "query: 'bandwith' is not known. Did you mean bandwidth"),
    ],
)
def test_what_contradicts_a_heat_map_is_refused(pairs, match):
    with pytest.raises(BadQuery, match=match):
        ask(WORLD, pairs)


@given(st.text(max_size=12))
def test_a_bandwidth_is_a_number_of_kilometres_or_an_error(text):
    try:
        heat = ask(WORLD, [("bandwidth", text)])
    except BadQuery:
        return
    assert 5 <= heat.bandwidth_km <= 200
    assert float(text) == heat.bandwidth_km
