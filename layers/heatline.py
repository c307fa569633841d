"""What a heat map shows as a sentence, with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.density import CIRCLE_KM
from geo.terms import NEEDS
from layers import words
from layers.figures import country_names
from layers.headline import A_YEAR, NOUNS, Headline, subject
from layers.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density
    from geo.snapshot import Snapshot
    from layers.nearest import Nearest

REASONS = {
    "source": "of a source that is not complete or does not record it",
    "country": "known to their country only",
    "precision": "known less well than was asked",
    "coarse": "known to their district or province only",
    "outside": "outside every region",
    "not_covered": "where the source does not cover",
    "region": "in other regions",
}
"""Why incidents are left out, by the names of `geo.density.chosen.REASONS`."""
OVER = {
    "district": "known to their district spread over it",
    "circle": f"known to their district spread over circles of {CIRCLE_KM:g} km radius",
    "province": "known to their province spread over it",
}
"""Over what incidents are spread, by the names of `geo.density.Spread`."""


def headline(snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]] = ()) -> Headline:
    """Say what a surface shows, or why it shows nothing.

    Parameters
    ----------
    towns : sequence of mappings
        What places are named by: see `layers.nearest.nearest`.

    Examples
    --------
    >>> from geo.density import ask, density
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> said = headline(world, density(world, ask(world, [])))
    >>> said.text
    'Incidents were densest in Square A: 0.064 a year per 1,000 km²'
    >>> said.sub
    'S, 2010–2013, A · Gaussian kernel of 25 km · n = 1 of 1'
    """
    text, short = _finding(snapshot, found, towns)
    return Headline(text=text, short=short, sub=_basis(snapshot, found), left_out=left_out(found))


def whereabouts(found: Density, towns: Sequence[Mapping[str, object]]) -> tuple[str, Nearest | None]:
    """Give the region that holds the highest value, and the town it is near; nothing where there is no such value."""
    if np.isnan(found.highest) or not np.any(found.values):
        return "", None
    home = found.index.locate(np.array([found.highest_lon]), np.array([found.highest_lat]))[0]
    country = str(found.regions.country[home])
    return str(found.regions.name[home]), nearest(found.highest_lon, found.highest_lat, towns, country=country)


def left_out(found: Density) -> str:
    """Say how many incidents were left out, by reason."""
    return ", ".join(f"{words.count(n)} {REASONS[name]}" for name, n in found.excluded.items() if n)


def spread(found: Density) -> str:
    """Say how many incidents were spread, and over what."""
    return ", ".join(f"{words.count(n)} {OVER[name]}" for name, n in found.spread._asdict().items() if n)


def _finding(snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]]) -> tuple[str, str]:
    """Give the sentence and its short form."""
    silence = _silence(found)
    if silence:
        return silence, silence
    query = found.heat.query
    noun, (region, near) = subject(query, snapshot.names), whereabouts(found, towns)
    noun = noun[0].upper() + noun[1:]
    # what is spread over a province is as dense anywhere in it: no town is named then
    place = f"in {region}, {near}" if near and found.has_peak else f"in {region}"
    value = words.value(found.highest)
    if found.compared is None:
        return f"{noun} were densest {place}: {value} {A_YEAR['area']}", f"{noun} were densest {place}"
    when = f"{words.period(query.period)} against {words.period(found.compared)}"
    if not found.highest > 0:
        return (f"{noun}, {when}: more nowhere",) * 2
    return f"{noun} rose most {place}, {when}: by {value} {A_YEAR['area']}", f"{noun} rose most {place}"


def _silence(found: Density) -> str:
    """Say why there is nothing to find, if so: the first that applies."""
    query, source = found.heat.query, found.sources[0]
    noun = NOUNS[query.measure]
    if not any(set(NEEDS[query.measure]) <= set(s.knows) for s in found.sources):
        return f"{source.short} does not record {noun}"
    if not np.any(found.covered):
        return _uncovered(found)
    if found.n or found.n_before:
        return _weightless(found)
    if found.total:
        return f"None of the incidents that match can be drawn: {left_out(found)}"
    return "No incident matches these filters"


def _uncovered(found: Density) -> str:
    """Say why there is no land to draw on."""
    query, source = found.heat.query, found.sources[0]
    if not any(s.complete for s in found.sources):
        n = f"{words.count(found.total)} incidents" if found.total != 1 else "1 incident"
        return f"{source.short}: {n}; it is not complete, so no density can be given"
    if found.compared is None:
        return f"{source.short} does not cover {words.period(query.period)} in these regions"
    when = f"{words.period(query.period)} against {words.period(found.compared)}"
    return f"{NOUNS[query.measure].capitalize()}, {when}: the two periods are not both covered whole"


def _weightless(found: Density) -> str:
    """Say why there are incidents and yet no surface, if so."""
    if np.any(found.values) and not np.isnan(found.highest):
        return ""
    noun = NOUNS[found.heat.query.measure]
    if found.compared is not None:
        return f"{noun.capitalize()}: the two periods are alike everywhere"
    if found.unknown == found.n:
        return f"How many {noun} there were is not known of any incident here"
    return f"No {noun} in the regions that are covered"


def _basis(snapshot: Snapshot, found: Density) -> str:
    names = country_names(snapshot)
    sources = " + ".join(s.short for s in found.sources)
    covers = words.listing([names.get(c, c) for c in found.countries]) or "not covered"
    when, n = words.period(found.period), f"n = {words.count(found.n)} of {words.count(found.total)}"
    return f"{sources}, {when}, {covers} · Gaussian kernel of {found.heat.bandwidth_km:g} km · {n}"
