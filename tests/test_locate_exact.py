"""The index against GEOS and against fractions: on boundaries, a hair beside them, and where all is degenerate."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.snapshots import snapshot
from geo.locate import NOWHERE, RegionIndex
from tests.oracle import by_fractions, by_geos

CELLS = (None, 0.01, 0.05)
HAIR = 2.0**-53


def objects(*shapes):
    return np.array([*shapes, None], dtype=object)[:-1]


def segments(geometry):
    """Give both ends of every edge."""
    rings = shapely.get_rings(shapely.get_parts(geometry))
    vertex, ring = shapely.get_coordinates(rings, return_index=True)
    kept = ring[:-1] == ring[1:]
    return vertex[:-1][kept], vertex[1:][kept]


def beside(points, chance):
    """Give neighbours of points, one step of the last bit away in any direction."""
    return np.nextafter(points, chance.choice([-np.inf, 0.0, np.inf], points.shape))


def trials(geometry, n, *, seed=1):
    """Give points by name, n of a kind: everywhere, and wherever rounding might tell."""
    chance = np.random.default_rng(seed)
    start, end = segments(geometry)
    low, high = start.min(axis=0), start.max(axis=0)
    some = chance.integers(0, len(start), n)
    a, b = start[some], end[some]
    on = a + chance.random((n, 1)) * (b - a)
    angle, far = chance.uniform(0, 2 * np.pi, n), 10 ** chance.uniform(-9, -3, n)
    return {
        "anywhere": chance.uniform(low - 0.1, high + 0.1, (n, 2)),
        "on edges": on,
        "jittered": on + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]),
        "beside edges": beside(on, chance),
        "vertices": a,
        "beside vertices": beside(a, chance),
        "middles": (a + b) / 2,
        "level with a vertex": np.column_stack([on[:, 0], b[:, 1]]),
        "above a vertex": np.column_stack([b[:, 0], on[:, 1]]),
    }


def lines(index, n, *, seed=2):
    """Give points on the lines of a grid, its crossings and middles, and beside them."""
    chance = np.random.default_rng(seed)
    west, south, size, columns, rows = index.grid
    step = chance.integers(0, [int(columns), int(rows)], (n, 2)) + chance.choice([0.0, 0.5], (n, 2))
    on = np.array([west, south]) + step * size
    mixed = on + chance.choice([0.0, 1.0], (n, 2)) * chance.random((n, 2)) * size
    return np.concatenate([on, beside(on, chance), mixed, beside(mixed, chance)])


def level(index, shapes, n, *, seed=3):
    """Give points as high as where an edge meets the middle of their column: there their path turns on it."""
    chance = np.random.default_rng(seed)
    west, _, size, *_ = index.grid
    start, end = segments(shapes)
    some = chance.choice(np.flatnonzero(start[:, 0] != end[:, 0]), n)
    (ax, ay), (bx, by) = start[some].T, end[some].T
    middle = west + (np.floor((ax + chance.random(n) * (bx - ax) - west) / size) + 0.5) * size
    at = np.column_stack([middle, ay + (middle - ax) / (bx - ax) * (by - ay)])
    return beside(at, chance) + np.column_stack([chance.uniform(-0.5, 0.5, n) * size, np.zeros(n)])


def differing(index, points, truth):
    return points[index.locate(*points.T) != truth].tolist()


# --- real shapes ---


@cache
def provinces():
    return snapshot().regions.at("province", "now").geometry


@pytest.fixture(scope="module", params=["provinces", "then", "districts"])
def real(request):
    """A set of real regions, and points by name with their owners as GEOS has them."""
    if request.param == "districts":
        shared = request.getfixturevalue("shared")
        shapes = shapely.from_wkb(pyogrio.raw.read(shared / "data/districts/pk_districts.gpkg")[2])
    else:
        shapes = snapshot().regions.at("province", {"provinces": "now"}.get(request.param, request.param)).geometry
    shapely.prepare(shapes)
    return shapes, {name: (points, by_geos(points, shapes)) for name, points in trials(shapes, 8_000).items()}


@pytest.mark.parametrize("cell", CELLS)
def test_real_regions_have_the_points_that_geos_gives_them(real, cell):
    shapes, asked = real
    index = RegionIndex.build(shapes, cell=cell)
    wrong = {name: differing(index, points, truth) for name, (points, truth) in asked.items()}
    assert {name: points for name, points in wrong.items() if points} == {}


def test_points_on_the_lines_of_the_grid_are_no_exception(real):
    index = RegionIndex.build(real[0])
    points = np.concatenate([lines(index, 5_000), level(index, real[0], 5_000)])
    assert differing(index, points, by_geos(points, real[0])) == []


def test_real_incidents_lie_where_geos_puts_them(bundled, real):
    points = np.column_stack([bundled.incidents.lon, bundled.incidents.lat])
    assert differing(RegionIndex.build(real[0]), points, by_geos(points, real[0])) == []


def test_the_rows_of_the_original_file_lie_where_geos_puts_them(shared):
    path = shared / "data/incidents/ucdp_ged_pakistan_1989_2021.csv"
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.DictReader(file)  # the first row says what the columns are
    points = np.array([(row["longitude"], row["latitude"]) for row in rows], np.float64)
    assert len(points) > 6_000
    assert differing(RegionIndex.build(provinces()), points, by_geos(points, provinces())) == []


# --- invented shapes ---

whole = st.integers(0, 6)
corner = st.tuples(whole, whole)
thin = st.sampled_from([1e-3, 1e-9, 1e-15, HAIR])


@st.composite
def triangles(draw):
    """Any triangle on the integers that has an area, or a sliver thinner than any cell."""
    a, b = draw(st.lists(corner, min_size=2, max_size=2, unique=True))
    c = draw(st.one_of(corner, thin.map(lambda t: (a[0] + t, a[1] - t)), thin.map(lambda t: (b[0], b[1] + t))))
    shape = shapely.Polygon([a, b, c])
    return shape if shape.is_valid and shape.area > 0 else shapely.Polygon([(0, 0), (3, 0), (0, 3)])


@st.composite
def rings(draw):
    """A square with a hole that may touch it, filled or not."""
    x, y = draw(corner)
    a, b = draw(st.lists(st.integers(1, 3), min_size=2, max_size=2, unique=True).map(sorted))
    outer = [(x, y), (x + 4, y), (x + 4, y + 4), (x, y + 4)]
    hole = draw(
        st.sampled_from([[(x + a, y + a), (x + b, y + a), (x + b, y + b)], [(x, y), (x + a, y + b), (x + b, y + a)]])
    )
    return shapely.Polygon(outer, [hole])


@st.composite
def coverages(draw):
    """Regions of one or more faces that straight lines cut out of a square; some faces are nobody's."""
    ends = draw(st.lists(st.tuples(corner, corner).filter(lambda ab: ab[0] != ab[1]), min_size=1, max_size=6))
    cut = shapely.node(shapely.union_all([shapely.box(0, 0, 6, 6).boundary, *map(shapely.LineString, ends)]))
    faces = list(shapely.polygonize([cut]).geoms)
    owner = draw(st.lists(st.integers(0, 3), min_size=len(faces), max_size=len(faces)))
    of = [[face for face, o in zip(faces, owner, strict=True) if o == n] for n in range(3)]
    return [shapely.multipolygons(some) for some in of if some] or faces


overlapping = st.lists(st.one_of(triangles(), rings()), min_size=1, max_size=6)
several = st.lists(triangles(), min_size=1, max_size=3).map(shapely.MultiPolygon)
sets = st.one_of(overlapping, coverages(), st.lists(several, min_size=1, max_size=3))


def awkward(shapes, seed):
    """Give points that lie on something: corners, edges, lines through corners, the integers, and beside them."""
    chance = np.random.default_rng(seed)
    kinds = list(trials(shapes, 12, seed=seed).values())
    grid = chance.integers(-1, 14, (30, 2)) / 2
    return np.concatenate([*kinds, grid, beside(grid, chance)])


@settings(max_examples=60)
@given(sets, st.sampled_from([None, 0.3, 0.5, 2.0, 7.0]), st.integers(0, 99))
def test_whatever_is_drawn_is_decided_as_fractions_decide_it(shapes, cell, seed):
    shapes = objects(*shapes)
    index = RegionIndex.build(shapes, cell=cell)
    points = np.concatenate([awkward(shapes, seed), level(index, shapes, 20, seed=seed)])
    assert differing(index, points, by_fractions(points, shapes)) == []


@settings(max_examples=60)
@given(sets, st.floats(0.01, 3.0), st.integers(0, 99))
def test_whatever_is_drawn_is_decided_as_geos_decides_it(shapes, cell, seed):
    index = RegionIndex.build(objects(*shapes), cell=cell)
    parts, region = shapely.get_parts(objects(*shapes), return_index=True)  # GEOS takes overlapping parts for a hole
    points = np.concatenate([awkward(parts, seed), lines(index, 50, seed=seed)])
    points = points[((points == 0) | (np.abs(points) > 1e-200)).all(axis=1)]  # and products that underflow for 0
    assert differing(index, points, np.append(region, NOWHERE)[by_geos(points, parts)]) == []


@settings(max_examples=30)
@given(sets, st.integers(1, 40), st.floats(0.01, 3.0))
def test_the_size_of_the_cells_changes_nothing(shapes, cells, other):
    shapes = objects(*shapes)
    points = awkward(shapes, cells)
    found = RegionIndex.build(shapes, cell=6 / cells).locate(*points.T)
    np.testing.assert_array_equal(RegionIndex.build(shapes, cell=other).locate(*points.T), found)


# --- where floating point gives up ---


@pytest.mark.parametrize(
    ("ends", "middle"),
    [
        ([(0.1, 0.1), (24.3, 24.3)], (0.5, 0.5)),
        ([(1.1, 1.3), (2.0, 1.9)], (1.5, 1.3 + 0.4 * 2 / 3)),
        ([(1.1, 1.9), (2.0, 1.3)], (1.7, 1.5)),
    ],
    ids=str,
)
def test_the_neighbours_of_a_point_on_a_slope_fall_on_the_right_side(ends, middle):
    """The classic: 24 by 24 neighbours of a point beside a line, most of which plain arithmetic misjudges."""
    slope = objects(shapely.Polygon([*ends, (ends[1][0], 0.1)]))
    step = np.arange(-12, 12) * np.spacing(middle[0])
    points = np.array([(middle[0] + s, middle[1] + t) for s in step for t in step])
    index = RegionIndex.build(slope)
    assert differing(index, points, by_fractions(points, slope)) == []
    assert index.worked(*points.T)[1].exact > 0


@pytest.mark.parametrize("turned", ["as it is", "x for y", "upside down", "both"])
def test_one_difference_of_coordinates_that_is_rounded_is_enough_to_weigh_all(turned):
    """Near the start of a steep edge three of the four differences are exact, and the fourth is not."""
    chance = np.random.default_rng(4)
    wrong = []
    for _ in range(20):
        ax, ay = 1.0 + chance.random(), chance.random() * 1e-17
        bx, by = ax + chance.random() / 3, 90 + chance.random()
        right = np.nextafter(ax, 2) + np.arange(8) * np.spacing(ax)
        up = ay + (right - ax) / (bx - ax) * by
        near = np.concatenate([np.column_stack([right, y]) for y in (up, np.nextafter(up, 0), np.nextafter(up, 1))])
        corners = np.array([(ax, ay), (bx, by), (bx + 1, ay)])
        if turned in {"x for y", "both"}:
            corners, near = corners[:, ::-1], near[:, ::-1]
        if turned in {"upside down", "both"}:
            corners, near = -corners, -near
        edge = objects(shapely.Polygon(corners))
        wrong += differing(RegionIndex.build(edge), near, by_fractions(near, edge))
    assert wrong == []


@pytest.mark.parametrize(
    "ends",
    [
        [(1e-100, 1e-100), (180.0, 90.0)],
        [(-3e-99, -1e-100), (1.0, 1 / 3)],
        [(-180.0, -1e-20), (180.0, 1e-20)],
        [(-1e4, -1e4 + HAIR), (1e4, 1e4)],
        [(-0.1, -0.3), (0.7, 2.1)],
    ],
    ids=str,
)
def test_no_point_is_too_near_to_zero(ends):
    """Points down to the smallest number there is, beside edges that pass through or near the origin."""
    tiny = [0.0, 5e-324, 1e-323, 1e-310, 3e-200, 1e-160, 1e-120, 1e-100, 3e-99, 1e-20, 0.1]
    signed = sorted({sign * value for value in tiny for sign in (1, -1)})
    points = np.array([(x, y) for x in signed for y in signed])
    edge = objects(shapely.Polygon([*ends, (ends[1][0], -1e4)]))
    assert differing(RegionIndex.build(edge), points, by_fractions(points, edge)) == []


def test_points_with_more_digits_than_the_edge_are_weighed_in_full():
    """Here the differences of coordinates are no floating point numbers."""
    edge = objects(shapely.Polygon([(3e-17, 1e-17), (100.0, 1 / 3 * 100), (100.0, -1.0)]))
    x = np.random.default_rng(3).uniform(1e-16, 1e-3, 300)
    y = np.array([float(Fraction(v) / 3) for v in x])
    points = np.column_stack(
        [np.repeat(x, 3), np.concatenate([[v, np.nextafter(v, 0), np.nextafter(v, 1)] for v in y])]
    )
    index = RegionIndex.build(edge)
    assert differing(index, points, by_fractions(points, edge)) == []
    assert index.worked(*points.T)[1].exact > 0


# --- work, not time ---


def test_points_away_from_boundaries_read_labels_only():
    apart = RegionIndex.build(objects(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)))
    lon, lat = np.meshgrid([-0.5, 0.1, 0.5, 0.9, 1.1, 1.5, 2.5], np.linspace(0.1, 0.9, 50))
    assert apart.worked(lon.ravel(), lat.ravel())[1] == (0, 0)


def test_few_points_come_near_a_boundary_and_none_need_exact_signs():
    points = trials(provinces(), 100_000)["anywhere"]
    _, work = RegionIndex.build(provinces()).worked(*points.T)
    assert work.boundary < len(points) / 50
    assert work.exact == 0


def test_vertices_never_need_exact_signs():
    start, _ = segments(provinces())
    owner, work = RegionIndex.build(provinces()).worked(*start.T)
    assert (owner != NOWHERE).all()
    assert work == (len(start), 0)


def test_a_point_on_an_edge_needs_few_exact_signs():
    squares = objects(*(shapely.box(x, y, x + 1, y + 1) for x in range(6) for y in range(6)))
    points = trials(squares, 10_000)["level with a vertex"]
    owner, work = RegionIndex.build(squares).worked(*points.T)
    assert (owner != NOWHERE).all()
    assert work.boundary == len(points)
    assert work.exact <= 2 * len(points)
