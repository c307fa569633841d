"""An answer as a picture to paste into a report: a tally here, `hotspots`, and `heat` with its `bands`.

`sheet` lays out the whole; `scene` is the map in it, `legend` its scale, `labels` and `lettering` its names, `cells`
and `surroundings` what it is drawn from, `projection` where things fall, `writing` how text is set, and `canvas` the
one module that draws.
"""

from layers.picture.sheet import picture

__all__ = ["picture"]
