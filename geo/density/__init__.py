"""Density: how many incidents there are a year on a thousand square kilometres, at every place.

A heat map as the web draws it adds up blots that are so many pixels wide: it changes with the zoom, has no unit, and is
hottest where a geocoder put all that it could not place. Here the kernel is so many kilometres wide, in a plane where
areas are true; the value at a place is the same at every zoom; and what is known to its district or province only is
laid evenly over that before it is smoothed, so that it makes no peak.

- `question`: what can be asked beside a `geo.query.Query`.
- `chosen`: which incidents are in, what each weighs, and why others are out.
- `laid`: where the weight lies, with the help of `lattice`.
- `smooth`: the sum of the kernels, on a `grid` in the `plane`.
- `density`: all of it, with what the surface rests on.
"""

from geo.density.density import Density, density
from geo.density.grid import Grid
from geo.density.laid import CIRCLE_KM, NEAR_KM, Spread
from geo.density.plane import PROJ, project, unproject
from geo.density.question import Heat, ask

__all__ = [
    "CIRCLE_KM",
    "NEAR_KM",
    "PROJ",
    "Density",
    "Grid",
    "Heat",
    "Spread",
    "ask",
    "density",
    "project",
    "unproject",
]
