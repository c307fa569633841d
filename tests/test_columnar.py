"""The derived file of a revision: the rows of the store and nothing else, whole or not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import columnar
from data.derived import Derived
from data.sources import own
from data.store import Draft, Store, StoreError
from geo.tables import COUNTS, MOST_PEOPLE, Incidents

if TYPE_CHECKING:
    from pathlib import Path

    from data.store import Revision
    from data.store.draft import Values

TEXTS = [n for n in own.COLUMNS if n not in (*COUNTS, "lon", "lat", "date_start", "date_end", "source", "source_id")]
COLUMNS = [f.name for f in fields(Incidents)]
DAYS = st.dates().map(lambda d: d.isoformat())
PLACES = st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@st.composite
def tables(draw: st.DrawFn) -> list[Values]:
    """Draw rows of two sources with any text, any number and any day."""
    keys = draw(
        st.lists(st.tuples(st.sampled_from("st"), st.text("ab", min_size=1, max_size=2)), max_size=6, unique=True)
    )
    return [row(source, id_, draw) for source, id_ in keys]


def row(source: str, id_: str, draw: st.DrawFn) -> Values:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    lon, lat = draw(PLACES) or (None, None)
    cells: dict[str, str | float | int | None] = {n: draw(st.just("") | st.text(max_size=4)) for n in TEXTS}
    cells |= {n: draw(st.none() | st.integers(0, int(MOST_PEOPLE))) for n in COUNTS}
    cells |= {"source": source, "source_id": id_, "lon": lon, "lat": lat, "date_start": first, "date_end": last}
    return tuple(cells[n] for n in own.COLUMNS)


def stored(rows: list[Values]) -> tuple[Store, Revision]:
    store = Store(None)
    with store.writing() as db:
        draft = Draft(db)
        draft.put("reference", "x", b"")
        draft.upsert(rows)
        made = draft.close("import", added=len(rows))
    assert made
    return store, made


def cells(found: object, n: int) -> list[Values]:
    """Give the columns of incidents as rows of the store."""

    def plain(name: str, value: Any) -> str | float | None:
        if name in (*COUNTS, "lon", "lat"):
            return None if np.isnan(value) else value
        return str(value)

    return [tuple(plain(name, getattr(found, name)[i]) for name in own.COLUMNS) for i in range(n)]


@settings(max_examples=40)
@given(tables())
def test_what_is_read_back_is_what_is_stored(tmp_path_factory: pytest.TempPathFactory, rows: list[Values]):
    store, made = stored(rows)
    files = Derived.of(tmp_path_factory.mktemp("derived"), made)
    flags = np.array([f"flag {n}" for n in range(len(rows))], dtype=object)
    with store.reading() as db:
        columnar.write(db, made, files, flags)
        straight = columnar.rows(db, made, flags)
        doubted = columnar.doubted(db, made.number)
    found = columnar.read(files)
    assert found is not None
    assert len(found) == len(straight) == len(rows)
    assert cells(found, len(rows)) == cells(straight, len(rows)) == sorted(rows)
    assert [*found.flags] == [*straight.flags] == [*flags]
    assert [*doubted["place"]] == [*found.place]
    np.testing.assert_array_equal(doubted["lon"], found.lon)
    np.testing.assert_array_equal(doubted["date_start"], found.date_start)
    for table in (found, straight):
        words, codes = table.codes("place")
        assert [words[code] for code in codes] == [*found.place]
        assert len(set(words)) == len(words)


@settings(max_examples=40)
@given(tables(), st.data())
def test_a_few_rows_are_those_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Values], data: st.DataObject
):
    store, made = stored(rows)
    files = Derived.of(tmp_path_factory.mktemp("derived"), made)
    with pytest.MonkeyPatch.context() as patch, store.reading() as db:
        patch.setattr(columnar, "TOGETHER", 2)
        columnar.write(db, made, files, np.array(["x"] * len(rows), dtype=object))
    some = st.lists(st.integers(0, len(rows) - 1), max_size=8) if rows else st.just([])
    at = np.array(data.draw(some), dtype=np.int64)
    found = columnar.read(files)
    assert found is not None
    vars(found).update(lon=found.lon)  # one column is in memory already, the others are not
    few, whole = found.take(at), columnar.read(files)
    assert not len(at) or "notes" not in vars(found)
    assert whole is not None
    assert cells(few, len(at)) == [cells(whole, len(rows))[i] for i in at]
    mask = np.isin(np.arange(len(rows)), at)
    assert cells(found.take(mask), int(mask.sum())) == [cells(whole, len(rows))[i] for i in np.flatnonzero(mask)]


@pytest.fixture
def written(tmp_path: Path) -> Derived:
    """A file of two rows, one of them without a place."""
    usual = (
        dict.fromkeys(own.COLUMNS, "") | dict.fromkeys(COUNTS) | {"date_start": "2014-01-01", "date_end": "2014-01-02"}
    )
    places = {"1": (66.5, 29.25), "2": (None, None)}
    rows = [(usual | {"source": "s", "source_id": i, "lon": x, "lat": y}) for i, (x, y) in places.items()]
    store, made = stored([tuple(r[n] for n in own.COLUMNS) for r in rows])
    files = Derived.of(tmp_path, made)
    with store.reading() as db:
        columnar.write(db, made, files, np.array(["", "x"], dtype=object))
    return files


def path_of(files: Derived) -> Path:
    (path,) = files.folder.iterdir()
    return path


def test_others_read_it_as_geoparquet(written):
    frame = gpd.read_parquet(path_of(written))
    assert frame.crs == "OGC:CRS84"
    assert list(frame.geometry.to_wkt()[:1]) == ["POINT (66.5 29.25)"]
    assert frame.geometry.isna().tolist() == [False, True]


def test_another_state_a_damaged_file_and_none_are_not_read(written):
    assert columnar.read(written) is not None
    assert columnar.read(replace(written, digest="0" * 64)) is None
    path = path_of(written)
    path.write_bytes(path.read_bytes()[:-10])
    assert columnar.read(written) is None
    path.unlink()
    assert columnar.read(written) is None


def test_a_file_of_other_columns_is_not_read(written, monkeypatch):
    monkeypatch.setattr(columnar, "MADE_BY", "another program")
    assert columnar.read(written) is None


def test_a_column_is_read_when_it_is_asked_for_and_once(written):
    found = columnar.read(written)
    assert found is not None
    assert len(found) == 2
    assert not {*COLUMNS} & {*vars(found)}
    path_of(written).unlink()  # such as by an import that comes meanwhile
    assert found.lon is found.lon
    assert {*COLUMNS} & {*vars(found)} == {"lon"}
    taken = found.take(found.lon > 0)
    assert ([*taken.source_id], len(taken), taken.codes("source")[0]) == (["1"], 1, ["s"])
    with pytest.raises(AttributeError, match="geometry"):
        getattr(found, "geometry")  # noqa: B009 there is no such attribute


def test_a_file_that_is_damaged_after_it_was_opened_is_told(written):
    found = columnar.read(written)
    assert found is not None
    path_of(written).write_bytes(b"")
    with pytest.raises(StoreError, match="derived/: the file of the incidents can no longer be read; start again"):
        _ = found.lon


def test_threads_that_ask_at_once_get_the_same(written):
    found = columnar.read(written)
    with ThreadPoolExecutor(8) as pool:
        columns = list(pool.map(lambda name: getattr(found, name), COLUMNS * 8))
    for name, column in zip(COLUMNS * 8, columns, strict=True):
        assert column is getattr(found, name)


def test_an_export_has_no_flags():
    for rows in ([], [(None,) * len(own.COLUMNS)]):
        table = pq.read_table(pa.BufferReader(columnar.content(rows)))
        assert (table.column_names, table.num_rows) == ([*own.COLUMNS, "geometry"], len(rows))
