"""What a heat map shows as a sentence, with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.density import CIRCLE_KM
from geo.terms import NEEDS
from layers.figures import country_names
from layers.headline import Headline, against, noun, subject
from layers.language import ENGLISH
from layers.nearest import nearest
from layers.words import capital, count, listing, period, series, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.density import Density
    from geo.snapshot import Snapshot
    from layers.language import Language
    from layers.nearest import Nearest

REASONS = {
    "source": "density.out_source",
    "country": "density.out_country",
    "precision": "density.out_precision",
    "coarse": "density.out_coarse",
    "outside": "density.out_outside",
    "not_covered": "density.out_not_covered",
    "region": "density.out_region",
}
"""The messages that say why incidents are left out, by the names of `geo.density.chosen.REASONS`."""
OVER = {
    "district": "density.spread_district",
    "circle": "density.spread_circle",
    "province": "density.spread_province",
}
"""The messages that say over what incidents are spread, by the names of `geo.density.Spread`."""


def headline(
    snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]] = (), words: Language = ENGLISH
) -> Headline:
    """Say what a surface shows, or why it shows nothing.

    Parameters
    ----------
    towns : sequence of mappings
        What places are named by: see `layers.nearest.nearest`.
    words : Language
        What it is said in.

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
    text, short = _finding(snapshot, found, towns, words)
    sub = _basis(snapshot, found, words)
    return Headline(text=text, short=short, sub=sub, left_out=left_out(found, words))


def whereabouts(found: Density, towns: Sequence[Mapping[str, object]]) -> tuple[str, Nearest | None]:
    """Give the region that holds the highest value, and the town it is near; nothing where there is no such value."""
    if np.isnan(found.highest) or not np.any(found.values):
        return "", None
    home = found.index.locate(np.array([found.highest_lon]), np.array([found.highest_lat]))[0]
    country = str(found.regions.country[home])
    return str(found.regions.name[home]), nearest(found.highest_lon, found.highest_lat, towns, country=country)


def left_out(found: Density, words: Language = ENGLISH) -> str:
    """Say how many incidents were left out, by reason."""
    return series([words.say(REASONS[name], n=count(n)) for name, n in found.excluded.items() if n], words)


def spread(found: Density, words: Language = ENGLISH) -> str:
    """Say how many incidents were spread, and over what."""
    some = {name: n for name, n in found.spread._asdict().items() if n}
    return series([words.say(OVER[name], n=count(n), km=f"{CIRCLE_KM:g}") for name, n in some.items()], words)


def _finding(
    snapshot: Snapshot, found: Density, towns: Sequence[Mapping[str, object]], words: Language
) -> tuple[str, str]:
    """Give the sentence and its short form."""
    silence = _silence(found, words)
    if silence:
        return silence, silence
    query, (region, near) = found.heat.query, whereabouts(found, towns)
    said = {"what": subject(query, snapshot.names, words), "region": region, "rate": value(found.highest, words)}
    key = "densest" if found.compared is None else "rose"
    if near and found.has_peak:  # what is spread over a province is as dense anywhere in it: no town is named then
        key, said = f"{key}_near", said | {"near": near.said(words)}
    if found.compared is not None:
        said = against(query, found.compared, words) | said
        if not found.highest > 0:
            return (capital(words.say("density.more_nowhere", **said)),) * 2
    return capital(words.say(f"density.{key}", **said)), capital(words.say(f"density.{key}_short", **said))


def _silence(found: Density, words: Language) -> str:
    """Say why there is nothing to find, if so: the first that applies."""
    query, source = found.heat.query, found.sources[0]
    if not any(set(NEEDS[query.measure]) <= set(s.knows) for s in found.sources):
        return words.say("headline.not_recorded", source=source.short, what=noun(query, words))
    if not np.any(found.covered):
        return _uncovered(found, words)
    if found.n or found.n_before:
        return _weightless(found, words)
    if found.total:
        return words.say("density.undrawn", why=left_out(found, words))
    return words.say("headline.no_match")


def _uncovered(found: Density, words: Language) -> str:
    """Say why there is no land to draw on."""
    query, source = found.heat.query, found.sources[0]
    if not any(s.complete for s in found.sources):
        return words.say("density.not_complete", source=source.short, n=found.total)
    if found.compared is None:
        return words.say("headline.not_covered", source=source.short, period=period(query.period, words))
    return capital(words.say("headline.not_both", **against(query, found.compared, words)))


def _weightless(found: Density, words: Language) -> str:
    """Say why there are incidents and yet no surface, if so."""
    if np.any(found.values) and not np.isnan(found.highest):
        return ""
    what = noun(found.heat.query, words)
    if found.compared is not None:
        return capital(words.say("density.alike", what=what))
    if found.unknown == found.n:
        return words.say("headline.not_known", what=what)
    return words.say("headline.nothing", what=what)


def _basis(snapshot: Snapshot, found: Density, words: Language) -> str:
    names = country_names(snapshot)
    return words.say(
        "density.basis",
        source=" + ".join(s.short for s in found.sources),
        period=period(found.period, words),
        countries=listing([names.get(c, c) for c in found.countries], words) or words.say("finding.nothing_covered"),
        km=f"{found.heat.bandwidth_km:g}",
        n=count(found.n),
        total=count(found.total),
    )
