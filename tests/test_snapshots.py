"""The state of the data: built from the bundled files or a user's own, and named by what is in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.snapshots import DEFAULT_SOURCE, content_digest, load, revision_digest, snapshot
from data.sources import own
from geo.errors import BadQuery, NotFound, SarhadError, UnreadableFile
from geo.tally import tally
from tests.sheets import GED_HEADER_HDX, ged, ours, saved


@pytest.fixture(scope="module")
def bundled():
    """The state of the data that everybody has."""
    return snapshot()


def test_the_bundled_state_has_a_number_and_a_name(bundled):
    assert bundled.revision == 1
    assert len(bundled.digest) == 64
    assert bundled.digest == snapshot().digest


def test_the_bundled_sources(bundled):
    assert list(bundled.sources) == ["ucdp-ged", "curated"]
    assert bundled.default_source == DEFAULT_SOURCE == "ucdp-ged"
    ucdp, curated = bundled.sources.values()
    assert (ucdp.complete, ucdp.countries, ucdp.first, ucdp.last) == (
        True,
        ("PK",),
        date(1989, 1, 1),
        date(2021, 12, 31),
    )
    assert not curated.complete
    assert set(bundled.incidents.source) == set(bundled.sources)


def test_what_a_source_records_is_what_its_rows_hold(bundled):
    columns = {"kind": "kind", "group": "perpetrators", "tactic": "tactic", "target": "target"}
    for source in bundled.sources.values():
        rows = bundled.incidents.take(bundled.incidents.source == source.id)
        said = {word for word, column in columns.items() if any(getattr(rows, column))}
        said |= {word for word in ("killed", "injured") if not np.isnan(getattr(rows, word)).all()}
        assert set(source.knows) == said


def test_every_group_tactic_and_target_has_a_name(bundled):
    known = bundled.accepted()
    assert {w for w in (*known.groups, *known.tactics, *known.targets) if w not in bundled.names} == set()


def test_every_site_has_its_incident(bundled):
    keys = set(bundled.incidents.source + ":" + bundled.incidents.source_id)
    assert set(bundled.sites.incident) <= keys
    assert len(bundled.sites) == 47


@pytest.mark.parametrize("version", ["latest", "1"])
def test_a_version_that_exists_is_given(version, bundled):
    assert snapshot(version).digest == bundled.digest


@pytest.mark.parametrize("version", ["2", "0", "", "01", "../1"])
def test_a_version_that_does_not_exist_is_not_found(version):
    with pytest.raises(NotFound, match=r"version '.*' does not exist; accepted: latest"):
        snapshot(version)


def test_own_files_take_the_place_of_all_bundled_incidents(tmp_path, bundled):
    state = snapshot(incidents=[saved(tmp_path, ours({}, {}))])
    assert list(state.sources) == ["mine"]
    assert state.default_source == "mine"
    assert len(state.incidents) == 2
    assert len(state.sites) == len(bundled.sites)
    assert state.digest != bundled.digest


def test_the_last_complete_source_is_the_default(tmp_path):
    files = [saved(tmp_path, ged({}), name="ged.csv"), saved(tmp_path, ours({}), name="own.csv")]
    for order in (files, files[::-1]):
        assert load(order).snapshot.default_source == "ucdp-ged"


def test_two_files_of_one_source_are_refused(tmp_path):
    files = [saved(tmp_path, ged({}), name="one.csv"), saved(tmp_path, ged({"id": "9"}), name="two.csv")]
    with pytest.raises(UnreadableFile, match=r"two\.csv: source ucdp-ged comes from another file, too"):
        load(files)


def test_what_reading_had_to_say_is_kept(tmp_path):
    loaded = load([saved(tmp_path, ours({}, {"lat": "95"}))])
    assert [str(p) for r in loaded.readings for p in r.problems] == [
        "line 3: latitude 95 is not on the globe (-90 to 90)"
    ]


def test_a_file_of_zeros_is_no_file_of_nothing(tmp_path):
    """Complete for Pakistan in 2014: a zero there, nothing elsewhere."""
    state = snapshot(incidents=[saved(tmp_path, ged({}))])
    found = tally(state, state.ask([]))
    value = dict(zip(found.regions.id, found.value, strict=True))
    assert value["PK-KP"] > 0
    assert value["PK-BA"] == 0
    assert np.isnan(value["IR-11"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("source", "a,b"), ("source", " mine"), ("source", "*"), ("perpetrators", "A,B"), ("perpetrators", "A||B")),
        *(("tactic", "car bomb"), ("tactic", " ied"), ("target", "police, army"), ("perpetrators", " A | B ")),
        *(("target", "*"), ("perpetrators", "گروه"), ("perpetrators", "100% +&=#")),
    ],
)
def test_every_choice_that_a_file_brings_can_be_asked_for(tmp_path, column, value):
    try:
        state = snapshot(incidents=[saved(tmp_path, ours({column: value}))])
    except UnreadableFile:
        return
    known = state.accepted()
    choices = {"source": tuple(known.sources), "group": known.groups, "tactic": known.tactics, "target": known.targets}
    for name, values in choices.items():
        for word in values:
            try:
                assert getattr(state.ask([(name, word)]), name) == (word,)
            except BadQuery as error:
                pytest.fail(f"{name} {word!r} is offered, but refused: {error}")


@pytest.mark.parametrize("killed", ["999999999999", "1e308"])
def test_huge_counts_are_refused_or_added_up(tmp_path, killed):
    try:
        state = snapshot(incidents=[saved(tmp_path, ours({"killed": killed}, {"killed": killed}))])
    except SarhadError:
        return
    found = tally(state, state.ask([("measure", "killed")]))
    assert np.isfinite(found.sums.killed).all()


row = st.fixed_dictionaries(
    {c: st.text(st.sampled_from("ab,|\x00é"), max_size=3) for c in ("source", "source_id", "notes", "place")}
)


@settings(max_examples=80)
@given(st.lists(row, max_size=5), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_rows(rows, random):
    assert content_digest(random.sample(rows, len(rows))) == content_digest(rows)


@settings(max_examples=80)
@given(st.lists(row, max_size=4), st.lists(row, max_size=4))
def test_other_rows_have_another_digest(some, others):
    def content(rows):
        return sorted(tuple(r[c] for c in ("source", "source_id", "notes", "place")) for r in rows)

    assert (content_digest(some) == content_digest(others)) == (content(some) == content(others))


def test_a_sign_that_parts_columns_cannot_be_moved_between_them():
    one = {"source": "a\x1fb", "source_id": "c"}
    other = {"source": "a", "source_id": "b\x1fc"}
    assert content_digest([one]) != content_digest([other])


def test_an_unknown_cell_and_an_absent_one_are_the_same():
    assert content_digest([{"source": "a", "notes": ""}]) == content_digest([{"source": "a"}])


@pytest.mark.parametrize("column", own.COLUMNS)
def test_every_column_is_part_of_the_digest(column):
    assert content_digest([{column: "x"}]) != content_digest([{}])


def test_the_state_is_named_by_all_that_it_came_from():
    names = {
        revision_digest("", "a"),
        revision_digest("a", ""),
        revision_digest("", "a", "b"),
        revision_digest("", "b", "a"),
        revision_digest("p", "a", "b"),
    }
    assert len(names) == 5


def test_the_same_rows_in_another_order_or_release_format_are_the_same_state(tmp_path):
    rows = [{"id": "1"}, {"id": "2", "best": "7"}]
    digests = {
        snapshot(incidents=[saved(tmp_path, text, name="ged.csv")]).digest
        for text in (ged(*rows), ged(*rows[::-1]), ged(*rows, header=GED_HEADER_HDX, tags=True))
    }
    assert len(digests) == 1


def test_another_row_is_another_state(tmp_path):
    texts = [ours({}), ours({"killed": "4"}), ours({"notes": "x"})]
    assert len({snapshot(incidents=[saved(tmp_path, text)]).digest for text in texts}) == 3


def test_another_coverage_is_another_state(tmp_path, monkeypatch):
    """A source that covers more turns "not covered" into zero: other figures, so another name."""
    from data import reference

    folder = tmp_path / "reference"
    folder.mkdir()
    for path in reference.PATH.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    before = snapshot().digest
    text = (folder / "sources.json").read_text(encoding="utf-8")
    more = text.replace('"countries": ["PK"]', '"countries": ["PK", "IR"]')
    (folder / "sources.json").write_text(more, encoding="utf-8")
    monkeypatch.setattr(reference, "PATH", folder)
    state = snapshot()
    assert np.isfinite(tally(state, state.ask([])).value[list(state.regions.at("province", "now").id).index("IR-11")])
    assert state.digest != before
