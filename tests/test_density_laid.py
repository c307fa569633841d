"""Spread or not, every province and every district has as much afterwards as before."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.density import ask
from geo.density.chosen import choose, home
from geo.density.laid import lattice, lay
from geo.tables import Regions
from tests.worlds import incidents, world

LAND = {
    "id": ["A", "B", "A1", "A2"],
    "level": ["province", "province", "district", "district"],
    "name": ["Square A", "Square B", "West", "East"],
    "country": ["A"] * 4,
    "parent": ["", "", "A", "A"],
    "area_km2": [1000.0, 1000.0, 500.0, 500.0],
    "geometry": [
        shapely.box(*box) for box in ((61, 30, 62, 31), (62, 30, 63, 31), (61, 30, 61.5, 31), (61.5, 30, 62, 31))
    ],
}  # A has districts, B has none
SPOT = st.tuples(
    st.floats(61, 63), st.floats(30, 31), st.sampled_from(["exact", "near", "district", "province"]), st.integers(0, 90)
)


def summed(lattice, part, regions):
    """Add up what lies in each region of a lattice; all of it must lie in one."""
    row, column = lattice.cells(part.x_km, part.y_km)
    label = lattice.label[row, column]
    assert (label >= 0).all()
    return np.bincount(label, part.mass, regions)


@given(st.lists(SPOT, min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_each_province_and_each_district_keeps_what_it_has(spots):
    killed = [float(s[3]) for s in spots]
    columns = {"precision": [s[2] for s in spots], "killed": killed, "killed_low": killed, "killed_high": killed}
    snapshot = world(Regions.of(LAND), incidents([s[:2] for s in spots], **columns))
    heat = ask(snapshot, [("measure", "killed")])
    chosen = choose(snapshot, heat, heat.query)
    parts, spread = lay(snapshot, heat, chosen)
    assert sum(part.mass.sum() for part in parts) == pytest.approx(chosen.mass.sum(), rel=1e-9)
    grade = np.array(columns["precision"])[snapshot.records.row[chosen.rows]]
    province, district = (home(snapshot, level, "now")[chosen.rows] for level in ("province", "district"))
    named = (grade == "district") & (district >= 0)
    rest = (grade == "province") | ((grade == "district") & (district < 0))
    assert spread == (named.sum(), (rest & (grade == "district")).sum(), (grade == "province").sum())
    coarse = iter(parts[2:])
    for level, region, mine in (("district", district, named), ("province", province, rest)):
        if mine.any():
            before = np.bincount(region[mine], chosen.mass[mine], 2)
            np.testing.assert_allclose(summed(lattice(snapshot, level, "now"), next(coarse), 2), before, rtol=1e-6)
