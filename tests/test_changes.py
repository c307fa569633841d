"""What changed between two revisions, going back to one, and finding what was tampered with."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import columnar, registry
from data.catalogue import choose
from data.changes import HEADER, between, faults, lines, revert
from data.derived import Derived
from data.divisions import Division, add
from data.importing import import_file
from data.order import Order
from data.snapshots import at, log
from data.start import only_reference
from data.store import Draft, Store
from data.store.history import diff
from geo.errors import NotFound
from tests.sheets import ours, saved
from tests.test_divisions import WEST, collection
from tests.test_store import put, row

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list in two states: 2 is changed, 3 is gone, 4 is new; then another source, which becomes the default."""
    folder = tmp_path_factory.mktemp("history")
    made = Store(folder / "data")
    only_reference(made)
    first = ours({"killed": "1"}, {"killed": "2"}, {})
    second = ours({"killed": "1"}, {"killed": "5", "notes": "=1+1"}, {"source_id": "4", "place": "Pasni"})
    import_file(made, Order(path=saved(folder, first, name="first.csv")))
    import_file(made, Order(path=saved(folder, second, name="second.csv"), replace="mine"))
    import_file(made, Order(path=saved(folder, ours({"source": "other"}), name="other.csv")))
    choose(made, "other")
    return folder / "data"


@pytest.fixture
def store(history: Path, tmp_path: Path) -> Store:
    """A copy of it."""
    return Store(shutil.copytree(history, tmp_path / "data"))


def compared(store: Store, a: int, b: int, most: int | None = None) -> Any:
    return between(store, a, b, most)


def test_rows_are_added_changed_and_deleted_with_each_value_old_and_new(store: Store):
    said = compared(store, 2, 3)
    assert said["counts"] == {"added": 1, "changed": 1, "deleted": 1}
    assert [(r["source_id"], r["place"]) for r in said["added"]] == [("4", "Pasni")]
    assert [r["source_id"] for r in said["deleted"]] == ["3"]
    (changed,) = said["changed"]
    assert (changed["source_id"], changed["date_start"], changed["place"]) == ("2", "2014-03-01", "Bannu")
    assert changed["fields"] == [
        {"name": "killed", "old": 2, "new": 5},
        {"name": "notes", "old": "", "new": "=1+1"},
    ]


def test_the_other_way_round_is_the_opposite(store: Store):
    there, back = compared(store, 2, 3), compared(store, 3, 2)
    assert (there["added"], there["deleted"]) == (back["deleted"], back["added"])
    assert back["changed"][0]["fields"][0] == {"name": "killed", "old": 5, "new": 2}


def test_nothing_leads_from_a_revision_to_itself(store: Store):
    assert sum(compared(store, 3, 3)["counts"].values()) == 0
    assert compared(store, 3, 3)["documents"] == []


def test_few_rows_are_given_and_all_are_counted(store: Store):
    said = compared(store, 1, 4, most=1)
    assert said["counts"] == {"added": 4, "changed": 0, "deleted": 0}
    assert len(said["added"]) == 1


def test_sources_and_the_default_are_compared_too(store: Store):
    found = {(d["kind"], d["name"]): d for d in compared(store, 1, 5)["documents"]}
    assert found["source", "mine"]["change"] == found["source", "other"]["change"] == "added"
    assert {"name": "id", "old": None, "new": "other"} in found["default", "default"]["fields"]
    (chosen,) = compared(store, 4, 5)["documents"]
    assert {"name": "id", "old": "mine", "new": "other"} in chosen["fields"]


def test_a_line_for_each_value_as_a_table(store: Store):
    with store.reading() as db:
        found = [dict(zip(HEADER, line, strict=True)) for line in lines(diff(db, 2, 3))]
    changed = [line for line in found if line["change"] == "changed"]
    assert [*changed[0].values()] == ["incident", "changed", "mine", "2", "killed", 2, 5]
    assert {"what": "incident", "change": "added", "source": "mine", "id": "4"}.items() <= found[0].items()


def test_a_revision_that_does_not_exist_is_not_found(store: Store):
    for pair in ((1, 9), (9, 1), (10**30, 1)):
        with pytest.raises(NotFound, match="does not exist; accepted: 1 to 5, or latest"):
            between(store, *pair)


# --- going back


def test_going_back_brings_rows_sources_and_the_default_back(store: Store):
    made = revert(store, 2, "")
    assert made is not None
    assert (made.number, made.action, made.note, made.added, made.deleted) == (6, "revert", "as revision 2", 2, 3)
    now, then = at(store), at(store, "2")
    assert (now.default_source, [*now.sources]) == (then.default_source, [*then.sources]) == ("mine", ["mine"])
    assert compared(store, 2, 6)["counts"] == {"added": 0, "changed": 0, "deleted": 0}
    assert compared(store, 2, 6)["documents"] == []
    assert faults(store) == []


def test_going_back_over_regions_takes_them_away_and_brings_them_back(store: Store, tmp_path: Path):
    path = saved(tmp_path, collection((WEST, {})), name="d.geojson")
    add(store, Division(path=path, columns={"id": "code", "name": "title"}))
    revert(store, 5, "")
    assert "district" not in at(store).regions.level
    revert(store, 6, "")
    assert "district" in at(store).regions.level
    assert faults(store) == []


def test_going_back_to_where_we_are_makes_no_revision(store: Store):
    assert revert(store, 5, "") is None
    assert revert(store, 4, "x") is not None
    assert revert(store, 4, "y") is None
    assert log(store)[-1].note == "x"


def test_going_back_to_what_never_was_is_refused(store: Store):
    with pytest.raises(NotFound, match="version 9 does not exist"):
        revert(store, 9, "")
    assert len(log(store)) == 5


states = st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(states, st.data())
def test_any_two_states_differ_by_what_the_comparison_says(found: list[dict[str, int]], data: st.DataObject):
    """Against the states themselves, which were put one after the other."""
    store = Store(None)
    held: list[dict[str, int]] = []
    for state in ({}, *found):
        made = put(store, *(row(id_, killed=n) for id_, n in state.items()), replacing=True)
        held += [state] if made else []
    a, b = (data.draw(st.integers(1, len(held))) for _ in range(2))
    old, new = held[a - 1], held[b - 1]
    with store.reading() as db:
        said = diff(db, a, b)
    assert [r["source_id"] for r in said.added] == sorted(new.keys() - old.keys())
    assert [r["source_id"] for r in said.deleted] == sorted(old.keys() - new.keys())
    assert {c.source_id: c.fields[0][1:] for c in said.changed} == {
        k: (old[k], new[k]) for k in sorted(old.keys() & new.keys()) if old[k] != new[k]
    }
    back = revert(store, a, "")
    with store.reading() as db:
        assert sum(diff(db, a, back.number if back else len(held)).counts.values()) == 0
    assert faults(store) == []


# --- tampering


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE incidents SET killed = 7 WHERE source_id = '4'", "the row mine:4 of revision 3 is not what was"),
        ("UPDATE incidents SET rev_to = 4 WHERE source_id = '4'", "revision 4: its rows are not those that it names"),
        ("DELETE FROM incidents WHERE source_id = '3'", "revision 2: its rows are not those that it names"),
        ("UPDATE incidents SET rev_to = NULL WHERE source_id = '3'", "revision 3: its rows are not those that it"),
        ("UPDATE documents SET content = x'00' WHERE name = 'mine'", "the source mine is not what was stored"),
        ("UPDATE documents SET name = 'x' WHERE name = 'mine'", "revision 2: its digest does not name its state"),
        ("DELETE FROM documents WHERE kind = 'default'", "its digest does not name its state"),
        ("UPDATE revisions SET deleted = 7 WHERE number = 3", "revision 3: 2 rows began and 2 ended in it"),
        ("UPDATE revisions SET revision_digest = 'x' WHERE number = 3", "revision 3: its digest does not name"),
        ("DELETE FROM revisions WHERE number = 3", "revision 3 is missing"),
        ("DELETE FROM revisions WHERE number = 5", "belongs to a revision that does not exist"),
    ],
)
def test_tampering_is_found_and_named(store: Store, damage: str, says: str):
    assert faults(store) == []
    with sqlite3.connect(store.path) as db:
        db.execute(damage)
    db.close()
    assert [fault for fault in faults(store) if says in fault]


def test_a_derived_file_with_other_figures_is_found(store: Store):
    at(store, "3")
    assert faults(store) == []
    assert store.folder is not None
    files = Derived.of(store.folder, log(store)[2])
    whole = files.open(columnar.NAME, columnar.MADE_BY)
    assert whole
    with whole:
        table = pq.read_table(whole)
    killed = table.schema.get_field_index("killed")
    doubled = table.set_column(killed, "killed", [[9] * len(table)])
    files.put(columnar.NAME, columnar.MADE_BY, lambda file: pq.write_table(doubled.cast(table.schema), file))
    (fault,) = faults(store)
    assert "does not hold the rows of revision 3; delete it, and it is made anew" in fault


def test_a_store_is_verified_while_another_writes(store: Store):
    with store.writing() as db:
        draft = Draft(db)
        registry.choose(draft, "mine", chosen=True)
        draft.upsert([row("9")])
        assert faults(store) == []
        draft.close("sources", added=1)
    assert faults(store) == []
