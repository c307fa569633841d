"""Which region holds a point: fast, and exact.

A point on an edge belongs to the region, and where several regions hold a point, the first one owns it (regions are
sorted by id), so that every point has one owner at most. It is what GEOS's ``intersects`` says of the coordinates as
they are: no tolerance, no projection.

How
    A grid is laid over the regions. A cell that no edge touches lies in one region or in none, and has a label; so has
    a tile of 8 by 8 such cells, so that most points take one look-up. A boundary cell has a record: for each polygon
    that it touches, the edges in it, and a bit that says whether the polygon holds the cell's middle.

Why it is exact
    1. *Every edge that comes near a cell is in its record.* The cell of a point and the cells of an edge are worked out
       in floating point. Cells are at least 2**-28 of the largest coordinate wide, so rounding moves nothing by a ten
       millionth of a cell; edges are given to every cell within a millionth. Hence an unmarked cell, with all points
       that rounding may put into it, touches no boundary, and so does a run of them: one label holds for all of it.
    2. *Signs are exact.* The side of an edge on which a point lies is the sign of (a-p) x (b-p). A floating point
       result beyond its own error bound has the right sign; any other is worked out anew without rounding, as a sum of
       products whose lost parts are kept (`geo.kernels.turns`). Coordinates of vertices are 0 or between 1e-100 and
       1e4, so that nothing under- or overflows, whatever the point: nothing is left to be decided by another library.
    3. *A point on an edge is seen as such:* its sign is 0 and it lies between the ends. All others lie in the inside or
       the outside of a polygon, both open, so that moving them ever so little changes nothing.
    4. *Parity decides them.* The path from a point p to the middle q of its cell, level at the height of p and then
       upright, lies in the cell; the polygon holds p if it holds q and the path crosses its edges an even number of
       times, or the other way round. The path is moved upwards and to the right by an infinitely small amount (e to
       the right and e**2 upwards, as in simulation of simplicity), so that it meets no vertex and runs along no edge:
       an edge from a up to b crosses its level leg if ``ay <= py < by`` and p and the corner lie on different sides,
       its upright leg if ``ax <= qx`` holds for one end only and the corner and q lie on different sides. If both hold,
       the side of the corner drops out; if one does, the corner lies beside the edge or above or below it, and
       comparing coordinates tells its side. The side of q is known beforehand, and is part of the bit.
    5. *Middles are placed by the same rules.* All middles of a row lie at one height. An edge with ``ay <= qy < by``
       changes whether the polygon holds them from the first one that lies right of it, which is found by exact signs.
       Cells between two changes, unless they have edges of the polygon, lie in it as a whole.

A record also names the vertices in its cell, up to eight, and their regions, so that points on vertices, which
rounded coordinates may be, take little longer than others. Points along edges take some twenty times as long as points
anywhere, since each is in a boundary cell whose edges must be looked at; that is still a fraction of what a prepared
geometry takes. All cells are of one size: where one set has both a hundred thousand vertices on a hundredth of a degree
and a region as wide as the world, a point there may take a tenth of a millisecond.
"""

from __future__ import annotations

from geo.locate.index import NOWHERE, RegionIndex, Work, locate

__all__ = ["NOWHERE", "RegionIndex", "Work", "locate"]
