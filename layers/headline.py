"""The finding as a sentence, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.terms import NEEDS
from layers.language import ENGLISH
from layers.words import capital, count, listing, percent, period, series, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.change import Change
    from geo.coverage import Period
    from geo.query import Query
    from geo.tally import Tally
    from layers.language import Language

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


def headline(
    tally: Tally, names: Mapping[str, str], countries: Mapping[str, str], words: Language = ENGLISH
) -> Headline:
    """Say what a tally shows.

    Parameters
    ----------
    names : mapping of str to str
        Display names of groups by id.
    countries : mapping of str to str
        Display names of all countries of the study area by code.
    words : Language
        What it is said in.
    """
    text, short = _finding(tally, names, words)
    return Headline(text=text, short=short, sub=_basis(tally, countries, words), left_out=_left_out(tally, words))


def _finding(tally: Tally, names: Mapping[str, str], words: Language) -> tuple[str, str]:
    """Give the sentence and its short form: the first that applies."""
    silence = _silence(tally, words)
    if silence:
        return silence, silence
    if tally.change is not None:
        return _change(tally, tally.change, words)
    if not np.any(tally.value > 0):
        return (words.say("headline.nothing", what=noun(tally.query, words)),) * 2
    return _highest(tally, names, words) if tally.covered.sum() > 1 else _only(tally, names, words)


def noun(query: Query, words: Language) -> str:
    """Say what is counted."""
    return words.say(f"headline.{query.measure}")


def _silence(tally: Tally, words: Language) -> str:
    """Say why there is nothing to find, if so."""
    if not np.any(tally.covered):
        return _nothing_covered(tally, words)
    if not tally.total:
        return words.say("headline.no_match")
    if not any(set(NEEDS[tally.query.measure]) <= set(s.knows) for s in tally.sources):
        return words.say("headline.not_recorded", source=tally.sources[0].short, what=noun(tally.query, words))
    if tally.change is None and np.all(np.isnan(tally.value[tally.covered])):
        return _unknown(tally, words)
    return ""


def _nothing_covered(tally: Tally, words: Language) -> str:
    source = tally.sources[0]
    if source.complete:
        return words.say("headline.not_covered", source=source.short, period=period(tally.query.period, words))
    return words.say("headline.not_complete", source=source.short, n=tally.total)


def _unknown(tally: Tally, words: Language) -> str:
    if np.all(np.isnan(tally.amount[tally.covered])):
        return words.say("headline.not_known", what=noun(tally.query, words))
    return words.say("headline.no_census")


def _highest(tally: Tally, names: Mapping[str, str], words: Language) -> tuple[str, str]:
    top, per = int(np.nan_to_num(tally.value).argmax()), tally.query.per
    lead = {"region": str(tally.regions.name[top]), "what": subject(tally.query, names, words)}
    part = {"n": count(tally.amount[top]), "total": count(float(np.nansum(tally.amount)))}
    if per == "none":
        return (words.say("headline.most_none", **lead, **part),) * 2
    rate, other = value(float(tally.value[top]), words), _other(tally, top)
    if other is None:
        text = words.say(f"headline.most_{per}", **lead, **part, rate=rate)
        return text, words.say(f"headline.most_{per}_short", **lead, **part)
    times = _times(float(tally.value[top] / tally.value[other]), words)
    beside = lead | {"times": times, "other": str(tally.regions.name[other])}
    other_rate = value(float(tally.value[other]), words)
    text = words.say(f"headline.beside_{per}", **beside, rate=rate, other_rate=other_rate)
    return text, words.say(f"headline.beside_{per}_short", **beside)


def _only(tally: Tally, names: Mapping[str, str], words: Language) -> tuple[str, str]:
    """Speak of the one region that is covered: it has nothing to be compared with."""
    i, query = int(np.flatnonzero(tally.covered)[0]), tally.query
    lead = {"region": str(tally.regions.name[i]), "n": count(tally.amount[i]), "what": subject(query, names, words)}
    short = words.say("headline.only_none", **lead)
    if query.per == "none":
        return short, short
    return words.say(f"headline.only_{query.per}", **lead, rate=value(float(tally.value[i]), words)), short


def subject(query: Query, names: Mapping[str, str], words: Language) -> str:
    """Say what is counted, and whose, where groups were asked for."""
    what = noun(query, words)
    if not query.group:
        return what
    called = [g if len(g) <= LONGEST_ID else names.get(g, g) for g in query.group]
    whose = listing(called, words)
    if len(called) > 2:  # noqa: PLR2004
        whose = words.say("headline.other_groups", group=called[0], n=len(called) - 1)
    if query.measure == "incidents":
        return words.say("headline.of_groups", whose=whose)
    return words.say("headline.in_groups", what=what, whose=whose)


def _times(ratio: float, words: Language) -> str:
    if ratio > LARGEST_RATIO:
        return words.say("headline.times_over", times=count(LARGEST_RATIO))
    return words.say("headline.times", times=f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}")  # noqa: PLR2004


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


def against(query: Query, before: Period, words: Language) -> dict[str, str]:
    """Give what a sentence about a change begins with: what is counted, and the two periods."""
    when = {"period": period(query.period, words), "before": period(before, words)}
    return {"what": noun(query, words), **when}


def _change(tally: Tally, change: Change, words: Language) -> tuple[str, str]:
    lead = against(tally.query, change.period, words)
    if np.all(np.isnan(change.base)):
        return (capital(words.say("headline.not_both", **lead)),) * 2
    if np.all(np.isnan(change.ratio)):
        return (capital(words.say("headline.no_base", **lead)),) * 2
    unsure = bool(np.all(np.isnan(change.low)))
    i = _told(tally, change, unsure=unsure)
    if i is None:
        return (capital(words.say("headline.no_clear", **lead)),) * 2
    way = "rose" if change.ratio[i] > 0 else "fell" if change.ratio[i] < 0 else "changed"
    moved = {"region": str(tally.regions.name[i]), "percent": f"{abs(change.ratio[i]) * 100:.0f}"}
    text = capital(words.say(f"headline.{way}", **lead, **moved))
    numbers = {"change": text, "base": count(change.base[i]), "n": count(tally.amount[i])}
    if unsure:
        return words.say("headline.without_interval", **numbers), text
    low, high = percent(change.low[i], words), percent(change.high[i], words)
    return words.say("headline.with_interval", **numbers, low=low, high=high), text


def _told(tally: Tally, change: Change, *, unsure: bool) -> int | None:
    """Choose the change to tell: the first in focus that is no chance, or the first at all where that is unknown."""
    focus = np.argsort(np.nan_to_num(tally.regions.focus, nan=np.inf), kind="stable")
    told = (change.low > 0) | (change.high < 0)
    return next((int(i) for i in focus if told[i] or (unsure and not np.isnan(change.ratio[i]))), None)


def _basis(tally: Tally, countries: Mapping[str, str], words: Language) -> str:
    said = {"covers": _covers(tally, countries, words), "n": count(tally.counted), "total": count(tally.total)}
    if tally.query.period == tally.period:
        return words.say("headline.basis", **said)
    return words.say("headline.basis_cut", **said, period=period(tally.period, words))


def _covers(tally: Tally, countries: Mapping[str, str], words: Language) -> str:
    """Say what the sources cover, and what not."""
    said = " + ".join(s.name for s in tally.sources)
    inside = [countries.get(c, c) for c in tally.countries]
    outside = [name for code, name in countries.items() if code in tally.mapped and code not in tally.countries]
    unmapped = [name for code, name in countries.items() if code not in tally.mapped]
    if inside:
        said = words.say("headline.complete_for", source=said, countries=listing(inside, words))
    elif not tally.sources[0].complete:
        said = words.say("headline.partial", source=said)
    if inside and outside:
        bare = words.say("headline.outside", countries=listing(outside, words), n=len(outside))
        said = words.say("words.clause", first=said, second=bare)
    if unmapped:
        bare = words.say(f"finding.no_{tally.query.level}", countries=listing(unmapped, words))
        said = words.say("words.clause", first=said, second=bare)
    return said


def _left_out(tally: Tally, words: Language) -> str:
    precision, outside = tally.query.precision, "district" if tally.query.level == "district" else "region"
    parts = (
        (tally.unplaced.n, f"headline.out_{outside}"),
        (tally.excluded["precision"], f"headline.worse_{precision}"),
        (tally.excluded["region"], "headline.out_other"),
    )
    return series([words.say(key, n=count(n)) for n, key in parts if n], words)
