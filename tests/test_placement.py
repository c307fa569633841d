"""Where an incident is counted: by the regions of its own day, once, or nowhere."""

from __future__ import annotations

import numpy as np
import shapely

from geo.placement import Indexed, place
from geo.tables import Regions
from tests.worlds import incidents, squares

MERGED_ON = "2012-01-01"


def merged_in_2012(*, with_heir=True):
    """Give A, which took in B on the first day of 2012, and an unrelated Z further east."""
    old, new = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1)
    return Regions.of(
        {
            "id": ["A", "A" if with_heir else "C", "B", "Z"],
            "level": ["province"] * 4,
            "name": ["A", "A", "B", "Z"],
            "country": ["A"] * 4,
            "area_km2": [1000.0, 2000.0, 1000.0, 1000.0],
            "valid_from": [None, MERGED_ON, None, None],
            "valid_to": [MERGED_ON, None, MERGED_ON, None],
            "geometry": [old, new, shapely.box(1, 0, 2, 1), shapely.box(5, 0, 6, 1)],
        }
    )


def owners(regions, epoch, points, days):
    rows = incidents(points, date_start=days, date_end=days)
    chosen = regions.at("province", epoch)
    spot = place(rows, Indexed.of(chosen), Indexed.of(regions.at("province", "now")))
    return [None if i < 0 else chosen.id[i] for i in spot.owner]


def test_as_it_is_now_the_whole_is_one_region_at_all_times():
    points, days = [(1.5, 0.5)] * 2, ["2011-12-31", MERGED_ON]
    assert owners(merged_in_2012(), "now", points, days) == ["A", "A"]


def test_as_it_was_then_a_region_holds_until_the_day_it_ceased():
    points, days = [(1.5, 0.5)] * 3, ["2011-12-31", MERGED_ON, "2013-01-01"]
    assert owners(merged_in_2012(), "then", points, days) == ["B", "A", "A"]


def test_a_region_that_only_grew_keeps_its_own():
    assert owners(merged_in_2012(), "then", [(0.5, 0.5)] * 2, ["2011-12-31", MERGED_ON]) == ["A", "A"]


def test_an_heir_that_is_not_part_of_the_set_inherits_nothing():
    assert owners(merged_in_2012(with_heir=False), "then", [(1.5, 0.5)], [MERGED_ON]) == ["B"]


def test_what_no_region_holds_any_more_stays_where_it_was_drawn():
    """An incident must not fall to whichever region comes last."""
    everything = merged_in_2012()
    shrunk = everything.take(~((everything.id == "A") & np.isnat(everything.valid_to)))
    assert owners(shrunk, "then", [(1.5, 0.5)], [MERGED_ON]) != ["Z"]


def test_outside_every_region_the_nearest_within_six_kilometres_is_named():
    regions = squares([(0, 0), (1, 0)], country=["A", "A"])
    spot = place(incidents([(2.01, 0.5), (2.5, 0.5), (0.5, 0.5), (np.nan, np.nan)]), *[Indexed.of(regions)] * 2)
    assert spot.owner.tolist() == [-1, -1, 0, -1]
    assert spot.near.tolist() == [1, -1, -1, -1]
    assert np.isnan(spot.near_km).tolist() == [False, True, True, True]


def test_no_incidents_are_no_trouble():
    regions = squares([(0, 0)], country=["A"])
    assert len(place(incidents([]), *[Indexed.of(regions)] * 2).owner) == 0
