"""Where every record counts: in a region, or outside all of them beside others that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.locate import NOWHERE

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.columns import Words
    from geo.placement import Placement
    from geo.shelf import Arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """The places of one set of regions.

    Attributes
    ----------
    place : ndarray of int32, shape (incidents,)
        The position of its region; from ``regions`` on, that of its pair in ``outside``.
    regions : int
        How many regions the set has.
    outside : list of (str, str)
        The id of the region that is near, empty if none is, and the region that the provider names.
    """

    place: npt.NDArray[np.int32]
    regions: int
    outside: list[tuple[str, str]]

    def __len__(self) -> int:
        return self.regions + len(self.outside)

    @classmethod
    def of(cls, placement: Placement, ids: Words, named: Words) -> Self:
        """Give every place a number.

        Parameters
        ----------
        ids : ndarray of str, shape (regions,)
        named : ndarray of str, shape (incidents,)
            The provider's own regions.

        Examples
        --------
        >>> from geo.placement import Placement
        >>> at = Placement(np.array([0, -1, -1]), np.array([-1, 0, -1]), np.array([np.nan, 2.0, np.nan]))
        >>> found = Places.of(at, np.array(["A"], dtype=object), np.array(["", "Kashmir", ""], dtype=object))
        >>> found.place.tolist(), found.outside
        ([0, 2, 1], [('', ''), ('A', 'Kashmir')])
        """
        out = np.flatnonzero(placement.owner == NOWHERE)
        near = np.append(ids, "")[placement.near[out]]
        pairs = list(zip(near.tolist(), named[out].tolist(), strict=True)) if len(out) else []
        outside = sorted(set(pairs))
        number = {pair: len(ids) + i for i, pair in enumerate(outside)}
        place = placement.owner.astype(np.int32)
        place[out] = [number[pair] for pair in pairs]
        return cls(place=place, regions=len(ids), outside=outside)

    def arrays(self) -> Arrays:
        """Give everything as arrays to keep."""
        return {
            "place": self.place,
            "regions": np.array(self.regions),
            "outside": np.array(self.outside, dtype=np.str_).reshape(-1, 2),
        }

    @classmethod
    def kept(cls, arrays: Arrays) -> Self:
        """Make them of kept arrays."""
        outside = [(near, named) for near, named in arrays["outside"].tolist()]
        return cls(place=arrays["place"], regions=int(arrays["regions"]), outside=outside)
