"""What is worked out once of a revision: kept as it was made, made anew when that is in doubt, never in the way."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from data import shelf as module
from data.derived import Derived
from data.shelf import shelf
from tests.test_faults import small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from geo.shelf import Arrays

KINDS = st.sampled_from(["u1", "i4", "i8", "f8", "?", "U3", "M8[D]"])


@pytest.fixture
def files(tmp_path: Path) -> Derived:
    return Derived(tmp_path / "derived", 1, "ab" * 32)


class Maker:
    """Makes arrays and counts how often."""

    def __init__(self, **made: object) -> None:
        self.made = {name: np.array(value) for name, value in made.items()}
        self.times = 0

    def __call__(self) -> Arrays:
        self.times += 1
        return {name: array.copy() for name, array in self.made.items()}


def same(found: Arrays, made: Arrays) -> bool:
    return [*found] == [*made] and all(
        (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
        for a, b in zip(found.values(), made.values(), strict=True)
    )


@given(
    st.dictionaries(
        st.text("abc", min_size=1),
        KINDS.flatmap(lambda k: arrays.arrays(k, arrays.array_shapes(min_dims=0, min_side=0))),
    )
)
def test_what_is_kept_is_what_was_made(tmp_path_factory: pytest.TempPathFactory, made: Arrays):
    files = Derived(tmp_path_factory.mktemp("data") / "derived", 1, "ab" * 32)
    maker = Maker(**made)
    assert same(shelf(files)("x", maker), maker.made)
    assert same(shelf(files)("x", maker), maker.made)
    assert maker.times == 1


def test_each_name_and_each_state_has_its_own(files):
    one, other = Maker(a=[1]), Maker(a=[2])
    assert shelf(files)("one", one)["a"] == [1]
    assert shelf(files)("other", other)["a"] == [2]
    assert shelf(Derived(files.folder, 1, "cd" * 32))("one", other)["a"] == [2]


def test_another_program_makes_its_own(files, monkeypatch):
    maker = Maker(a=[1])
    shelf(files)("x", maker)
    monkeypatch.setattr(module, "program", lambda: "a newer one")
    shelf(files)("x", maker)
    assert maker.times == 2


def test_what_is_damaged_is_made_anew(files):
    maker = Maker(a=range(1000), b=["x"])
    shelf(files)("x", maker)
    (path,) = files.folder.iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole[:9] + b"\xff" + whole[10:], whole + b"0"):
        maker.times = 0
        path.write_bytes(damaged)
        assert same(shelf(files)("x", maker), maker.made)
        assert (maker.times, path.read_bytes()) == (1, whole)


def test_nobody_writes_into_what_others_use(files):
    maker = Maker(a=[1])
    for _ in range(2):
        found = shelf(files)("x", maker)
        with pytest.raises(ValueError, match="read-only"):
            found["a"][0] = 2


@pytest.mark.parametrize("column", [[""], [], ["a\0", "گروه\n", '"'], ["x" * 10_000, *map(str, range(1000))]])
def test_words_are_kept_as_they_are_and_take_their_own_room(files, column):
    words = np.array(column, dtype=object)
    for _ in range(2):
        assert shelf(files)("x", lambda: {"a": words})["a"].tolist() == column
    (path,) = files.folder.iterdir()
    assert path.stat().st_size < 30_000


def test_what_are_no_words_is_not_kept(files):
    with pytest.raises(TypeError, match="is not JSON serializable"):
        shelf(files)("x", lambda: {"a": np.array([object()])})
    assert [*files.folder.iterdir()] == []


def test_where_nothing_can_be_kept_it_is_made_each_time(tmp_path):
    maker = Maker(a=np.zeros(1_000_000))
    with small_disk(tmp_path / "disk", "2m") as disk:
        files = Derived(disk / "derived", 1, "ab" * 32)
        assert same(shelf(files)("x", maker), maker.made)
        assert [*files.folder.iterdir()] == []
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert same(shelf(files)("x", maker), maker.made)
    assert maker.times == 2


def test_threads_that_make_the_same_at_once_keep_one(files):
    maker = Maker(a=range(100_000))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: shelf(files)("x", maker), range(32)))
    assert all(same(one, maker.made) for one in found)
    assert len(list(files.folder.iterdir())) == 1
    times = maker.times
    shelf(files)("x", maker)
    assert maker.times == times
