"""Who, how and against whom: shares of exactly the incidents that a tally counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings

from geo.behind import behind
from geo.shares import COLUMNS, shares
from geo.tally import tally
from tests.strategies import asked_worlds
from tests.web import ask, service
from tests.worlds import source, two_squares, with_list


@settings(max_examples=60)
@given(asked_worlds(without=("compare",)))
def test_they_are_what_is_behind_the_figure_counted_one_by_one(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    found, rows = shares(snapshot, query), behind(snapshot, query)
    assert found.n == tally(snapshot, query).counted == len(rows)
    for name, column in COLUMNS.items():
        sets = [set(joined.split("|")) - {""} for joined in getattr(snapshot.incidents, column)[rows]]
        part = found.parts[name]
        assert part is not None
        assert part.n == Counter(word for words in sets for word in words)
        assert part.unknown == sum(not words for words in sets)
        assert part.overlap == any(len(words) > 1 for words in sets)
        assert sorted(part.n.items(), key=lambda item: (-item[1], item[0])) == list(part.n.items())


def test_an_incident_of_two_groups_stands_under_both_and_counts_once():
    there = two_squares([(0.5, 0.5)] * 3, perpetrators=["G|H", "G", ""])
    said = ask(service(there), "/shares.json").json()
    assert said["n"] == 3
    assert said["group"] == [
        {"value": "G", "label": "Group G", "n": 2, "share": 2 / 3},
        {"value": "H", "label": "H", "n": 1, "share": 1 / 3},
    ]
    assert (said["overlap"]["group"], said["unknown"]["group"]) == (True, 1)


def test_all_filters_hold_and_the_others_of_an_incident_are_said():
    there = two_squares([(0.5, 0.5), (1.5, 0.5), (0.5, 0.5)], perpetrators=["G|H", "G|H", "H"])
    said = ask(service(there), "/shares.json?group=G&region=A").json()
    assert (said["n"], [(one["value"], one["n"]) for one in said["group"]]) == (1, [("G", 1), ("H", 1)])


def test_what_a_source_does_not_record_is_null_and_not_zero():
    there = two_squares([(0.5, 0.5)], tactic=["ied"])
    said = ask(service(there), "/shares.json").json()
    assert (said["tactic"], said["unknown"]["tactic"], said["overlap"]["tactic"]) == (None, None, None)
    blind = replace(there, sources={"s": source(knows=("killed",))})
    said = ask(service(blind), "/shares.json").json()
    assert (said["group"], said["kind"], said["n"]) == (None, None, 1)


def test_what_only_one_of_two_sources_records_is_null():
    there = with_list(two_squares([(0.5, 0.5)]), [(0.5, 0.5)])
    blind = replace(there, sources={**there.sources, "mine": replace(there.sources["mine"], knows=("kind",))})
    said = ask(service(blind), "/shares.json?source=*").json()
    assert (said["n"], said["group"], said["kind"][0]["n"]) == (2, None, 2)


def test_nothing_counted_has_no_shares():
    said = ask(service(two_squares([(0.5, 0.5)])), "/shares.json?kind=protest").json()
    assert (said["n"], said["group"], said["kind"]) == (0, [], [])


def test_the_shipped_figures(bundled):
    said = ask(service(bundled), "/shares.json").json()
    counted = ask(service(bundled), "/choropleth.json").json()["counted"]
    assert said["n"] == counted == 6255
    assert (said["group"][0]["value"], said["group"][0]["n"]) == ("TTP", 4207)
    assert sum(one["n"] for one in said["kind"]) + said["unknown"]["kind"] == counted
