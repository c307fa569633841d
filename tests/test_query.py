"""The question: one grammar, one canonical form, and a clear refusal of everything else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadQuery
from geo.query import LONGEST, NAMES, Accepted, Query, parse
from geo.tally import tally
from tests.strategies import asked_worlds, questions
from tests.worlds import FIRST, LAST, source, two_squares

ACCEPTED = Accepted(
    regions={("province", "now"): ("PK-BA", "PK-KP"), ("province", "then"): ("PK-BA", "PK-KP", "PK-TA")},
    sources={
        "s": source("s", knows=("kind", "group", "tactic", "target", "killed", "injured")),
        "t": source("t", last=date(2015, 6, 30), knows=("kind", "group", "tactic", "target")),
        "blind": source("blind", knows=("kind", "killed")),
    },
    default_source="s",
    groups=("G", "H"),
    tactics=("ied",),
    targets=("police",),
    revision=1,
)


def ask(query=""):
    return parse(parse_qsl(query, keep_blank_values=True), ACCEPTED)


def test_an_empty_question_has_an_answer_for_everything():
    assert ask() == Query(start=FIRST, end=LAST, source=("s",))
    assert ask().parameters() == {
        "level": "province",
        "region": [],
        "from": "2010-01-01",
        "to": "2013-12-31",
        "source": ["s"],
        "kind": ["attack", "clash", "operation"],
        "group": [],
        "tactic": [],
        "target": [],
        "precision": "province",
        "measure": "incidents",
        "per": "area",
        "compare": "none",
        "epoch": "now",
        "breaks": "fixed",
        "version": "latest",
    }


def test_parameters_stand_in_the_order_of_the_grammar():
    assert tuple(ask("measure=killed").parameters()) == NAMES


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("region=PK-KP,PK-BA", "region", ("PK-BA", "PK-KP")),
        ("from=2011-05-01", "start", date(2011, 5, 1)),
        ("to=2011-05-01", "end", date(2011, 5, 1)),
        ("source=*", "source", ("s", "t", "blind")),
        ("source=t,s", "source", ("s", "t")),
        ("kind=protest", "kind", ("protest",)),
        ("group=H", "group", ("H",)),
        ("group=H, G", "group", ("G", "H")),
        ("tactic=ied", "tactic", ("ied",)),
        ("target=police", "target", ("police",)),
        ("precision=near", "precision", "near"),
        ("measure=casualties", "measure", "casualties"),
        ("per=population", "per", "population"),
        ("compare=year", "compare", "year"),
        ("epoch=then&region=PK-TA", "region", ("PK-TA",)),
        ("breaks=view", "breaks", "view"),
        ("version=latest", "version", "latest"),
        ("version=1", "version", "1"),
        ("measure=KILLED", "measure", "killed"),
    ],
)
def test_a_parameter_is_read(query, field, value):
    assert getattr(ask(query), field) == value


def test_the_usual_period_is_the_coverage_of_the_sources_asked_for():
    assert ask("source=t").period == (FIRST, date(2015, 6, 30))
    assert ask("source=s,t").period == (FIRST, date(2015, 6, 30))


def test_a_raw_count_has_the_breaks_of_its_view():
    assert ask("per=none").breaks == "view"
    assert ask("per=none&breaks=view") == ask("per=none")


REFUSED = [
    ("", "mesure=killed", "query: 'mesure' is not known. Did you mean measure\\?"),
    ("", "Measure=killed", "query: 'Measure' is not known. Did you mean measure\\?"),
    ("measure", "measure=killed&measure=killed", "measure: given more than once"),
    ("region", "region=PK-KP&region=PK-BA", "region: given more than once"),
    ("measure", "measure=", "measure: is empty"),
    ("group", "group", "group: is empty"),
    ("group", f"group={'G,' * LONGEST}", f"group: is longer than {LONGEST} characters"),
    ("measure", "measure=kiled", "measure: 'kiled' is not known. Did you mean killed\\? Accepted: incidents, killed"),
    ("level", "level=street", "level: 'street' is not known.* Accepted: country, province, district"),
    ("level", "level=district", "level: no regions of level 'district' are loaded. Accepted here: province"),
    ("region", "region=PK-KPK", "region: 'PK-KPK' is not known. Did you mean PK-KP\\? Accepted: PK-BA, PK-KP"),
    ("region", "region=PK-TA", "region: 'PK-TA' is not known"),
    ("region", "region=PK-KP,", "region: '' is not known"),
    ("source", "source=u", "source: 'u' is not known.* Accepted: s, t, blind"),
    ("source", "source=*,s", "source: '\\*' is not known"),
    ("kind", "kind=bombing", "kind: 'bombing' is not known.* Accepted: attack, clash, operation, protest, other"),
    ("group", "group=J", "group: 'J' is not known.* Accepted: G, H"),
    ("tactic", "tactic=none", "tactic: 'none' is not known"),
    ("target", "target=polic", "target: 'polic' is not known. Did you mean police\\?"),
    ("group", "source=blind&group=G", "group: source blind does not record it"),
    ("tactic", "source=blind&tactic=ied", "tactic: source blind does not record it"),
    ("target", "source=*&target=police", "target: source blind does not record it"),
    ("precision", "precision=city", "precision: 'city' is not known"),
    ("per", "per=km2", "per: 'km2' is not known"),
    ("compare", "compare=decade", "compare: 'decade' is not known"),
    ("epoch", "epoch=2018", "epoch: '2018' is not known"),
    ("breaks", "breaks=quantiles", "breaks: 'quantiles' is not known"),
    ("breaks", "breaks=fixed&per=none", "breaks: 'fixed' contradicts per=none"),
    ("version", "version=2", "version: '2' is not known.* Accepted: latest"),
    ("from", "from=2014-02-01&to=2014-01-31", "from: 2014-02-01 is after to 2014-01-31"),
]


@pytest.mark.parametrize(("parameter", "query", "says"), REFUSED, ids=[query[:40] for _, query, _ in REFUSED])
def test_what_cannot_be_asked_is_refused_with_what_can(parameter, query, says):
    with pytest.raises(BadQuery, match=f"^{says}") as refused:
        ask(query)
    assert refused.value.parameter == (parameter or "query")


DAYS = [
    *("2014-1-1", "2014-02-30", "2014-13-01", "0000-01-01", "nan", "now", "today", "2014", "2014-01", "20140101"),
    *("2014-W01-1", "2014-001", "2014-01-01T00:00", "2014-01-01Z", " 2014-01-01", "01-01-2014", "2014/01/01"),
    *("٢٠١٤-٠١-٠١", "2014-01-01\n", "-014-01-01", "1e9", "inf", "2014–01–01"),
]


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("text", DAYS, ids=ascii)
def test_what_is_no_day_is_refused(name, text):
    with pytest.raises(BadQuery, match=rf"^{name}: .* is not a day. Accepted: YYYY-MM-DD, such as 2014-01-31"):
        parse([(name, text)], ACCEPTED)


def test_an_exact_id_is_found_before_one_that_differs_in_case():
    known = Accepted(
        **{name: getattr(ACCEPTED, name) for name in ("regions", "sources", "default_source", "tactics", "targets")},
        groups=("GH", "gh"),
        revision=1,
    )
    assert parse([("group", "gh")], known).group == ("gh",)
    assert parse([("group", "GH")], known).group == ("GH",)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("measure=incidents&per=area&level=province&version=latest", ""),
        ("from=2010-01-01&to=2013-12-31&source=s", ""),
        ("kind=operation,attack,clash", ""),
        ("per=population&measure=killed", "measure=killed&per=population"),
        ("measure=killed&per=none&breaks=view", "measure=killed&per=none"),
        ("breaks=view", "breaks=view"),
        ("region=PK-KP,PK-BA,PK-KP", "region=PK-BA,PK-KP"),
        ("source=t&to=2015-06-30", "source=t"),
        ("source=t&to=2013-12-31", "to=2013-12-31&source=t"),
        ("GROUP=", None),
    ],
)
def test_canonical_form(query, canonical):
    if canonical is None:
        with pytest.raises(BadQuery, match="'GROUP' is not known"):
            ask(query)
    else:
        assert ask(query).canonical == canonical


def test_asking_of_another_period_forgets_the_comparison_and_the_canonical_form():
    asked = ask("compare=year&measure=killed").with_dates(date(2011, 1, 1), date(2011, 12, 31))
    assert (asked.period, asked.compare, asked.canonical) == ((date(2011, 1, 1), date(2011, 12, 31)), "none", "")
    assert asked.measure == "killed"


@settings(max_examples=60)
@given(asked_worlds())
def test_the_canonical_form_asks_the_same_and_is_its_own_canonical_form(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    again = snapshot.ask(parse_qsl(query.canonical))
    assert again == query
    assert again.canonical == query.canonical


@settings(max_examples=40)
@given(asked_worlds(), st.randoms(use_true_random=False))
def test_the_order_of_parameters_does_not_matter(asked, random):
    snapshot, pairs = asked
    assert snapshot.ask(random.sample(pairs, len(pairs))) == snapshot.ask(pairs)


@settings(max_examples=60)
@given(asked_worlds())
def test_nothing_can_be_left_out_of_the_canonical_form(asked):
    snapshot, pairs = asked
    query = snapshot.ask(pairs)
    parts = parse_qsl(query.canonical)
    assert [name for name, _ in parts] == [name for name in NAMES if name in dict(parts)]
    for part in parts:
        rest = [p for p in parts if p != part]
        with suppress(BadQuery):  # where what is left contradicts itself, the part is needed
            assert snapshot.ask(rest) != query


@settings(max_examples=60)
@given(asked_worlds())
def test_no_way_to_ask_is_shorter_than_the_canonical_form(asked):
    snapshot, pairs = asked
    whole = [(n, ",".join(snapshot.sources) if (n, v) == ("source", "*") else v) for n, v in pairs]
    assert len(snapshot.ask(pairs).canonical) <= len(urlencode(whole, safe=",-"))


values = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["2010-01-01", "9999-12-31", "0001-01-01", "G", "*", "none", "year", "previous", "killed", "s"]),
)


@given(st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), values), max_size=6))
def test_whatever_is_asked_is_answered_or_refused(pairs):
    world = two_squares([(0.5, 0.5)])
    try:
        query = world.ask(pairs)
    except BadQuery:
        return
    tally(world, query)


@settings(max_examples=40)
@given(st.data())
def test_every_accepted_question_of_a_world_is_answered(data):
    world = two_squares([(0.5, 0.5), (1.5, 0.5)], perpetrators=["G|H", ""])
    tally(world, world.ask(data.draw(questions(world))))


# --- districts ---

DISTRICTS = replace(
    ACCEPTED,
    regions={**ACCEPTED.regions, ("district", "now"): ("P1", "P2", "P3"), ("district", "then"): ("P1", "P2", "P3")},
    parts={"PK-BA": ("P1", "P3"), "PK-KP": ("P2",)},
)


def test_a_province_stands_for_its_districts():
    asked = parse([("level", "district"), ("region", "pk-ba,P2")], DISTRICTS)
    assert asked.region == ("P1", "P2", "P3")
    assert parse([("level", "district"), ("region", "PK-BA")], DISTRICTS).canonical == "level=district&region=P1,P3"
    assert parse([("region", "PK-BA")], DISTRICTS).region == ("PK-BA",)
    with pytest.raises(BadQuery, match="region: 'PK-XX' is not known"):
        parse([("level", "district"), ("region", "PK-XX")], DISTRICTS)


def test_in_districts_a_place_must_be_known_to_the_district():
    assert parse([("level", "district")], DISTRICTS).precision == "district"
    assert parse([("level", "province")], DISTRICTS).precision == "province"
    assert parse([("level", "district"), ("precision", "near")], DISTRICTS).precision == "near"


@pytest.mark.parametrize("precision", ["province", "country"])
def test_a_place_that_is_too_coarse_for_a_district_is_refused(precision):
    with pytest.raises(BadQuery) as refused:
        parse([("level", "district"), ("precision", precision)], DISTRICTS)
    assert str(refused.value) == (
        f"precision: '{precision}' is too coarse to be counted in a district. Accepted here: exact, near, district."
    )
    assert (refused.value.parameter, refused.value.accepted) == ("precision", ("exact", "near", "district"))


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ({"level": "district"}, "level=district"),
        ({"level": "district", "precision": "district"}, "level=district"),
        ({"level": "district", "precision": "exact", "region": "P1"}, "level=district&region=P1&precision=exact"),
        ({"precision": "district"}, "precision=district"),
    ],
)
def test_the_usual_precision_of_a_level_is_left_out(asked, canonical):
    found = parse(asked.items(), DISTRICTS)
    assert found.canonical == canonical
    again = parse([tuple(part.split("=")) for part in canonical.split("&")], DISTRICTS)
    assert again == found
