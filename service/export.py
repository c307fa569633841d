"""A view as one file: the page with its figures and geometry inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson

from data import ground
from geo.facets import facets
from geo.tally import tally
from layers import choices, collections, figures, page
from layers.listed import listed
from layers.words import MANY

if TYPE_CHECKING:
    from geo.query import Query
    from geo.snapshot import Snapshot


def document(snapshot: Snapshot, query: Query) -> str:
    """Give the page of a question as one self-contained HTML file."""
    levels = ("country", "district") if query.level == "district" else (query.level,)
    shapes = {MANY[v]: collections.joined(collections.regions(snapshot, v, epoch=query.epoch)) for v in levels}
    return page.document(
        figures=figures.answer(snapshot, tally(snapshot, query)),
        facets=choices.labelled(snapshot, query, facets(snapshot, query)),
        geometry={
            **shapes,
            "borders": collections.joined(collections.collection(snapshot, "borders")),
            "basemap": ground.basemap(),
            "places": orjson.dumps({"places": ground.places(), "labels": ground.labels()}),
            "sites": collections.joined(collections.collection(snapshot, "sites")),
            "incidents": collections.joined(_points(snapshot, query)),
        },
        address=f"/choropleth?{query.canonical}" if query.canonical else "/choropleth",
    )


def _points(snapshot: Snapshot, query: Query) -> collections.Collection:
    points = listed(snapshot, query)
    return collections.Points(snapshot, points.rows if points and points.drawn else np.empty(0, np.int64))
