"""The sources and the default, as the store keeps them."""

from __future__ import annotations

from datetime import date

import pytest

from data import registry
from data.store import Draft, Store
from tests.worlds import source


def record(id_: str, **said: object) -> registry.Record:
    made = registry.recorded(source(id_, countries=("PK",), first=date(2014, 1, 1), last=date(2015, 12, 31)))
    return made | said  # type: ignore[return-value]


@pytest.fixture
def draft():
    store = Store(None)
    with store.writing() as db:
        made = Draft(db)
        yield made
        made.abandon()


def test_sources_are_kept_by_id_the_complete_ones_first(draft):
    for id_, complete in (("a", False), ("c", True), ("b", True)):
        registry.put(draft, record(id_, complete=complete))
    found = registry.records(draft.db, draft.number)
    assert list(found) == ["b", "c", "a"]
    assert found["c"] == record("c")


def test_the_same_record_gives_the_same_bytes_in_any_order():
    made = record("a")
    assert registry.pack(dict(reversed(made.items()))) == registry.pack(made)


def test_without_a_choice_there_is_none(draft):
    assert registry.default(draft.db, draft.number) == {"id": "", "chosen": False}


@pytest.mark.parametrize(
    ("chosen", "complete", "anew", "expected"),
    [
        (False, True, True, "new"),
        (False, True, False, "old"),
        (False, False, True, "old"),
        (True, True, True, "old"),
    ],
)
def test_a_new_source_is_offered_as_the_default(draft, chosen, complete, anew, expected):
    registry.choose(draft, "old", chosen=chosen)
    registry.offer(draft, record("new", complete=complete), anew=anew)
    assert registry.default(draft.db, draft.number)["id"] == expected


def test_the_first_source_is_the_default_whatever_it_is(draft):
    registry.offer(draft, record("new", complete=False), anew=False)
    assert registry.default(draft.db, draft.number)["id"] == "new"


def test_the_days_of_a_list_are_those_of_its_rows():
    listed = registry.recorded(source("s", complete=False, first=date(2014, 1, 1), last=date(2014, 1, 2)))
    assert (listed["first"], listed["last"]) == (None, None)
    span = date(2010, 5, 1), date(2012, 6, 30)
    (made,) = registry.sources([listed], {"s": span}).values()
    assert (made.first, made.last, made.complete) == (*span, False)
    assert registry.sources([listed], {}) == {}


def test_a_complete_source_without_rows_covers_what_it_says():
    (made,) = registry.sources([record("s")], {}).values()
    assert (made.first, made.last, made.countries) == (date(2014, 1, 1), date(2015, 12, 31), ("PK",))
