"""The question: parsed once, frozen, with one canonical form.

The grammar is the same in a URL, on the command line and in Python; the README has the table. A parameter that is
unknown, repeated, or contradicts another is an error that names it and says what is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo import terms
from geo.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.coverage import Source

CLOSED = {
    "level": terms.LEVELS,
    "precision": terms.PRECISIONS,
    "measure": terms.MEASURES,
    "per": terms.PERS,
    "compare": terms.COMPARES,
    "epoch": terms.EPOCHS,
    "breaks": terms.BREAKS,
}
LISTS = ("region", "source", "kind", "group", "tactic", "target")
NAMES = (
    *("level", "region", "from", "to", "source", "kind", "group", "tactic", "target"),
    *("precision", "measure", "per", "compare", "epoch", "breaks", "version"),
)
LONGEST = 2000  # characters of one value: far more than every id at once


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The open vocabularies of one revision: what its data know.

    Attributes
    ----------
    regions : mapping of (level, epoch) to tuple of str
        Region ids in each set.
    sources : mapping of str to Source
    parts : mapping of str to tuple of str
        The districts of each province, which stand for it in a question about districts.
    revision : int
        The number of the revision itself.
    """

    regions: Mapping[tuple[str, str], tuple[str, ...]]
    sources: Mapping[str, Source]
    default_source: str
    groups: tuple[str, ...]
    tactics: tuple[str, ...]
    targets: tuple[str, ...]
    revision: int
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question, resolved: every field has a value, the period included.

    Examples
    --------
    >>> Query(start=date(2014, 1, 1), end=date(2014, 12, 31), source=("s",), measure="killed").with_dates(
    ...     date(2013, 1, 1), date(2013, 12, 31)).period
    (datetime.date(2013, 1, 1), datetime.date(2013, 12, 31))
    """

    level: str = "province"
    region: tuple[str, ...] = ()
    start: date
    end: date
    source: tuple[str, ...]
    kind: tuple[str, ...] = terms.POLITICAL_VIOLENCE
    group: tuple[str, ...] = ()
    tactic: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    precision: str = "province"
    measure: str = "incidents"
    per: str = "area"
    compare: str = "none"
    epoch: str = "now"
    breaks: str = "fixed"
    version: str = "latest"
    canonical: str = ""

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day, both included."""
        return self.start, self.end

    def with_dates(self, start: date, end: date) -> Query:
        """Ask the same of another period, without comparing."""
        return replace(self, start=start, end=end, compare="none", canonical="")

    def parameters(self) -> dict[str, str | list[str]]:
        """Give every parameter with its value under its name in the grammar."""
        values = {**vars(self), "from": self.start.isoformat(), "to": self.end.isoformat()}
        return {n: list(v) if isinstance(v := values[n], tuple) else v for n in NAMES}


def parse(pairs: Iterable[tuple[str, str]], accepted: Accepted) -> Query:
    """Read a question from name and value pairs.

    Parameters
    ----------
    pairs : iterable of (str, str)
        As they stand in a query string, in any order.
    accepted : Accepted
        What the data of the asked revision know.

    Raises
    ------
    BadQuery
        Names the parameter and what is accepted.
    """
    given = _once(pairs)
    closed = {name: _one_of(name, given[name], CLOSED[name]) for name in CLOSED if name in given}
    level, epoch = closed.get("level", "province"), closed.get("epoch", "now")
    if (level, epoch) not in accepted.regions:
        here = sorted({name for name, _ in accepted.regions})
        raise BadQuery("level", f"no regions of level {level!r} are loaded. Accepted here: {', '.join(here)}.", here)
    closed.setdefault("precision", terms.USUAL_PRECISION[level])
    fine = terms.accepted(terms.COARSEST[level])
    if closed["precision"] not in fine:
        problem = f"{closed['precision']!r} is too coarse to be counted in a {level}. Accepted here: {', '.join(fine)}."
        raise BadQuery("precision", problem, fine)
    version = given.get("version", "latest")
    if version not in ("latest", str(accepted.revision)):
        raise BadQuery.unknown("version", version, ("latest", str(accepted.revision)))
    lists = {name: _lists(name, given[name], accepted, level, epoch) for name in LISTS if name in given}
    sources = lists.pop("source", (accepted.default_source,))
    _known_to(sources, lists, accepted)
    start, end = _period(given, [accepted.sources[s] for s in sources])
    query = Query(start=start, end=end, source=sources, version=version, **closed, **lists)  # type: ignore[arg-type]
    if query.per == "none" and given.get("breaks") == "fixed":
        raise BadQuery("breaks", "'fixed' contradicts per=none: a raw count has the breaks of its view.", ("view",))
    query = replace(query, breaks="view") if query.per == "none" else query
    return replace(query, canonical=_canonical(query, accepted))


def apart(pairs: Iterable[tuple[str, str]], own: tuple[str, ...]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Take the parameters of a view's own out of a question.

    Raises
    ------
    BadQuery
        A name is neither of the view nor of a question, or one of the view's own is given more than once.

    Examples
    --------
    >>> apart([("bandwidth", "25"), ("kind", "attack")], ("bandwidth",))
    ({'bandwidth': '25'}, [('kind', 'attack')])
    """
    found: dict[str, str] = {}
    rest = []
    for name, value in pairs:
        if name in NAMES:
            rest.append((name, value))
        elif name not in own:
            raise BadQuery.unknown("query", name, (*own, *NAMES))
        elif name in found:
            raise BadQuery(name, "given more than once.")
        else:
            found[name] = value
    return found, rest


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in NAMES:
            raise BadQuery.unknown("query", name, NAMES)
        if name in given:
            raise BadQuery(name, "given more than once; several values are joined by commas.")
        if not value:
            raise BadQuery(name, "is empty; leave it out for the default.")
        if len(value) > LONGEST:
            raise BadQuery(name, f"is longer than {LONGEST} characters.")
        given[name] = value
    return given


def _one_of(name: str, value: str, accepted: Iterable[str]) -> str:
    same = [word for word in accepted if value.casefold() == word.casefold()]
    if same:
        return value if value in same else same[0]
    raise BadQuery.unknown(name, value, accepted)


def _lists(name: str, value: str, accepted: Accepted, level: str, epoch: str) -> tuple[str, ...]:
    known = {
        "region": accepted.regions[level, epoch],
        "source": tuple(accepted.sources),
        "kind": terms.KINDS,
        "group": accepted.groups,
        "tactic": accepted.tactics,
        "target": accepted.targets,
    }[name]
    if name == "source" and value == "*":
        return known
    named = [part.strip() for part in value.split(",")]
    if name == "region" and level == "district":
        named = [p for word in named for p in accepted.parts.get(word.upper(), (word,))]
    picked = {_one_of(name, part, known) for part in named}
    return tuple(k for k in known if k in picked)


def _known_to(sources: tuple[str, ...], lists: Mapping[str, tuple[str, ...]], accepted: Accepted) -> None:
    """Refuse a filter on what a source does not record: its zeros would be lies."""
    for name in ("group", "tactic", "target"):
        blind = [s for s in sources if name in lists and name not in accepted.sources[s].knows]
        if blind:
            raise BadQuery(name, f"source {blind[0]} does not record it, so nothing can be filtered by it.")


def _period(given: Mapping[str, str], sources: list[Source]) -> tuple[date, date]:
    start = _day("from", given["from"]) if "from" in given else min(s.first for s in sources)
    end = _day("to", given["to"]) if "to" in given else max(s.last for s in sources)
    if start > end and "from" not in given:
        raise BadQuery("to", f"{end} is before the first day that is covered, {start}.")
    if start > end and "to" not in given:
        raise BadQuery("from", f"{start} is after the last day that is covered, {end}.")
    if start > end:
        raise BadQuery("from", f"{start} is after to {end}.")
    return start, end


def _day(name: str, value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or value != day.isoformat():  # 20140131 is a day, too, but not the one way to write it
        raise BadQuery(name, f"{value!r} is not a day. Accepted: YYYY-MM-DD, such as 2014-01-31.")
    return day


def _canonical(query: Query, accepted: Accepted) -> str:
    """Give the shortest query string that asks the same: defaults left out, names in the order of the grammar."""
    sources = [accepted.sources[s] for s in query.source]
    usual = Query(
        start=min(s.first for s in sources),
        end=max(s.last for s in sources),
        source=(accepted.default_source,),
        precision=terms.USUAL_PRECISION[query.level],
        breaks="view" if query.per == "none" else "fixed",
    ).parameters()
    asked = query.parameters()
    parts = [(n, v if isinstance(v := asked[n], str) else ",".join(v)) for n in NAMES if asked[n] != usual[n]]
    return "&".join(f"{n}={quote(v, safe=',-*')}" for n, v in parts)
