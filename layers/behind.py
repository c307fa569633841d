"""The incidents behind a figure as JSON in pages, and all of them as CSV and GeoJSON in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from geo import terms
from layers import spreadsheet
from layers.collections import homes
from layers.features import feature, points, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from geo.query import Query
    from geo.snapshot import Snapshot
    from geo.tables import Incidents

    Rows = npt.NDArray[Any]

KEYS = (
    *("id", "place", "lon", "lat", "precision", "region", "district", "country", "region_name", "district_name"),
    *("date_start", "date_end", "date_precision", "kind", "kind_given"),
    *("perpetrators", "perpetrator_names", "perpetrators_given", "attribution"),
    *("target", "target_name", "target_given", "tactic", "tactic_name", "tactic_given"),
    *("killed", "killed_low", "killed_high", "attackers_killed", "injured", "flags"),
    *("source", "source_name", "source_id", "same_as", "urls", "notes"),
)
"""What is told of an incident, in its order: the columns of a table."""
AT_ONCE = 2000
"""Incidents that are told in one go."""
JOINTS = {"urls": " ", "perpetrator_names": "; "}
"""What joins several in one cell; the others are joined by bars, as they are in a file of the project's own."""


class Page(NamedTuple):
    """Which incidents of how many: so many from a position on, in an order of `geo.behind.ORDERS`."""

    order: str = "latest"
    start: int = 0
    limit: int = 50


def answer(snapshot: Snapshot, query: Query, rows: Rows, page: Page) -> dict[str, object]:
    """Give a page of the incidents that a question counts.

    Parameters
    ----------
    rows : ndarray of int
        All of them in the order of the page; see `geo.behind.behind`.

    Examples
    --------
    >>> from geo.behind import behind
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (1.5, 0.5)])
    >>> asked = world.ask([])
    >>> said = answer(world, asked, behind(world, asked), Page(limit=1))
    >>> said["n"], [(one["id"], one["region"]) for one in said["incidents"]]
    (2, [('s:0', 'A')])
    """
    at = rows[page.start : page.start + page.limit]
    return _about(snapshot, query, rows) | {
        "start": page.start,
        "order": page.order,
        "incidents": told(snapshot, at, epoch=query.epoch),
    }


def told(snapshot: Snapshot, at: Rows, *, epoch: str = "now") -> list[dict[str, object]]:
    """Tell of incidents by their positions: what is not known is null, and only an address of the web is an address."""
    rows: Incidents = snapshot.incidents.take(at)
    places = zip(
        *(homes(snapshot, level, at, epoch=epoch) for level in ("country", "province", "district")), strict=True
    )
    found = zip(records(rows), places, strict=True)
    return [
        _one(snapshot, row, dict(zip(("country", "region", "district"), where, strict=True))) for row, where in found
    ]


def _one(snapshot: Snapshot, row: Mapping[str, Any], where: dict[str, str | None]) -> dict[str, object]:
    groups, names = _parts(row["perpetrators"]), snapshot.names
    fine = row["precision"] in terms.accepted(terms.COARSEST["district"])
    said = dict(row) | {
        "id": f"{row['source']}:{row['source_id']}",
        "region": where["region"],
        "district": where["district"] if fine else None,
        "country": where["country"] or row["country"],
        "perpetrators": groups,
        "perpetrator_names": [names.get(group, group) for group in groups],
        "target_name": names.get(row["target"], row["target"]),
        "tactic_name": names.get(row["tactic"], row["tactic"]),
        "flags": _parts(row["flags"]),
        "source_name": snapshot.sources[row["source"]].short,
        "urls": [url for url in (row["urls"] or "").split() if is_web(url)],
    }
    return {key: said[key] for key in KEYS}


def is_web(url: str) -> bool:
    """Tell whether text is an address that a reader may be sent to.

    Examples
    --------
    >>> is_web("https://example.org/a"), is_web("javascript:alert(1)"), is_web("//example.org"), is_web("http://[")
    (True, False, False, False)
    """
    try:
        scheme, host = urlsplit(url)[:2]
    except ValueError:
        return False
    return scheme in ("http", "https") and bool(host)


def table(snapshot: Snapshot, query: Query, rows: Rows) -> Iterator[bytes]:
    """Give all of them as CSV in pieces; each row says of which revision it is."""
    basis = {"revision": snapshot.revision}
    lines = (flat(one) | basis for one in _each(snapshot, query, rows))
    return spreadsheet.pieces([*KEYS, *basis], lines)


def features(snapshot: Snapshot, query: Query, rows: Rows) -> Iterator[bytes]:
    """Give all of them as a FeatureCollection in pieces, with what they answer as foreign members."""
    members = orjson.dumps(_about(snapshot, query, rows))
    yield b'{"type":"FeatureCollection",' + members[1:-1] + b',"features":['
    for begin in range(0, len(rows), AT_ONCE):
        at = rows[begin : begin + AT_ONCE]
        yield (b"," if begin else b"") + b",".join(_features(snapshot, query, at))
    yield b"]}"


def _features(snapshot: Snapshot, query: Query, at: Rows) -> Iterable[bytes]:
    shapes = points(snapshot.incidents.lon[at], snapshot.incidents.lat[at])
    for one, shape in zip(told(snapshot, at, epoch=query.epoch), shapes, strict=True):
        yield orjson.dumps(feature(one["id"], shape, one))


def _each(snapshot: Snapshot, query: Query, rows: Rows) -> Iterator[dict[str, object]]:
    for begin in range(0, len(rows), AT_ONCE):
        yield from told(snapshot, rows[begin : begin + AT_ONCE], epoch=query.epoch)


def _about(snapshot: Snapshot, query: Query, rows: Rows) -> dict[str, object]:
    return {
        "query": query.parameters(),
        "canonical": query.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "n": len(rows),
    }


def flat(one: Mapping[str, object]) -> dict[str, object]:
    """Give an incident as the cells of a table.

    Examples
    --------
    >>> flat({"perpetrators": ["G", "H"], "killed": 1})
    {'perpetrators': 'G|H', 'killed': 1}
    """
    return {key: JOINTS.get(key, "|").join(cell) if isinstance(cell, list) else cell for key, cell in one.items()}


def _parts(joined: str | None) -> list[str]:
    return [part for part in (joined or "").split("|") if part]
