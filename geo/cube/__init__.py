"""How many, and how many killed and injured: any filters, any days, by place, exactly, and at once."""

from geo.cube.cells import MEASURES
from geo.cube.cube import FEW, Cube
from geo.cube.parts import BUDGET, Parts
from geo.cube.pick import Pick, pick

__all__ = ["BUDGET", "FEW", "MEASURES", "Cube", "Parts", "Pick", "pick"]
