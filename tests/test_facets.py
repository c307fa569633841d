"""What each other choice would give: exactly what a tally of that choice counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from geo import terms
from geo.facets import CHOICES, facets
from geo.tally import tally
from tests.strategies import asked_worlds
from tests.worlds import halves, two_squares

DAYS = ["2010-06-01", "2010-06-01", "2012-06-01", "2012-06-01"]


def four():
    """Give four incidents: three placed, two of them of G, one of them a protest; one placed nowhere."""
    return two_squares(
        [(0.5, 0.5), (1.5, 0.5), (0.5, 0.5), (9, 9)],
        date_start=DAYS,
        date_end=DAYS,
        kind=["attack", "protest", "attack", "attack"],
        perpetrators=["G", "G|H", "H", "G"],
        precision=["exact", "near", "district", "exact"],
    )


def test_each_choice_by_hand():
    snapshot = four()
    found = facets(snapshot, snapshot.ask([]))
    assert found["kind"] == {"attack": 2, "protest": 1}
    assert found["group"] == {"G": 1, "H": 1}
    assert found["source"] == {"s": 2}
    assert found["precision"] == {"exact": 1, "near": 1, "district": 2, "province": 2, "country": 2}
    assert found["period"] == {"2010": 1, "2012": 1}
    assert found["tactic"] == found["target"] == {}


def test_an_incident_of_two_groups_stands_under_both():
    snapshot = four()
    assert facets(snapshot, snapshot.ask([("kind", "protest")]))["group"] == {"G": 1, "H": 1}


def test_the_other_filters_hold():
    snapshot = four()
    found = facets(snapshot, snapshot.ask([("group", "G"), ("region", "B")]))
    assert found["kind"] == {"protest": 1}
    assert found["group"] == {}


def test_the_most_frequent_comes_first_and_years_in_order():
    days = ["2013-01-01", *DAYS[:2]]
    snapshot = two_squares([(0.5, 0.5)] * 3, perpetrators=["Z", "Z", "A"], date_start=days, date_end=days)
    found = facets(snapshot, snapshot.ask([]))
    assert list(found["group"].items()) == [("Z", 2), ("A", 1)]
    assert list(found["period"]) == ["2010", "2013"]


@settings(max_examples=60)
@given(asked_worlds(without=("breaks", "compare")))
def test_a_choice_gives_what_a_tally_of_it_counts(asked):
    snapshot, pairs = asked
    query = replace(snapshot.ask(pairs), breaks="view")
    known = snapshot.accepted()
    offered = {
        "source": tuple(known.sources),
        "kind": terms.KINDS,
        "group": known.groups,
        "tactic": known.tactics,
        "target": known.targets,
        "precision": terms.PRECISIONS,
    }
    found = facets(snapshot, query)
    assert set(found) == {*CHOICES, "period"}
    for name, values in offered.items():
        assert set(found[name]) <= set(values)
        for value in values:
            chosen = replace(query, **{name: value if name == "precision" else (value,)})
            assert found[name].get(value, 0) == tally(snapshot, chosen).counted, (name, value)
    for year in range(2010, 2014):
        one = query.with_dates(date(year, 1, 1), date(year, 12, 31))
        assert found["period"].get(str(year), 0) == tally(snapshot, one).counted, year


def test_in_districts_only_what_can_be_counted_there_is_a_choice():
    snapshot = halves([(0.25, 0.5)] * 5, precision=terms.PRECISIONS)
    found = facets(snapshot, snapshot.ask([("level", "district")]))
    assert found["precision"] == {"exact": 1, "near": 2, "district": 3}
