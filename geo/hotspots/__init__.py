"""Hot spots: where incidents lie closer together than area and chance explain.

`question` says what is asked, `hexagons` and `cells` where it is counted, `statistic` how it is tested, and `hotspots`
puts them together.
"""

from geo.hotspots.hotspots import CLASSES, HotSpots, hotspots
from geo.hotspots.question import Asked, ask

__all__ = ["CLASSES", "Asked", "HotSpots", "ask", "hotspots"]
