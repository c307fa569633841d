"""The finding as a sentence, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query import Query
    from geo.tally import Tally

FOR_ITS = {"area": " for its size", "population": " for its people", "none": ""}
A_YEAR = {"area": "a year per 1,000 km²", "population": "a year per 100,000 people"}
NOUNS = {"incidents": "incidents", "killed": "people killed", "injured": "people injured", "casualties": "casualties"}
LONGEST_ID = 12  # characters: up to here an id is an abbreviation that people use, such as BLA
LARGEST_RATIO = 1000
SMALL_BASE = 10  # "so many times as much" as fewer incidents than this says nothing


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What an answer says.

    Attributes
    ----------
    text : str
        The finding in one sentence, with its unit.
    short : str
        The same for a narrow screen.
    sub : str
        Source, coverage, and n.
    left_out : str
        Why they were left out.
    """

    text: str
    short: str
    sub: str
    left_out: str


def headline(tally: Tally, names: Mapping[str, str], countries: Mapping[str, str]) -> Headline:
    """Say what a tally shows.

    Parameters
    ----------
    names : mapping of str to str
        Display names of groups by id.
    countries : mapping of str to str
        Display names of all countries of the study area by code.
    """
    text, short = _finding(tally, names)
    return Headline(text=text, short=short, sub=_basis(tally, countries), left_out=_left_out(tally))


def _finding(tally: Tally, names: Mapping[str, str]) -> tuple[str, str]:
    if not np.any(tally.covered):
        return _nothing_covered(tally)
    if not tally.total:
        return ("No incident matches these filters",) * 2
    if tally.change is not None:
        return _change(tally)
    if np.all(np.isnan(tally.value[tally.covered])):
        return (_unknown(tally),) * 2
    if not np.any(tally.value > 0):
        return (f"No {NOUNS[tally.query.measure]} in the regions that are covered",) * 2
    return _highest(tally, names)


def _nothing_covered(tally: Tally) -> tuple[str, str]:
    source = tally.sources[0]
    if not source.complete:
        n = words.count(tally.counted + tally.unplaced.n)
        return (f"{n} incidents are listed by {source.short}; it is not complete, so no rate can be given",) * 2
    return (f"{source.short} does not cover {words.period(tally.query.period)} in these regions",) * 2


def _unknown(tally: Tally) -> str:
    source, query = tally.sources[0], tally.query
    if query.measure != "incidents" and not np.any(tally.sums.of(query.measure) >= 0):
        return f"{source.short} does not record {NOUNS[query.measure]}"
    return "No census is known for these regions, so no rate per population can be given"


def _highest(tally: Tally, names: Mapping[str, str]) -> tuple[str, str]:
    top, query = int(np.nanargmax(tally.value)), tally.query
    lead = f"{tally.regions.name[top]} had the most {_what(query, names)}{FOR_ITS[query.per]}"
    amount, whole = tally.sums.of(query.measure)[top], float(np.nansum(tally.sums.of(query.measure)))
    part = f"{words.count(amount)} of {words.count(whole)}"
    if query.per == "none":
        return f"{lead}: {part}", f"{lead}: {part}"
    rate = f"{lead}: {words.value(float(tally.value[top]))} {A_YEAR[query.per]}"
    other = _other(tally, top)
    if other is None:
        return f"{rate}, {part}", f"{lead}: {part}"
    times = _times(float(tally.value[top] / tally.value[other]))
    whose = f"{tally.regions.name[other]}’s"
    return f"{rate}, {times} {whose} {words.value(float(tally.value[other]))}", f"{lead}, {times} {whose} rate"


def _what(query: Query, names: Mapping[str, str]) -> str:
    noun = NOUNS[query.measure]
    if not query.group:
        return noun
    called = [g if len(g) <= LONGEST_ID else names.get(g, g) for g in query.group]
    whose = " and ".join(called) if len(called) < 3 else f"{called[0]} and {len(called) - 1} other groups’"  # noqa: PLR2004
    return f"{whose} incidents" if query.measure == "incidents" else f"{noun} in {whose} incidents"


def _times(ratio: float) -> str:
    if ratio > LARGEST_RATIO:
        return f"over {words.count(LARGEST_RATIO)} times"
    return f"{ratio:.0f} times" if ratio >= 10 else f"{ratio:.1f} times"  # noqa: PLR2004


def _other(tally: Tally, top: int) -> int | None:
    """Choose what to compare the highest with: the next focus region, else the second in rank."""
    focus = np.argsort(np.nan_to_num(tally.regions.focus, nan=np.inf), kind="stable")
    order = [*(i for i in focus if tally.regions.focus[i] > 0), *np.argsort(-np.nan_to_num(tally.value))]
    enough = (tally.sums.incidents >= SMALL_BASE) & (tally.value > 0)
    return next((int(i) for i in order if enough[i] and i != top), None)


def _change(tally: Tally) -> tuple[str, str]:
    change, query = tally.change, tally.query
    if change is None:
        raise ValueError("this tally compares with nothing")
    when = f"{words.period(query.period)} against {words.period(change.period)}"
    sure = (change.low > 0) | (change.high < 0)
    focus = np.argsort(np.nan_to_num(tally.regions.focus, nan=np.inf), kind="stable")
    i = next((int(i) for i in focus if sure[i]), None)
    what = NOUNS[query.measure].capitalize()
    if i is None:
        known = np.any(~np.isnan(change.ratio))
        reason = "no region shows a clear change" if known else "no region has a base of 10 or more"
        return (f"{what}, {when}: {reason}",) * 2
    way = "rose" if change.ratio[i] > 0 else "fell"
    now = tally.sums.of(query.measure)[i]
    text = f"{what} in {tally.regions.name[i]} {way} by {abs(change.ratio[i]) * 100:.0f} %, {when}"
    spread = f"95 % interval {words.percent(change.low[i])} to {words.percent(change.high[i])}"
    return f"{text}: from {words.count(change.base[i])} to {words.count(now)} ({spread})", text


def _basis(tally: Tally, countries: Mapping[str, str]) -> str:
    source = " + ".join(s.name for s in tally.sources)
    inside = [countries.get(c, c) for c in tally.countries]
    outside = [name for code, name in countries.items() if code not in tally.countries]
    covers = missing = ""
    if inside:
        covers = f", complete for {words.listing(inside)}"
        missing = f"; {words.listing(outside)} {'is' if len(outside) == 1 else 'are'} not covered" if outside else ""
    elif not tally.sources[0].complete:
        covers = ", not complete"
    when = "" if tally.query.period == tally.period else f" · {words.period(tally.period)}"
    return f"{source}{covers}{missing}{when} · n = {words.count(tally.counted)} of {words.count(tally.total)}"


def _left_out(tally: Tally) -> str:
    coarse = {
        "exact": "not known exactly",
        "near": "not known within 25 km",
        "district": "known only to the province or country",
        "province": "known only to the country",
    }
    parts = (
        (tally.unplaced.n, "outside every region"),
        (tally.excluded["precision"], coarse.get(tally.query.precision, "")),
        (tally.excluded["region"], "in other regions"),
    )
    return ", ".join(f"{words.count(n)} {why}" for n, why in parts if n)
