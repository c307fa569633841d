"""The finding as a sentence, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.terms import NEEDS
from layers import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.change import Change
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
    """Give the sentence and its short form: the first that applies."""
    silence = _silence(tally)
    if silence:
        return silence, silence
    if tally.change is not None:
        return _change(tally, tally.change)
    if not np.any(tally.value > 0):
        return (f"No {NOUNS[tally.query.measure]} in the regions that are covered",) * 2
    return _highest(tally, names) if tally.covered.sum() > 1 else _only(tally, names)


def _silence(tally: Tally) -> str:
    """Say why there is nothing to find, if so."""
    if not np.any(tally.covered):
        return _nothing_covered(tally)
    if not tally.total:
        return "No incident matches these filters"
    if not any(set(NEEDS[tally.query.measure]) <= set(s.knows) for s in tally.sources):
        return f"{tally.sources[0].short} does not record {NOUNS[tally.query.measure]}"
    if tally.change is None and np.all(np.isnan(tally.value[tally.covered])):
        return _unknown(tally)
    return ""


def _nothing_covered(tally: Tally) -> str:
    source = tally.sources[0]
    if source.complete:
        return f"{source.short} does not cover {words.period(tally.query.period)} in these regions"
    n = words.count(tally.total)
    return f"{source.short}: {n} incidents; it is not complete, so no rate can be given"


def _unknown(tally: Tally) -> str:
    if np.all(np.isnan(tally.amount[tally.covered])):
        return f"How many {NOUNS[tally.query.measure]} there were is not known of any incident here"
    return "No census is known for these regions, so no rate per population can be given"


def _highest(tally: Tally, names: Mapping[str, str]) -> tuple[str, str]:
    top, query = int(np.nan_to_num(tally.value).argmax()), tally.query
    lead = f"{tally.regions.name[top]} had the most {subject(query, names)}{FOR_ITS[query.per]}"
    part = f"{words.count(tally.amount[top])} of {words.count(float(np.nansum(tally.amount)))}"
    if query.per == "none":
        return f"{lead}: {part}", f"{lead}: {part}"
    rate = f"{lead}: {words.value(float(tally.value[top]))} {A_YEAR[query.per]}"
    other = _other(tally, top)
    if other is None:
        return f"{rate}, {part}", f"{lead}: {part}"
    times = _times(float(tally.value[top] / tally.value[other]))
    whose = f"{tally.regions.name[other]}’s"
    return f"{rate}, {times} {whose} {words.value(float(tally.value[other]))}", f"{lead}, {times} {whose} rate"


def _only(tally: Tally, names: Mapping[str, str]) -> tuple[str, str]:
    """Speak of the one region that is covered: it has nothing to be compared with."""
    i, query = int(np.flatnonzero(tally.covered)[0]), tally.query
    lead = f"{tally.regions.name[i]}: {words.count(tally.amount[i])} {subject(query, names)}"
    if query.per == "none":
        return lead, lead
    return f"{lead}, {words.value(float(tally.value[i]))} {A_YEAR[query.per]}", lead


def subject(query: Query, names: Mapping[str, str]) -> str:
    """Say what is counted, and whose, where groups were asked for."""
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
    enough = (tally.sums.incidents >= SMALL_BASE) & (tally.value > 0)
    enough[top] = False
    if not enough.any():
        return None
    first = enough & (tally.regions.focus > 0)
    if first.any():
        return int(np.where(first, tally.regions.focus, np.inf).argmin())
    return int(np.where(enough, tally.value, 0).argmax())


def _change(tally: Tally, change: Change) -> tuple[str, str]:
    when = f"{words.period(tally.query.period)} against {words.period(change.period)}"
    what = NOUNS[tally.query.measure].capitalize()
    if np.all(np.isnan(change.base)):
        return (f"{what}, {when}: the two periods are not both covered whole",) * 2
    if np.all(np.isnan(change.ratio)):
        return (f"{what}, {when}: no region has a base of 10 or more",) * 2
    focus = np.argsort(np.nan_to_num(tally.regions.focus, nan=np.inf), kind="stable")
    told = (change.low > 0) | (change.high < 0)
    unsure = np.all(np.isnan(change.low))
    i = next((int(i) for i in focus if told[i] or (unsure and not np.isnan(change.ratio[i]))), None)
    if i is None:
        return (f"{what}, {when}: no region shows a clear change",) * 2
    way = "rose" if change.ratio[i] > 0 else "fell" if change.ratio[i] < 0 else "changed"
    text = f"{what} in {tally.regions.name[i]} {way} by {abs(change.ratio[i]) * 100:.0f} %, {when}"
    spread = f"95 % interval {words.percent(change.low[i])} to {words.percent(change.high[i])}"
    numbers = f"from {words.count(change.base[i])} to {words.count(tally.amount[i])}"
    return f"{text}: {numbers} ({'without an interval' if unsure else spread})", text


def _basis(tally: Tally, countries: Mapping[str, str]) -> str:
    source = " + ".join(s.name for s in tally.sources)
    inside = [countries.get(c, c) for c in tally.countries]
    outside = [name for code, name in countries.items() if code in tally.mapped and code not in tally.countries]
    unmapped = [name for code, name in countries.items() if code not in tally.mapped]
    covers = missing = ""
    if inside:
        covers = f", complete for {words.listing(inside)}"
        missing = f"; {words.listing(outside)} {'is' if len(outside) == 1 else 'are'} not covered" if outside else ""
    elif not tally.sources[0].complete:
        covers = ", not complete"
    if unmapped:
        missing += f"; no {words.MANY[tally.query.level]} of {words.listing(unmapped)}"
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
        (tally.unplaced.n, f"outside every {'district' if tally.query.level == 'district' else 'region'}"),
        (tally.excluded["precision"], coarse.get(tally.query.precision, "")),
        (tally.excluded["region"], "in other regions"),
    )
    return ", ".join(f"{words.count(n)} {why}" for n, why in parts if n)
