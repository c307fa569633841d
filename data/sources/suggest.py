"""Guess which column of an unknown table may be which of ours, from its name or from what stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.rows import Unfit
from data.sources.coordinates import place
from data.sources.dates import day
from geo.terms import STUDY_AREA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.rows import Row

NAMES = {
    "source_id": "source_id id event_id incident_id eventid no number ref شناسه شماره نمبر",
    "date_start": "date_start date event_date incident_date day start start_date تاریخ تاريخ",
    "date_end": "date_end end end_date پایان",
    "lon": "lon long longitude lng x x_coord lon_dd طول طول_جغرافیایی طول_بلد",
    "lat": "lat latitude y y_coord lat_dd عرض عرض_جغرافیایی عرض_بلد",
    "precision": "precision geo_precision accuracy location_precision دقت",
    "kind": "kind type event_type incident_type category نوع قسم",
    "tactic": "tactic method attack_type weapon روش شیوه طریقہ",
    "target": "target target_type victim victims هدف ہدف",
    "perpetrators": "perpetrators perpetrator group actor actor1 claimed_by responsible گروه گروپ عامل تنظیم",
    "killed": "killed dead deaths fatalities fatality kia کشته کشته‌شدگان ہلاک جاں_بحق",
    "injured": "injured wounded wia زخمی مجروح",
    "attackers_killed": "attackers_killed militants_killed terrorists_killed",
    "place": "place location city town village site محل مکان شهر شہر مقام",
    "country": "country nation iso iso2 iso3 کشور ملک",
    "region_name": "region_name province state admin1 adm1 region استان صوبہ ولایت",
    "district_name": "district_name district admin2 adm2 county شهرستان ضلع ولسوالی",
    "notes": "notes note description summary remarks details comment توضیحات شرح تفصیل",
    "urls": "urls url link links source_url لینک",
    "source": "source منبع",
}
_ENDINGS = re.compile(r"[\W_]+")


def suggest(header: Sequence[str], sample: Sequence[Row] = ()) -> dict[str, str]:
    """Give the column that may be meant, by ours; what cannot be guessed is left out.

    Examples
    --------
    >>> suggest(["Longitude", "Lat.", "تاریخ", "mood"])
    {'lon': 'Longitude', 'lat': 'Lat.', 'date_start': 'تاریخ'}
    >>> suggest(["a", "b", "c"], [{"a": "2024-05-01", "b": "29.5", "c": "60.9"}])
    {'date_start': 'a', 'lat': 'b', 'lon': 'c'}
    """
    found: dict[str, str] = {}
    for theirs in header:
        ours = _OURS.get(_bare(theirs))
        if ours and ours not in found:
            found[ours] = theirs
    for theirs in header:
        if theirs not in found.values():
            cells = [cell for row in sample if (cell := row.get(theirs, "").strip())]
            ours = next((name for name, fits in FITS.items() if cells and name not in found and fits(cells)), "")
            if ours:
                found[ours] = theirs
    return found


def _bare(name: str) -> str:
    return _ENDINGS.sub("_", name.strip().casefold()).strip("_")


_OURS = {_bare(name): ours for ours, names in NAMES.items() for name in names.split()}


def _days(cells: list[str]) -> bool:
    try:
        return bool([day("date_start", cell, day_first=True) for cell in cells])
    except Unfit:
        return False


def _between(low: float, high: float) -> Callable[[list[str]], bool]:
    """Tell whether all cells are fractions of degrees between two bounds; whole numbers could be anything."""

    def fits(cells: list[str]) -> bool:
        try:
            values = [float(place("0", cell)[1]) for cell in cells]
        except Unfit:
            return False
        return all(low <= value <= high for value in values) and any(value != int(value) for value in values)

    return fits


_WEST, _SOUTH, _EAST, _NORTH = STUDY_AREA
FITS = {"date_start": _days, "lon": _between(_NORTH, _EAST), "lat": _between(_SOUTH, _NORTH)}
"""What can be told from its cells: the study area has no latitude that could be a longitude of it."""
