"""A shelf on disk for what is worked out once of a revision: arrays in derived files."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely
from numpy.lib import format as npy

import data
import geo

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedIOBase
    from types import ModuleType

    import numpy.typing as npt

    from data.derived import Derived
    from geo.shelf import Arrays, Shelf

SUFFIX = ".arrays"
PARTS = (".py", ".html", ".js", ".css")


def shelf(files: Derived) -> Shelf:
    """Give the shelf of a revision; where nothing can be kept, such as on a full disk, things are made each time."""

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
def program(*others: ModuleType) -> str:
    """Name the program that works things out: what it is made of, and the libraries whose rounding matters.

    Parameters
    ----------
    others : module
        Packages that have a part in it, beside ``geo`` and ``data``.
    """
    whole = sha256(f"{np.__version__} {shapely.__version__} {shapely.geos_version_string}".encode())
    for package in (geo, data, *others):
        for path in sorted(p for p in Path(package.__path__[0]).rglob("*") if p.suffix in PARTS):
            whole.update(path.read_bytes())
    return whole.hexdigest()


def _write(file: BufferedIOBase, arrays: Arrays) -> None:
    """Write the names and which of the arrays are of words, then each array as NumPy writes it, words as JSON.

    NumPy's own text would give each word the room of the longest.
    """
    named = [(name, array.dtype == object) for name, array in arrays.items()]
    for array in (_packed(named), *(_packed(a.tolist()) if a.dtype == object else a for a in arrays.values())):
        npy.write_array(file, array, allow_pickle=False)


def _read(files: Derived, name: str) -> Arrays | None:
    file = files.open(name + SUFFIX, program())
    if file is None:
        return None
    with file, suppress(OSError, ValueError):  # a disk that fails between two looks at it
        named = _unpacked(npy.read_array(file, allow_pickle=False))
        whole = {name: npy.read_array(file, allow_pickle=False) for name, _ in named}
        return whole | {name: np.array(_unpacked(whole[name]), np.object_) for name, of_words in named if of_words}
    return None


def _packed(values: list[Any]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(orjson.dumps(values), np.uint8)


def _unpacked(array: npt.NDArray[np.uint8]) -> list[Any]:
    found: list[Any] = orjson.loads(array.tobytes())
    return found
