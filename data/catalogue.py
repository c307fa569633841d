"""The sources of the newest revision: listed, and which of them answers unless a question names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import registry
from data.snapshots import resolved
from data.store import Draft
from geo.errors import BadQuery

if TYPE_CHECKING:
    from data.store import Revision, Store

SPANS = "SELECT source, count(*), min(date_start), max(date_start) FROM incidents WHERE rev_to IS NULL GROUP BY source"


def listed(store: Store) -> list[dict[str, object]]:
    """Give each source with its coverage, its rows, and the days they lie in."""
    with store.reading() as db:
        number = resolved(db, "latest").number
        usual = registry.default(db, number)["id"]
        rows = {source: (n, first, last) for source, n, first, last in db.execute(SPANS)}
        found = registry.records(db, number)
    none = (0, None, None)
    return [
        {
            "default": record["id"] == usual,
            **record,
            **dict(zip(("incidents", "first_incident", "last_incident"), rows.get(id_, none), strict=True)),
        }
        for id_, record in found.items()
    ]


def choose(store: Store, source: str) -> Revision | None:
    """Make a source the default until a user chooses another; None if it is."""
    with store.writing() as db:
        draft = Draft(db)
        known = registry.records(db, draft.number)
        if source not in known:
            raise BadQuery.unknown("source", source, known)
        registry.choose(draft, source, chosen=True)
        return draft.close("sources", source=source, note="chosen as the default")
