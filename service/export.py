"""A view as one file: the page with its figures, its geometry and what its other parts show inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson

from data import ground
from geo.behind import behind
from geo.facets import facets
from geo.months import months
from geo.tally import tally
from layers import behind as lists
from layers import choices, collections, figures, page, shares
from layers import months as by_month
from layers.language import ENGLISH
from layers.listed import listed
from layers.words import MANY

if TYPE_CHECKING:
    from geo.query import Query
    from geo.snapshot import Snapshot
    from layers.language import Language

FIRST = lists.Page(limit=200)
"""Of the incidents behind the figures: all of them would be most of the file."""


def document(snapshot: Snapshot, query: Query, words: Language = ENGLISH) -> str:
    """Give the page of a question as one self-contained HTML file."""
    return page.document(
        figures=figures.answer(snapshot, tally(snapshot, query), words),
        facets=choices.labelled(snapshot, query, facets(snapshot, query), words),
        geometry=_ground(snapshot, query) | _parts(snapshot, query, words),
        address=f"/choropleth?{query.canonical}" if query.canonical else "/choropleth",
        words=words,
    )


def _ground(snapshot: Snapshot, query: Query) -> dict[str, bytes]:
    """Give what the map is drawn from."""
    levels = ("country", "district") if query.level == "district" else (query.level,)
    shapes = {MANY[v]: collections.joined(collections.regions(snapshot, v, epoch=query.epoch)) for v in levels}
    return {
        **shapes,
        "borders": collections.joined(collections.collection(snapshot, "borders")),
        "basemap": ground.basemap(),
        "places": orjson.dumps({"places": ground.places(), "labels": ground.labels()}),
        "sites": collections.joined(collections.collection(snapshot, "sites")),
        "incidents": collections.joined(_points(snapshot, query)),
    }


def _parts(snapshot: Snapshot, query: Query, words: Language) -> dict[str, bytes]:
    """Give what the parts beside the map show, each as the service answers it."""
    first = lists.answer(snapshot, query, behind(snapshot, query), FIRST)
    return {
        "months": orjson.dumps(by_month.answer(snapshot, months(snapshot, query), ground.events(), words)),
        "shares": orjson.dumps(shares.answer(snapshot, query)),
        "behind": orjson.dumps(first),
    }


def _points(snapshot: Snapshot, query: Query) -> collections.Collection:
    points = listed(snapshot, query)
    return collections.Points(snapshot, points.rows if points and points.drawn else np.empty(0, np.int64))
