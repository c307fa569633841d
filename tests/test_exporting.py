"""What is exported can be imported again and is the same, cell by cell, in every form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import importing
from data.exporting import FORMS, export
from data.files import UnwritableFile
from data.importing import import_file
from data.order import Order
from data.sources import own
from data.start import only_reference
from data.store import Draft, Store
from data.store.revisions import latest
from geo.errors import BadQuery, NotFound
from geo.tables import COUNTS, MOST_PEOPLE
from tests import inside
from tests.sheets import ours, rows_of, saved

if TYPE_CHECKING:
    from pathlib import Path

    from data.store.draft import Values

FREE = ("place", "country", "region_name", "district_name", "notes", "urls", "same_as", *own.COLUMNS[-4:])
HARD = (
    "a\r\nb",
    "\r",
    "\n",
    '"',
    "'=1+1",
    "=1+1",
    " ",
    "زاهدان\u200c‌ها",
    "\u202eabc\u202c",
    "👩‍👩‍👧",
    "\ufeff",
    "#tag",
    "1.0",
    "NULL",
    "\t",
)
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6) | st.sampled_from(HARD)
GROUPS = st.lists(st.sampled_from(["TTP", "BLA", "x y", "گروه"]), max_size=2, unique=True).map("|".join)
PLACES = st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(lambda p: (p[0] + 0.0, p[1] + 0.0))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def incidents(draw: st.DrawFn) -> list[Values]:
    """Draw rows as a reader of ours gives them."""
    keys = st.tuples(st.sampled_from(["s", "my list"]), ANY.filter(str.strip))
    return [_row(*key, draw) for key in draw(st.lists(keys, min_size=1, max_size=4, unique=True))]


def _row(source: str, id_: str, draw: st.DrawFn) -> Values:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    lon, lat = draw(PLACES) or (None, None)
    row: dict[str, str | float | int | None] = {name: draw(ANY) for name in FREE}
    row |= {name: draw(st.none() | st.integers(0, int(MOST_PEOPLE))) for name in COUNTS}
    row |= {name: draw(GROUPS) for name in own.IDS}
    row |= {name: draw(st.sampled_from(words)) for name, words in own.WORDS.items()}
    row |= {"source": source, "source_id": id_, "lon": lon, "lat": lat}
    row |= {"date_start": first.isoformat(), "date_end": last.isoformat()}
    return tuple(row[name] for name in own.COLUMNS)


def filled(rows: list[Values]) -> Store:
    store = Store(None)
    only_reference(store)
    with store.writing() as db:
        draft = Draft(db)
        draft.upsert(rows)
        draft.close("import", added=len(rows))
    return store


def content(store: Store) -> str:
    with store.reading() as db:
        state = latest(db)
    assert state
    return state.content_digest


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)
@given(rows=incidents())
def test_what_goes_out_comes_in_the_same(tmp_path_factory: pytest.TempPathFactory, form: str, rows: list[Values]):
    path = tmp_path_factory.mktemp("out") / f"all{form}"
    before, after = filled(rows), Store(None)
    only_reference(after)
    assert export(before, path) == len(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "read_incidents", inside.read_incidents)
        report = import_file(after, Order(path=path))
    assert (report.refused, report.added, report.first_refused) == (0, len(rows), [])
    assert content(after) == content(before)


def test_one_source_of_one_version_goes_out(tmp_path: Path):
    store = filled([])
    for n, source in enumerate("aab"):
        import_file(store, Order(path=saved(tmp_path, ours({"source": source, "source_id": str(n)}))))
    assert export(store, tmp_path / "out.csv") == 3
    assert export(store, tmp_path / "out.csv", source="a") == 2
    assert export(store, tmp_path / "out.csv", version="2", source="a") == 1
    rows = rows_of((tmp_path / "out.csv").read_text(encoding="utf-8"))
    assert [(row["source"], row["source_id"]) for row in rows] == [("a", "0")]


@pytest.mark.parametrize(
    ("name", "options", "error", "says"),
    [
        ("out.xls", {}, BadQuery, r"extension: '\.xls' is not known\..* Accepted: \.csv, \.geojson"),
        ("out", {}, BadQuery, "extension: '' is not known"),
        ("out.csv", {"source": "nobody"}, BadQuery, "source: 'nobody' is not known"),
        ("out.csv", {"version": "9"}, NotFound, "version 9 does not exist"),
        *((f"none/out{form}", {}, UnwritableFile, "cannot be written") for form in FORMS),
    ],
)
def test_what_cannot_go_out_writes_nothing(tmp_path: Path, name, options, error, says):
    with pytest.raises(error, match=says):
        export(filled([]), tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_a_file_of_no_rows(tmp_path: Path, form):
    assert export(filled([]), tmp_path / f"out{form}") == 0
    assert [p.name for p in tmp_path.iterdir()] == [f"out{form}"]
