"""What is doubtful about the rows of a revision: `geo.quality` with the land and the towns of the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy.typing as npt

    from data.columnar import Flagging
    from geo.tables import Regions


def flagging(regions: Regions, today: date) -> Flagging:
    """Give the function that flags rows, as they look on a day."""

    def flag(columns: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.object_]:
        return np.full(len(columns["source"]), "", dtype=object)

    return flag
