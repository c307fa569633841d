"""Where records count: in regions, and outside beside others that are alike."""

from __future__ import annotations

import numpy as np

from geo.placement import Placement
from geo.places import Places

IDS = np.array(["A", "B"], dtype=object)


def placed(owner, near, named):
    placement = Placement(np.array(owner, np.int64), np.array(near, np.int64), np.zeros(len(owner)))
    return Places.of(placement, IDS, np.array(named, dtype=object))


def test_outside_of_all_each_pair_of_a_near_region_and_a_name_is_a_place():
    found = placed([1, -1, -1, -1, -1], [-1, 0, -1, 0, 0], ["x", "x", "x", "y", "x"])
    assert found.outside == [("", "x"), ("A", "x"), ("A", "y")]
    assert (found.place.tolist(), len(found)) == ([1, 3, 2, 4, 3], 5)


def test_where_all_lie_inside_there_is_no_other_place():
    found = placed([0, 1], [-1, -1], ["x", "y"])
    assert (found.place.tolist(), found.outside, len(found)) == ([0, 1], [], 2)


def test_what_is_kept_is_what_was():
    for first in (placed([0, -1], [-1, 1], ["x", "ښ"]), placed([], [], [])):
        again = Places.kept(first.arrays())
        assert (again.place.tolist(), again.outside) == (first.place.tolist(), first.outside)
        assert again.regions == first.regions
