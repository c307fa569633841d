"""Which region holds a point, exactly."""

from __future__ import annotations

from geo.locate.index import NOWHERE, RegionIndex, Work, locate

__all__ = ["NOWHERE", "RegionIndex", "Work", "locate"]
