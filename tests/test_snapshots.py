"""The state of the data: built from the bundled files or a user's own, and named by what is in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from data import columnar, registry
from data.importing import import_file
from data.order import Order
from data.snapshots import at, log, snapshot
from data.start import DEFAULT_SOURCE
from data.store import Draft, Store
from data.temporary import of_files
from geo.errors import BadQuery, NotFound, SarhadError, UnreadableFile
from geo.locate import RegionIndex
from geo.tally import tally
from tests.sheets import GED_HEADER_HDX, ged, ours, saved

pytestmark = pytest.mark.usefixtures("reader_in_this_process")


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


@pytest.mark.parametrize("version", ["2", "0", "99999999999"])
def test_a_version_that_does_not_exist_is_not_found(version):
    with pytest.raises(NotFound, match=f"version {version} does not exist; accepted: 1 to 1, or latest"):
        snapshot(version)


@pytest.mark.parametrize("version", ["", "../1", "１", "-1", "1.0"])
def test_a_version_that_is_no_number_is_not_found(version):
    with pytest.raises(NotFound, match="is not a number of a revision; accepted: 1 and up, or latest"):
        snapshot(version)


def test_own_files_take_the_place_of_all_bundled_incidents(tmp_path, bundled):
    state = of_files([saved(tmp_path, ours({}, {}))]).snapshot
    assert list(state.sources) == ["mine"]
    assert state.default_source == "mine"
    assert len(state.incidents) == 2
    assert len(state.sites) == len(bundled.sites)
    assert state.digest != bundled.digest


def test_the_last_complete_source_is_the_default(tmp_path):
    files = [saved(tmp_path, ged({}), name="ged.csv"), saved(tmp_path, ours({}), name="own.csv")]
    for order in (files, files[::-1]):
        assert of_files(order).snapshot.default_source == "ucdp-ged"


def test_two_files_of_one_source_are_one_source(tmp_path):
    files = [saved(tmp_path, ged({}), name="one.csv"), saved(tmp_path, ged({"id": "9"}), name="two.csv")]
    assert len(of_files(files).snapshot.incidents) == 2


def test_what_reading_had_to_say_is_kept(tmp_path):
    (report,) = of_files([saved(tmp_path, ours({}, {"lat": "95"}))]).reports
    assert report.first_refused == ["line 3: lat '95' is not on the globe (-90 to 90)"]
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_a_file_of_which_no_row_can_be_read_is_no_state(tmp_path):
    with pytest.raises(UnreadableFile, match=r"list\.csv: no row could be read; line 2: lat '95' is not on the globe"):
        of_files([saved(tmp_path, ours({"lat": "95"}))])


def test_a_file_of_zeros_is_no_file_of_nothing(tmp_path):
    """Complete for Pakistan in 2014: a zero there, nothing elsewhere."""
    state = of_files([saved(tmp_path, ged({}))]).snapshot
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
        state = of_files([saved(tmp_path, ours({column: value}))]).snapshot
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
        state = of_files([saved(tmp_path, ours({"killed": killed}, {"killed": killed}))]).snapshot
    except SarhadError:
        return
    found = tally(state, state.ask([("measure", "killed")]))
    assert np.isfinite(found.sums.killed).all()


def test_the_same_rows_in_another_order_or_release_format_are_the_same_state(tmp_path):
    rows = [{"id": "1"}, {"id": "2", "best": "7"}]
    digests = {
        of_files([saved(tmp_path, text, name="ged.csv")]).snapshot.digest
        for text in (ged(*rows), ged(*rows[::-1]), ged(*rows, header=GED_HEADER_HDX, tags=True))
    }
    assert len(digests) == 1


def test_another_row_is_another_state(tmp_path):
    texts = [ours({}), ours({"killed": "4"}), ours({"notes": "x"})]
    assert len({of_files([saved(tmp_path, text)]).snapshot.digest for text in texts}) == 3


def test_another_coverage_is_another_state(tmp_path):
    """A source that covers more turns "not covered" into zero: other figures, so another name."""
    before = snapshot(data=tmp_path)
    store = Store(tmp_path)
    with store.writing() as db:
        draft = Draft(db)
        record = registry.records(db, draft.number)["ucdp-ged"] | {"countries": ["IR", "PK"]}
        registry.put(draft, record)
        draft.close("sources")
    state = snapshot(data=tmp_path)
    assert np.isfinite(tally(state, state.ask([])).value[list(state.regions.at("province", "now").id).index("IR-11")])
    assert (state.revision, before.revision) == (2, 1)
    assert state.digest != before.digest
    assert snapshot("1", data=tmp_path).sources["ucdp-ged"].countries == ("PK",)


def test_an_import_leaves_nothing_to_compute_to_who_serves_it(tmp_path, monkeypatch):
    """And it is there before anybody sees the revision."""
    store, write = Store(tmp_path / "data"), columnar.write

    def written(*what):
        assert len(log(store)) == 1
        write(*what)

    snapshot(data=store.folder)
    with monkeypatch.context() as during:
        during.setattr(columnar, "write", written)
        import_file(store, Order(path=saved(tmp_path, ours({}))))
    assert len(log(store)) == 2
    made = {path: path.stat().st_ino for path in (tmp_path / "data" / "derived").iterdir()}
    state = at(store)
    tally(state, state.ask([]))
    assert {path: path.stat().st_ino for path in (tmp_path / "data" / "derived").iterdir()} == made
    assert {path.name.split(".", 2)[2] for path in made if path.name.startswith("2-")} >= {
        *("incidents.parquet", "records.arrays", "spans.arrays", "placement-province-now.arrays"),
        "index-province-now.arrays",
    }


def test_an_index_that_is_kept_is_not_built_again(tmp_path, monkeypatch):
    before = snapshot(data=tmp_path).indexed("province", "now").index
    monkeypatch.setattr(RegionIndex, "build", None)
    after = snapshot(data=tmp_path).indexed("province", "now").index
    assert after is not before
    spot = np.array([66.99]), np.array([30.18])
    assert after.locate(*spot) == before.locate(*spot) >= 0
    np.testing.assert_array_equal(after.pool, before.pool)
