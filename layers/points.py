"""The dots of a map and their numbers as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.clusters import CELL_PX, clusters, degrees
from geo.points import places, points

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from geo.clusters import Clusters, Grid
    from geo.query import Query
    from geo.snapshot import Snapshot

DECIMALS = 6
"""Of a degree: a tenth of a metre."""


def answer(snapshot: Snapshot, query: Query, grid: Grid) -> dict[str, object]:
    """Give the dots of a grid: ``[lon, lat, n, id if it is one incident, 1 if all lie on one place]`` each.

    The cells of the grid are made at the zoom of the map. So no number is thinned or cut off, however many incidents
    there are: ``n`` in the box, which ``bbox`` says, are exactly the sum of the numbers of its dots, and the numbers
    of all dots and ``not_drawn`` make ``shown_of``.

    Examples
    --------
    >>> from geo.clusters import Grid
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5), (0.5, 0.5), (1.5, 0.5)])
    >>> said = answer(world, world.ask([]), Grid.over((0, 0, 2, 1), 7))
    >>> said["n"], said["shown_of"], said["places"]
    (3, 3, [[0.5, 0.5, 2, None, 1], [1.5, 0.5, 1, 's:2', 1]])
    """
    found, (x, y) = points(snapshot, query), places(snapshot)
    dots = clusters(x[found.rows], y[found.rows], grid)
    return {
        "query": query.parameters(),
        "canonical": query.canonical,
        "version": {"revision": snapshot.revision, "digest": snapshot.digest},
        "zoom": grid.zoom,
        "cell_px": CELL_PX,
        "bbox": [round(edge, DECIMALS) for edge in grid.bounds()],
        "n": int(dots.n.sum()),
        "drawn": len(found.rows),
        "shown_of": found.counted,
        "not_drawn": found.not_drawn,
        "places": _dots(dots, _ids(snapshot, found.rows[dots.only[dots.n == 1]])),
    }


def _ids(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> list[str]:
    """Give the ids of records."""
    incidents, at = snapshot.incidents, snapshot.records.row[rows]
    return [f"{source}:{id_}" for source, id_ in zip(incidents.source[at], incidents.source_id[at], strict=True)]


def _dots(dots: Clusters, ids: list[str]) -> list[list[object]]:
    lon, lat = (column.round(DECIMALS).tolist() for column in degrees(dots.x, dots.y))
    named = iter(ids)
    each = zip(lon, lat, dots.n.tolist(), dots.same.tolist(), strict=True)
    return [[x, y, n, next(named) if n == 1 else None, int(same)] for x, y, n, same in each]
