"""An import: every row is in or refused with its reason, the whole is one revision or none, and nothing is widened."""

from __future__ import annotations

import csv
import gzip
import os
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import importing, registry
from data.catalogue import choose, listed
from data.claims import BadClaim, Claim
from data.files import UnwritableFile
from data.importing import BadImport, import_file
from data.order import Order
from data.snapshots import at, log
from data.sources import own
from data.sources.reading import How
from data.start import only_reference, ready
from data.store import Store
from data.store.verify import faults
from geo.errors import UnreadableFile
from geo.tally import tally
from tests import inside
from tests.foreign import Day, collection, feature, geopackage, xlsx, zipped
from tests.foreign import at as point
from tests.sheets import ACLED_HEADER, GTD_HEADER, OWN_ROW, acled, ged, gtd, ours, rows_of, saved
from tests.strategies import assert_same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data.order import Report

COMPLETE = Claim(countries=("PK",), complete=True)


pytestmark = pytest.mark.usefixtures("reader_in_this_process")


@pytest.fixture
def store() -> Store:
    """A store in memory, without the bundled incidents."""
    made = Store(None)
    only_reference(made)
    return made


@pytest.fixture
def take(store: Store, tmp_path: Path):
    """Import some text into the store, with what an order may say."""

    def imported(text: str | bytes, *, name: str = "list.csv", **said: Any) -> Report:
        return import_file(store, Order(path=saved(tmp_path, text, name=name), **said))

    return imported


def numbers(report: Report) -> tuple[int, ...]:
    """Give what a report counts, and hold that it adds up."""
    assert report.read == report.added + report.changed + report.unchanged + report.refused
    assert report.refused == report.reasons.total()
    return report.read, report.added, report.changed, report.unchanged, report.deleted, report.refused


def source(store: Store, id_: str) -> dict[str, Any]:
    """Give the record of a source."""
    return next(record for record in listed(store) if record["id"] == id_)


def content(store: Store) -> str:
    """Name what the store holds."""
    with store.reading() as db:
        assert list(faults(db)) == []
    return log(store)[-1].content_digest


# --- what becomes of the rows

TRAPS = ("95", "-1", "many", "1e9", "12,5", "2014-13-01", "1403/05/12", "=1+1", " ", "*", "a|b")
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6) | st.sampled_from(TRAPS)
CELLS = st.dictionaries(st.sampled_from(own.COLUMNS), ANYTHING, max_size=4)
IDS = st.sampled_from(["1", "2", "3", "4", ""])


@settings(max_examples=40)
@given(st.lists(st.tuples(IDS, CELLS), max_size=8))
def test_every_row_of_any_table_is_in_or_refused(tmp_path_factory: pytest.TempPathFactory, found):
    folder = tmp_path_factory.mktemp("any")
    rows = [OWN_ROW | {"source_id": id_} | cells for id_, cells in found]
    store = Store(None)
    only_reference(store)
    report = import_file(store, Order(path=saved(folder, own.write(rows))))
    numbers(report)
    assert report.read == len(rows)
    refused = rows_of((folder / "list.refused.csv").read_text("utf-8")) if report.refused else []
    assert len(refused) == report.refused
    assert all(row["line"].isdigit() and row["reason"] for row in refused)
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM incidents").fetchone()[0] == report.added
    content(store)


@settings(max_examples=20)
@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), CELLS, max_size=6),
    st.randoms(use_true_random=False),
    st.integers(0, 6),
)
def test_neither_the_order_of_rows_nor_a_split_changes_what_is_held(
    tmp_path_factory: pytest.TempPathFactory, found, chance, cut
):
    folder = tmp_path_factory.mktemp("any")
    rows = [OWN_ROW | cells | {"source_id": id_} for id_, cells in found.items()]
    shuffled = chance.sample(rows, len(rows))
    held = []
    for parts in ([rows], [shuffled[:cut], shuffled[cut:]]):
        store = Store(None)
        only_reference(store)
        for part in parts:
            import_file(store, Order(path=saved(folder, own.write(part))))
        held.append(content(store))
    assert held[0] == held[1]


def test_a_weekly_list_comes_revised(take):
    assert numbers(take(ours({}, {}, {}))) == (3, 3, 0, 0, 0, 0)
    again = take(ours({}, {"killed": "9"}, {"lat": "95"}, {}))
    assert numbers(again) == (4, 1, 1, 1, 0, 1)
    assert (again.revision.added, again.revision.changed, again.revision.refused) == (1, 1, 1)
    assert again.reasons == {"lat … is not on the globe (-90 to 90)": 1}
    assert again.first_refused == ["line 4: lat '95' is not on the globe (-90 to 90)"]


def test_the_same_file_again_makes_no_revision(take, store: Store):
    first, again = take(ours({}, {})), take(ours({}, {}))
    assert first.revision.sha256
    assert (numbers(again), again.revision) == ((2, 0, 0, 2, 0, 0), None)
    assert len(log(store)) == 2


def test_a_dry_run_says_the_same_and_stores_nothing(take, store: Store, tmp_path: Path):
    text = ours({}, {"lat": "95"})
    dry = take(text, dry_run=True)
    assert [r.action for r in log(store)] == ["start"]
    assert list(tmp_path.iterdir()) == [tmp_path / "list.csv"]
    assert (numbers(dry), dry.revision, dry.flags) == (numbers(take(text)), None, {"rounded": 1})


def test_an_id_that_stands_twice_is_taken_once_refused_and_flagged(take, store: Store):
    report = take(
        ours({"source_id": "7"}, {"source_id": "7", "killed": "9", "country": "IR", "date_start": "1999-01-01"})
    )
    assert numbers(report) == (2, 1, 0, 0, 0, 1)
    assert report.first_refused == ["line 3: source_id '7' stands twice in this file; the first row was taken"]
    assert report.flags["repeated_id"] == 1
    assert source(store, "mine")["countries"] == ["PK"]
    assert take(ours({"source_id": "7"})).unchanged == 1


def test_words_that_the_vocabulary_does_not_know_are_counted(take):
    rows = [
        {"perpetrators": "TTP|New-Front"},
        {"perpetrators": "New-Front"},
        {"tactic_given": "sling"},
        {"tactic": "ied"},
    ]
    assert take(ours(*rows)).unmapped == {"perpetrators": {"New-Front": 2}, "tactic": {"sling": 1}}
    many = take(ours(*({"perpetrators": f"G{n}"} for n in range(1_200)))).unmapped["perpetrators"]
    assert (len(many), many.total(), many["(others)"]) == (1_001, 1_200, 200)


def test_a_failure_on_the_way_stores_nothing(take, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    @contextmanager
    def broken(*arguments: Any) -> Iterator[inside.Inside]:
        with inside.read_incidents(*arguments) as incoming:

            def batches() -> Iterator[Any]:
                yield from incoming
                raise UnreadableFile("the reader crashed on it (SIGSEGV)")

            yield inside.Inside(incoming.head, batches())

    monkeypatch.setattr(importing, "read_incidents", broken)
    with pytest.raises(UnreadableFile, match="crashed"):
        take(ours({}, {"lat": "95"}))
    assert len(log(store)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "list.csv"]


def test_a_file_that_changes_while_it_is_read_is_not_stored(take, store: Store, tmp_path: Path):
    def writes(_rows: int, _part: float) -> None:
        saved(tmp_path, ours({}, {}))

    with pytest.raises(UnreadableFile, match="was changed while it was read; nothing was stored"):
        import_file(store, Order(path=saved(tmp_path, ours({}))), progress=writes)
    assert len(log(store)) == 1


def test_a_clock_that_stands_before_the_last_revision_is_told(take, store: Store, monkeypatch: pytest.MonkeyPatch):
    first = take(ours({})).revision
    for module in ("data.importing", "data.store.draft"):
        monkeypatch.setattr(f"{module}.now", lambda: "1999-01-01T00:00:00Z")
    report = take(ours({}, {}))
    assert report.notes == [f"the clock stands before the last revision ({first.time}); is it right?"]
    assert report.revision.time == first.time
    assert "future" not in report.flags


def test_a_name_that_is_no_text_is_read(store: Store, tmp_path: Path):
    path = tmp_path / os.fsdecode(b"bad\xff.csv")
    path.write_text(ours({}, {"lat": "95"}))
    report = import_file(store, Order(path=path, note=os.fsdecode(b"of \xff")))
    assert report.revision is not None
    assert (report.file, report.revision.note) == ("bad?.csv", "of ?")
    assert (tmp_path / os.fsdecode(b"bad\xff.refused.csv")).exists()


# --- the refused rows


def test_refused_rows_stand_beside_the_file_until_none_is_refused(take, tmp_path: Path):
    report = take(ours({}, {"killed": "=2+3"}, {"killed": "-2+3"}))
    path = tmp_path / "list.refused.csv"
    assert report.refused_file == str(path)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "column", "value", "reason"],
            ["3", "killed", "'=2+3", "killed '=2+3' is not a number"],
            ["4", "killed", "'-2+3", "killed '-2+3' is not a number"],
        ]
    assert take(ours({})).refused_file == ""
    assert not path.exists()


def test_where_the_folder_cannot_be_written_they_stand_in_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = Store(tmp_path / "data")
    only_reference(store)
    monkeypatch.setattr(os, "access", lambda path, _mode: str(path) != str(tmp_path))
    report = import_file(store, Order(path=saved(tmp_path, ours({}, {"lat": "95"}))))
    assert report.refused_file == str(tmp_path / "data/list.refused.csv")
    assert (tmp_path / "data/list.refused.csv").read_text().count("\n") == 2


def test_where_they_can_be_written_nowhere_nothing_is_stored(take, store: Store, tmp_path: Path):
    (tmp_path / "list.refused.csv").mkdir()
    with pytest.raises(UnwritableFile, match=r"the refused rows cannot be written .*; nothing was stored"):
        take(ours({}, {"lat": "95"}))
    assert len(log(store)) == 1
    assert take(ours({})).added == 1


# --- what a source covers


def test_a_list_is_complete_only_if_the_user_says_so(take, store: Store):
    take(ours({}))
    assert (source(store, "mine")["complete"], source(store, "mine")["countries"]) == (False, ["PK"])
    report = take(ours({}), claim=Claim(complete=True, first=date(2010, 1, 1)))
    assert numbers(report) == (1, 0, 0, 1, 0, 0)
    record = source(store, "mine")
    assert (record["complete"], record["first"], record["last"]) == (True, "2010-01-01", "2014-03-01")
    assert record["name"] == "mine PK 2010–2014"
    assert report.default == "mine"


def test_rows_never_widen_what_a_source_covers(take, store: Store):
    new = take(ged({}))
    assert (source(store, "ucdp-ged")["first"], source(store, "ucdp-ged")["countries"]) == ("2014-01-01", ["PK"])
    assert "silence would wrongly read as zero" in new.notes[0]
    sample = take(
        ged({"id": "9", "country": "Iran", "date_start": "2016-01-01", "date_end": "2016-01-01", "year": "2016"})
    )
    record = source(store, "ucdp-ged")
    assert (record["countries"], record["last"], record["incidents"]) == (["PK"], "2014-12-31", 2)
    (note,) = sample.notes
    assert note.startswith(
        "some rows of ucdp-ged lie outside of what it covers (IR, 2016-01-01), which stays as it was"
    )
    wider = take(ged({"id": "9"}), claim=Claim(countries=("PK", "IR"), last=date(2016, 12, 31)))
    record = source(store, "ucdp-ged")
    assert (record["countries"], record["first"], record["last"]) == (["IR", "PK"], "2014-01-01", "2016-12-31")
    assert wider.notes == []


def test_a_complete_source_becomes_the_default_unless_a_user_chose_another(take, store: Store):
    assert take(ours({})).default == "mine"  # there is no other
    assert take(acled({}), name="a.csv").default == "mine"
    assert take(acled({}, {}), name="a.csv", claim=COMPLETE).default == "acled"
    assert take(ged({}), name="g.csv").default == "ucdp-ged"
    assert take(acled({}, {}), name="a.csv").default == "ucdp-ged"  # nothing new
    assert choose(store, "mine")
    assert take(acled({}, {}, {}), name="a.csv").default == "mine"
    assert choose(store, "mine") is None


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ({"countries": ("PK", "XX")}, "--covers 'XX' is no country with regions here .accepted: AF, IR, PK"),
        ({"countries": ("",)}, "--covers '' is no country"),
        ({"first": date(2014, 1, 1)}, "source mine is not complete: give --from and --to together, or --complete"),
        ({"complete": True, "first": date(2020, 1, 1)}, "would be covered from 2020-01-01 to 2014-03-01"),
    ],
)
def test_a_coverage_that_cannot_be_is_refused(take, store: Store, claim, says):
    with pytest.raises(BadClaim, match=says):
        take(ours({}), claim=Claim(**claim))
    assert len(log(store)) == 1


def test_a_coverage_needs_a_country(take):
    with pytest.raises(BadClaim, match="--complete needs --covers: no row says which country"):
        take(ours({"country": ""}), claim=Claim(complete=True))


@pytest.mark.parametrize("rows", [[], [{"lat": "95"}], [{}, {"source": "other"}]])
def test_a_coverage_is_of_one_source(take, store: Store, rows):
    with pytest.raises(BadImport, match="--covers, --from, --to and --complete need one; nothing was stored"):
        take(ours(*rows), claim=COMPLETE)
    assert len(log(store)) == 1


# --- what ends


def test_rows_that_a_file_does_not_have_end_if_it_replaces_its_source(take, store: Store):
    take(ours({}, {}, {"source": "other"}))
    report = take(ours({}, {"source_id": "9"}), replace="mine")
    assert numbers(report) == (2, 1, 0, 1, 1, 0)
    assert {record["id"]: record["incidents"] for record in listed(store)} == {"mine": 2, "other": 1}
    some = take(ours({}, {"source_id": "9", "lat": "95"}), replace="mine")
    assert (some.deleted, some.refused) == (1, 1)
    assert some.notes == ["rows refused: 1; --replace has ended what stood in the store in their place."]


@pytest.mark.parametrize("text", [ours(), ours({"lat": "95"}), ours({"source": "other"}), "event_id_cnty\nPAK1\n"])
def test_a_file_without_a_row_of_it_does_not_empty_a_source(take, store: Store, text):
    take(ours({}))
    with pytest.raises(BadImport, match=r"--replace mine: no row that could be read is of that source"):
        take(text, replace="mine")
    assert source(store, "mine")["incidents"] == 1


def test_ids_that_acled_deleted_end(take, store: Store):
    take(acled({"event_id_cnty": "PAK1"}, {"event_id_cnty": "PAK2"}))
    report = take("event_id_cnty\nPAK2\nPAK3\nnone\nPAK2\n", name="deleted.csv")
    assert numbers(report) == (1, 0, 0, 0, 1, 1)
    assert (report.absent, report.revision.action, report.revision.source) == (2, "delete", "acled")
    assert source(store, "acled")["incidents"] == 1
    assert take("event_id_cnty\nPAK2\n", name="deleted.csv").revision is None
    content(store)


def test_ids_of_a_source_that_is_not_there_end_nothing(take, store: Store):
    report = take("event_id_cnty\nPAK1\n")
    assert (report.deleted, report.absent, report.sources, report.revision) == (0, 1, [], None)
    assert listed(store) == []


# --- files of every kind


def test_an_empty_table_changes_nothing(take):
    assert (numbers(report := take(ours())), report.revision) == ((0,) * 6, None)


def test_several_sources_may_stand_in_one_file_but_not_hundreds(take, store: Store):
    report = take(ours({"source": "b"}, {"source": "a"}))
    assert [record["id"] for record in report.sources] == ["a", "b"]
    assert report.revision.source == "a,b"
    with pytest.raises(BadImport, match=r"its rows name more than 100 sources, such as 'paper 0'; .*--source ID"):
        take(ours(*({"source": f"paper {n}"} for n in range(101))))
    assert len(log(store)) == 2


def workbook(header: Sequence[str], text: str) -> bytes:
    """Give a sheet of text as a workbook."""
    return xlsx({"Data": [header, *([row[name] for name in header] for row in rows_of(text))]})


MAPPED = How(
    columns={"lon": "X", "lat": "Y", "date_start": "When"},
    constants={"kind": "attack", "precision": "near"},
    source="mine",
)
PLACED = {name: value for name, value in OWN_ROW.items() if name not in ("lon", "lat")}
FILES = {
    "ged.csv": (ged({}, {}, tags=True), "ucdp"),
    "acled.xlsx": (workbook(ACLED_HEADER, acled({}, {})), "acled"),
    "gtd.xlsx": (workbook(GTD_HEADER, gtd({}, {})), "gtd"),
    "gtd.csv": (gtd({"city": "Quetta – cantonment"}, {}).encode("cp1252"), "gtd"),
    "own.csv.gz": (gzip.compress(ours({}, {}).encode()), "own"),
    "own.zip": (zipped({"own.csv": ours({}, {}).encode("utf-16")}), "own"),
    "own.geojson": (collection(*(feature(point(70.6, 33.0), **PLACED | {"source_id": i}) for i in "12")), "own"),
    "own.gpkg": (geopackage([PLACED | {"source_id": i, "geom": None, "lon": 70.6, "lat": 33.0} for i in "12"]), "own"),
    "table.xlsx": (xlsx({"S": [("When", "X", "Y"), (Day(45_000), 62.5, 28.5), (Day(45_001), 62.5, 28.5)]}), "table"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind_is_taken_whole(take, store: Store, name):
    made, expected = FILES[name]
    report = take(made, name=name, how=MAPPED if expected == "table" else How())
    assert (report.format, numbers(report)) == (expected, (2, 2, 0, 0, 0, 0))
    assert len(at(store).incidents) == 2


# --- the real files


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Report]]:
    """The real UCDP file and then the sample, imported over what comes with the program."""
    store = Store(tmp_path_factory.mktemp("real"))
    ready(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "read_incidents", inside.read_incidents)
        names = ("ucdp_ged_pakistan_1989_2021.csv", "ucdp_ged_23_1_sample.csv")
        orders = [Order(path=shared / "data/incidents" / name, keep_refused=False) for name in names]
        return store, [import_file(store, order) for order in orders]


def test_the_real_file_is_what_came_with_the_program(real, bundled):
    store, (whole, _) = real
    assert (numbers(whole), whole.default, whole.revision) == ((6_416, 0, 0, 6_416, 0, 0), "ucdp-ged", None)
    assert at(store, "1").digest == bundled.digest


def test_the_real_file_alone_gives_the_same_figures(shared, bundled, tmp_path: Path):
    store = Store(None)
    only_reference(store)
    report = import_file(
        store, Order(path=shared / "data/incidents/ucdp_ged_pakistan_1989_2021.csv", keep_refused=False)
    )
    assert numbers(report) == (6_416, 6_416, 0, 0, 0, 0)
    state = at(store)
    for query in ({}, {"measure": "killed", "per": "none"}, {"level": "country", "kind": "attack"}):
        assert_same(*(tally(s, s.ask([*query.items()])) for s in (state, bundled)))


def test_the_flags_find_the_known_mistakes(real):
    store, _ = real
    rows = at(store, "1").incidents
    flags = dict(zip(rows.source + ":" + rows.source_id, rows.flags, strict=True))
    assert "misplaced" in flags["ucdp-ged:374523"].split("|")
    gwadar = (rows.lon < 64) & (rows.district_name == "Dera Bugti district")
    assert gwadar.any()
    assert all("misplaced" in set_.split("|") for set_ in rows.flags[gwadar])


def test_the_real_sample_adds_its_rows_and_covers_no_more(real):
    store, (_, sample) = real
    assert numbers(sample) == (172, 140, 0, 32, 0, 0)
    record = source(store, "ucdp-ged")
    assert (record["countries"], record["first"], record["last"]) == (["PK"], "1989-01-01", "2021-12-31")
    assert record["incidents"] == 6_416 + 140
    with store.reading() as db:
        assert registry.default(db, 2)["id"] == "ucdp-ged"
