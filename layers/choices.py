"""The choices of each parameter with their words and counts, for the filter bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import terms
from layers.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query import Query
    from geo.snapshot import Snapshot
    from layers.language import Language


def labelled(
    snapshot: Snapshot, query: Query, counts: Mapping[str, Mapping[str, int]], words: Language = ENGLISH
) -> dict[str, object]:
    """Give the choices of every parameter as ``{"value", "label", "n", "known"}``.

    ``n`` is how many incidents a choice would give, all else as asked; null where that says nothing. ``known`` is
    false for what the asked source does not record, a level without regions, and a precision too coarse for the level.
    """

    def said(name: str, value: str) -> str:
        return words.say(f"choices.{name}_{value}")

    knows = set.intersection(*(set(snapshot.sources[s].knows) for s in query.source))
    open_lists = {
        name: [
            _choice(v, snapshot.names.get(v, v), counts[name].get(v, 0), known=name in knows)
            for v in _all(snapshot, query, name)
        ]
        for name in ("group", "tactic", "target")
    }
    return {
        "measure": [_choice(m, said("measure", m), known=set(terms.NEEDS[m]) <= knows) for m in terms.MEASURES],
        "per": [_choice(p, said("per", p)) for p in terms.PERS],
        "level": [_choice(v, said("level", v), known=v in set(snapshot.regions.level)) for v in terms.LEVELS],
        "source": [_choice(s.id, s.short, counts["source"].get(s.id, 0)) for s in snapshot.sources.values()],
        "kind": [_choice(k, said("kind", k), counts["kind"].get(k, 0), known="kind" in knows) for k in terms.KINDS],
        **open_lists,
        "precision": [
            _choice(p, said("precision", p), counts["precision"].get(p), known=p in counts["precision"])
            for p in terms.PRECISIONS
        ],
        "compare": [_choice(c, said("compare", c)) for c in terms.COMPARES],
        "period": _period(snapshot, query, counts["period"]),
    }


def _choice(value: str, label: str, n: int | None = None, *, known: bool = True) -> dict[str, object]:
    return {"value": value, "label": label, "n": n, "known": known}


def _all(snapshot: Snapshot, query: Query, name: str) -> list[str]:
    """Give every value that the asked sources hold, in alphabetical order; the page sorts by count."""
    column = {"group": "perpetrators"}.get(name, name)
    words = snapshot.once(
        ("occurring", column, *query.source), lambda: snapshot.records.occurring(column, query.source)
    )
    return sorted({v for word in words for v in word.split("|") if v})


def _period(snapshot: Snapshot, query: Query, years: Mapping[str, int]) -> dict[str, object]:
    sources = [snapshot.sources[s] for s in query.source]
    return {
        "from": min(s.first for s in sources).isoformat(),
        "to": max(s.last for s in sources).isoformat(),
        "years": [[int(y), n] for y, n in years.items()],
    }
