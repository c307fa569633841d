"""The curated incidents and sites: complete, consistent with the raw list, and built the same every time."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data import reference, vocabulary
from data.reference.build import curated
from data.sources import own, ucdp
from geo import terms

SHARED = Path(__file__).resolve().parents[2] / "shared"
RAW = SHARED / "data/reference/curated_incidents.csv"
BUILT = ("incidents_curated.csv", "sites.csv")
COARSE = ("district", "province", "country")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def raw() -> dict[str, dict[str, str]]:
    if not RAW.exists():
        pytest.skip("no curated_incidents.csv beside the checkout")
    return {row["id"]: row for row in rows_of(RAW)}


@pytest.fixture(scope="module")
def coding() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows_of(curated.CODING)}


@pytest.fixture(scope="module")
def incidents() -> dict[str, dict[str, str]]:
    return {row["source_id"]: row for row in rows_of(reference.PATH / "incidents_curated.csv")}


@pytest.fixture(scope="module")
def sites() -> list[dict[str, str]]:
    return rows_of(reference.PATH / "sites.csv")


def test_every_raw_row_is_coded_once_and_says_why(raw):
    coded = rows_of(curated.CODING)
    assert [row["id"] for row in coded] == sorted(raw)
    assert len(coded) == 179
    assert all(row["why"] for row in coded)


def test_rebuild_gives_the_same_bytes(raw, tmp_path):
    curated.build(SHARED, tmp_path)
    for name in BUILT:
        assert (tmp_path / name).read_bytes() == (reference.PATH / name).read_bytes(), name


@pytest.mark.parametrize(
    ("raw_ids", "coded_ids", "named"),
    [
        (["A", "B"], ["A"], "B"),
        (["A"], ["A", "B"], "B"),
        (["A"], ["A", "A"], "A"),
        (["A", "A"], ["A"], "A"),
        (["A", "A"], [], "A"),
    ],
)
def test_a_row_not_coded_once_is_an_error(raw_ids, coded_ids, named):
    with pytest.raises(ValueError, match=f"code each raw row once; see {named}$"):
        curated.joined([{"id": i} for i in raw_ids], [{"id": i} for i in coded_ids])


def test_columns_are_those_of_our_own_csv(incidents):
    assert all(tuple(row) == own.COLUMNS for row in incidents.values())


@pytest.mark.parametrize(
    ("column", "ids"),
    [
        ("kind", {term.id for term in vocabulary.kinds()}),
        ("target", {term.id for term in vocabulary.targets()} | {""}),
        ("tactic", {term.id for term in vocabulary.tactics()} | {""}),
        ("perpetrators", {group.id for group in vocabulary.groups()} | {""}),
        ("attribution", set(terms.ATTRIBUTIONS)),
        ("date_precision", set(terms.DATE_PRECISIONS)),
        ("precision", set(terms.PRECISIONS)),
        ("country", {"PK", "IR", "AF"}),
    ],
)
def test_words_are_in_the_vocabulary(incidents, column, ids):
    assert {word for row in incidents.values() for word in row[column].split("|")} <= ids


def test_dates_are_ordered_and_fit_their_precision(incidents):
    longest = {"day": 1, "week": 6, "month": 30}
    for row in incidents.values():
        start, end = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
        assert 0 <= (end - start).days <= longest[row["date_precision"]], row["source_id"]


def test_the_given_day_lies_within_the_dates(raw, incidents):
    assert all(incidents[i]["date_start"] <= row["date"] <= incidents[i]["date_end"] for i, row in raw.items())


def test_a_day_is_only_precise_where_the_list_knows_it(raw, incidents):
    for id_, row in raw.items():
        if "unchecked" in row["date_prec"] or row["date_prec"].startswith("month"):
            assert incidents[id_]["date_precision"] == "month", id_
        if "night" in row["date_prec"]:
            assert incidents[id_]["date_start"] < incidents[id_]["date_end"], id_
        if row["date_prec"] == "day":
            assert incidents[id_]["date_start"] == incidents[id_]["date_end"] == row["date"], id_


def test_estimates_are_ordered(incidents):
    for id_, row in incidents.items():
        if row["killed"]:
            assert int(row["killed_low"]) <= int(row["killed"]) <= int(row["killed_high"]), id_
            assert int(row["attackers_killed"] or 0) <= int(row["killed"]), id_
        else:
            assert [row[c] for c in ("killed_low", "killed_high", "attackers_killed")] == [""] * 3, id_


def test_the_best_figures_are_those_of_the_list(raw, incidents):
    for id_, row in raw.items():
        assert (incidents[id_]["killed"], incidents[id_]["injured"]) == (row["killed"], row["wounded"])


def test_attackers_are_counted_only_where_the_list_speaks_of_them(raw, incidents):
    spoken_of = re.compile(r"attacker|bomber|militant|gunman")
    counted = [id_ for id_, row in incidents.items() if row["attackers_killed"]]
    assert all(spoken_of.search(raw[id_]["killed_detail"]) for id_ in counted)


def test_every_attacker_the_list_counts_is_counted(raw, incidents):
    for id_, row in raw.items():
        counted = re.search(r"of them (\d+) attackers?|\+ (\d+) attackers?", row["killed_detail"])
        if counted and "other reading" not in row["killed_detail"]:
            assert incidents[id_]["attackers_killed"] == (counted[1] or counted[2]), id_


def test_only_a_figure_told_in_the_list_bounds_the_killed(raw, coding):
    """Low and high are a number of the text, or the sum of two or three; some are told in words."""
    in_words = {"CUR080", "CUR163", "CUR139"}
    for id_, row in coding.items():
        told = [int(n) for n in re.findall(r"\d+", raw[id_]["killed_detail"] + " " + raw[id_]["killed"])]
        sums = {a + b for a in told for b in told}
        sums |= {a + b for a in sums for b in told}
        for bound in filter(None, (row["killed_low"], row["killed_high"])):
            assert id_ in in_words or int(bound) in sums | set(told), id_


def test_no_perpetrator_means_unknown_attribution(incidents):
    assert all((row["attribution"] == "unknown") == (not row["perpetrators"]) for row in incidents.values())


def test_perpetrators_are_the_groups_that_the_list_names(raw, incidents):
    for id_, row in raw.items():
        assert incidents[id_]["perpetrators"] == "|".join(vocabulary.group_ids(row["group"]))


def test_claims_come_from_the_list(raw, incidents):
    claimed = [id_ for id_, row in incidents.items() if row["attribution"] == "claimed"]
    assert all(raw[id_]["group_status"].startswith(("claimed", "acknowledged")) for id_ in claimed)


def test_an_operation_is_by_a_state_and_an_attack_is_not(incidents):
    states = {group.id for group in vocabulary.groups() if group.state}
    for id_, row in incidents.items():
        acting = set(row["perpetrators"].split("|")) - {""}
        if row["kind"] == "operation":
            assert acting & states, id_
        if row["kind"] == "attack":
            assert not acting & states, id_


def test_an_unverified_or_wide_place_is_known_to_the_district_at_best(raw, incidents):
    wide = re.compile(r"county|district|tehsil|\barea\b|\broad\b|several|province|country|where_prec [3-7]")
    for id_, row in raw.items():
        if "approximate, not verified" in row["coord_source"] or wide.search(row["geo_prec"]) or not row["lat"]:
            assert incidents[id_]["precision"] in COARSE, id_


def test_only_ucdp_knows_a_place_exactly(raw, incidents):
    exact = {id_ for id_, row in incidents.items() if row["precision"] == "exact"}
    assert exact == {id_ for id_, row in raw.items() if row["geo_prec"] == "UCDP where_prec 1"}


def test_coordinates_are_those_of_the_list_and_never_invented(raw, incidents):
    for id_, row in raw.items():
        for axis in ("lon", "lat"):
            assert float(incidents[id_][axis] or "nan") == pytest.approx(float(row[axis] or "nan"), nan_ok=True)


def test_provinces_are_those_of_the_list(incidents):
    counted = Counter(row["region_name"] for row in incidents.values())
    focus = ("Sistan and Baluchestan", "Balochistan", "Khyber Pakhtunkhwa")
    assert [counted[name] for name in focus] == [99, 52, 20]


def test_urls_are_whole(incidents):
    cited = [url for row in incidents.values() for url in row["urls"].split()]
    assert len(cited) > 300
    assert all(re.fullmatch(r"https?://[a-z0-9.-]+\.[a-z]+\.?/\S+", url) for url in cited)
    assert not [url for url in cited if "…" in url or "..." in url]


def test_a_dropped_address_stays_as_the_name_of_the_source(raw, incidents):
    for id_, row in raw.items():
        for name in curated.urls(row["verified_by"])[1]:
            assert name.startswith("row in ") or name in incidents[id_]["notes"], id_


@pytest.mark.parametrize(
    ("text", "whole", "named"),
    [
        ("example.org/a; http://example.org/b", ["https://example.org/a", "http://example.org/b"], []),
        ("example.org/a/; example.org/a", ["https://example.org/a/"], []),
        ("example.org/?p=1 (Reuters)", ["https://example.org/?p=1"], []),
        ("example.org; example.org/", [], ["example.org", "example.org/"]),
        ("example.org/… ; example.org/a...", [], ["example.org/…", "example.org/a..."]),
        ("devdiscourse 1907989", [], ["devdiscourse 1907989"]),
        ("example.org/spa (article 12)", [], ["example.org/spa (article 12)"]),
        ("theweek.in 2025/03/17", [], ["theweek.in 2025/03/17"]),
    ],
)
def test_urls(text, whole, named):
    assert curated.urls(text) == (whole, named)


def test_no_path_or_shorthand_is_left_in_the_notes(incidents):
    left = re.compile(r"data/|\.csv|->| \| |no coordinates")
    assert not [row["notes"] for row in incidents.values() if left.search(row["notes"])]


def test_a_row_of_ucdp_carries_its_id(raw, incidents):
    same = {id_: row["same_as"] for id_, row in incidents.items() if row["same_as"]}
    assert set(same) == {id_ for id_, row in raw.items() if row["source"].startswith("UCDP GED")}
    assert same["CUR001"] == "ucdp-ged:258399"
    known = {f"{r['source']}:{r['source_id']}" for r in rows_of(reference.PATH / "incidents_ucdp.csv")}
    assert set(same.values()) <= known


def test_the_operations_across_a_border_are_sites(sites, incidents):
    assert len(sites) == 47
    assert sum(not site["lon"] for site in sites) == sum(not site["lat"] for site in sites) == 12
    assert sum({site["from_country"], site["to_country"]} == {"IR", "PK"} for site in sites) == 34
    assert all(site["incident"].removeprefix("curated:") in incidents for site in sites)


def test_a_site_says_what_its_incident_says(sites, incidents):
    for site in sites:
        row = incidents[site["id"]]
        assert (site["date"], site["precision"]) == (row["date_start"], row["precision"])
        assert site["to_country"] == row["country"], site["id"]
        assert site["status"] in terms.SITE_STATUSES
        assert site["actor"] in {group.id for group in vocabulary.groups()} | {""}
        assert site["actor_name"]


def test_what_others_say_is_attributed():
    given = ("acknowledged as retaliation", "claimed as retaliation (Taliban)", "unclaimed", "")
    assert [curated.status(g) for g in given] == ["acknowledged", "claimed", "attributed", "attributed"]


@pytest.fixture(scope="module")
def sources() -> dict[str, dict[str, object]]:
    return {s["id"]: s for s in json.loads((reference.PATH / "sources.json").read_text("utf-8"))}


def test_the_curated_source_claims_the_countries_of_its_rows(sources, incidents):
    assert (sources["curated"]["first"], sources["curated"]["last"]) == (None, None)  # it claims no days of its own
    assert sources["curated"]["countries"] == sorted({row["country"] for row in incidents.values()})
    assert sources["curated"]["complete"] is False


def test_the_default_source_is_complete_and_cited_as_its_codebook_asks(sources):
    assert list(sources) == ["ucdp-ged", "curated"]
    assert sources["ucdp-ged"]["complete"] is True
    assert sources["ucdp-ged"]["cite"] == ucdp.CITE
