"""Which incidents are shown one by one: those of lists that are not complete, and so give no rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from geo import terms
from geo.amounts import counted, counts
from geo.locate import NOWHERE
from geo.query import NAMES, Query
from geo.selection import days
from layers.words import listing

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.coverage import Source
    from geo.snapshot import Snapshot
    from layers.language import Language

MOST = 5000
"""Incidents that can be shown one by one."""
BESIDE = "curated"
"""The list that is shown where complete sources are asked."""
ITEMS = tuple(name for name in NAMES if name not in ("measure", "per", "compare", "breaks"))
"""The parameters that choose incidents."""
SET = {"from": "start", "to": "end"} | {name: name for name in ("kind", "group", "tactic", "target")}


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """The incidents of a list.

    Attributes
    ----------
    sources : tuple of Source
    query : Query
        The question that gives them.
    n : int
        How many they are.
    rows : ndarray of int64
        Their positions, if they are few enough to be shown.
    asked : bool
        Whether the list was asked for; else it is the one beside.
    """

    sources: tuple[Source, ...]
    query: Query
    n: int
    rows: npt.NDArray[np.int64]
    asked: bool

    def short(self, words: Language) -> str:
        """Say what the list is called."""
        return listing([s.short for s in self.sources], words)

    @property
    def drawn(self) -> bool:
        """Whether they are few enough."""
        return self.n <= MOST

    def warning(self, words: Language) -> str:
        """Say so if they are too many."""
        return "" if self.drawn else words.say("figures.too_many", n=self.n, source=self.short(words), most=MOST)

    def items(self, revision: int) -> str:
        """Give the query string with which ``/collections/incidents/items`` answers them."""
        said = replace(self.query, version=str(revision)).parameters()
        texts = {n: v if isinstance(v := said[n], str) else ",".join(v) for n in ITEMS}
        return "&".join(f"{name}={quote(text, safe=',')}" for name, text in texts.items() if text)


def listed(snapshot: Snapshot, query: Query) -> Listed | None:
    """Give the list that is shown with the answer to a question.

    It is what the question asks of sources that are not complete. Where it asks none, it is the curated list, whole.

    Examples
    --------
    >>> from tests.worlds import incidents, source, squares, world
    >>> there = world(squares([(0, 0)], country=["A"]), incidents([(0.5, 0.5)]), sources=[source(complete=False)])
    >>> found = listed(there, there.ask([("kind", "attack")]))
    >>> found.rows.tolist(), found.items(1)[:74]
    ([0], 'level=province&from=2010-01-01&to=2013-12-31&source=s&kind=attack&precisio')
    """
    partial = tuple(s for s in query.source if not snapshot.sources[s].complete)
    if partial:
        return _of(snapshot, replace(query, source=partial, canonical=""), asked=True)
    beside = snapshot.sources.get(BESIDE)
    if beside is None or beside.complete:
        return None
    coarsest, (first, last) = terms.COARSEST["province"], (beside.first, beside.last)
    whole = Query(source=(BESIDE,), kind=terms.KINDS, precision=coarsest, start=first, end=last)
    return snapshot.once(("listed", BESIDE), lambda: _of(snapshot, whole, asked=False))


def matching(snapshot: Snapshot, query: Query) -> npt.NDArray[np.int64]:
    """Give the positions of the incidents that a question is about, its regions and precision included."""
    mask = counted(snapshot, query)
    if query.region:
        owner = snapshot.placement(query.level, query.epoch).owner
        mask &= (owner != NOWHERE) & np.isin(snapshot.regions_at(query).id, query.region)[owner]
    return np.flatnonzero(mask)


def _of(snapshot: Snapshot, query: Query, *, asked: bool) -> Listed:
    sources, n = tuple(snapshot.sources[s] for s in query.source), _count(snapshot, query)
    rows = matching(snapshot, query) if n <= MOST else np.empty(0, np.int64)
    return Listed(sources=sources, query=query, n=n, rows=rows, asked=asked)


def _count(snapshot: Snapshot, query: Query) -> int:
    """Count what `matching` gives."""
    found = counts(snapshot, query, days(query), 1)[..., 0, 0].sum(axis=0)
    if not query.region:
        return int(found.sum())
    ids = snapshot.regions_at(query).id
    return int(found[: len(ids)][np.isin(ids, query.region)].sum())


def narrowed(of: Listed, query: Query) -> Query:
    """Give the question for a list under the filters that were set: what is left at its default hides none of it."""
    given = {part.partition("=")[0] for part in query.canonical.split("&")}
    return replace(of.query, **{field: getattr(query, field) for name, field in SET.items() if name in given})
