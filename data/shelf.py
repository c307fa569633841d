"""A shelf on disk for what is worked out once of a revision: arrays in derived files, none of them of objects."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.lib import format as npy

import data
import geo

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedIOBase

    from data.derived import Derived
    from geo.shelf import Arrays, Shelf

SUFFIX = ".arrays"


def shelf(files: Derived) -> Shelf:
    """Give the shelf of a revision; where nothing can be kept, such as on a full disk, things are made each time.

    Nobody may write into arrays of a shelf: others use them, too.
    """

    def kept(name: str, make: Callable[[], Arrays]) -> Arrays:
        found = _read(files, name)
        if found is None:
            found = make()
            with suppress(OSError):
                files.put(name + SUFFIX, program(), lambda file: _write(file, found))
        for array in found.values():
            array.flags.writeable = False
        return found

    return kept


@cache
def program() -> str:
    """Name the program that works things out: what it is made of, and the libraries whose rounding matters."""
    whole = sha256(f"{np.__version__} {shapely.__version__} {shapely.geos_version_string}".encode())
    for package in (geo, data):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()


def _write(file: BufferedIOBase, arrays: Arrays) -> None:
    """Write the names, then each array as NumPy writes it."""
    for array in (np.array(list(arrays)), *arrays.values()):
        npy.write_array(file, array, allow_pickle=False)


def _read(files: Derived, name: str) -> Arrays | None:
    file = files.open(name + SUFFIX, program())
    if file is None:
        return None
    with file, suppress(OSError, ValueError):  # a disk that fails between two looks at it
        names = npy.read_array(file, allow_pickle=False)
        return {str(name): npy.read_array(file, allow_pickle=False) for name in names}
    return None
