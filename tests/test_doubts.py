"""What is doubtful about rows, with the land and the towns of the reference data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from data.doubts import flagged
from tests.worlds import incidents

if TYPE_CHECKING:
    from geo.snapshot import Snapshot

TODAY = date(2026, 1, 1)
QUETTA, GWADAR, THE_SEA = (67.0123, 30.1987), (62.3254, 25.1264), (64.0123, 23.5432)


def flags(bundled: Snapshot, *points: tuple[float, float], **columns: object) -> list[set[str]]:
    rows = incidents(points, **({"country": ["PK"] * len(points)} | columns))
    return [set(filter(None, found.split("|"))) for found in flagged(rows.columns(), bundled.regions, TODAY)]


@pytest.mark.parametrize(
    ("point", "columns", "flag"),
    [
        (QUETTA, {"place": "Quetta", "region_name": "Balochistan"}, ""),
        (QUETTA, {"place": "کوئٹہ", "region_name": "Balochistan"}, ""),
        (THE_SEA, {}, "in_sea"),
        (QUETTA[::-1], {}, "swapped"),
        (GWADAR, {"place": "Sui town", "region_name": "Sindh"}, "misplaced"),
        (QUETTA, {"killed_low": 5.0}, "killed_range"),
        (QUETTA, dict.fromkeys(("date_start", "date_end"), "2030-01-01"), "future"),
    ],
)
def test_a_row_has_the_flag_it_deserves(
    bundled: Snapshot, point: tuple[float, float], columns: dict[str, object], flag: str
):
    (found,) = flags(bundled, point, **{name: [value] for name, value in columns.items()})
    assert found == set() if not flag else flag in found


def test_no_rows_have_no_flags(bundled: Snapshot):
    assert flags(bundled) == []


def test_a_row_without_a_place_has_no_flag_of_place(bundled: Snapshot):
    assert flags(bundled, (np.nan, np.nan)) == [set()]
