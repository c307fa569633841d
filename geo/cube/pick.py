"""Which rows a question wants, and which of them are added up together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.records import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy.typing as npt

    from geo.records import Records

UNWANTED = -1


class Pick(NamedTuple):
    """A question about words, as a machine asks it.

    Attributes
    ----------
    part : ndarray of int32
        For each word of each dimension, one dimension after the other: what it adds to the number of a row's slot, or
        -1 where no row with that word is wanted.
    offset : ndarray of int64, shape (dimensions,)
        Where each dimension begins in it.
    shape : tuple of int
        How many slots there are for each dimension that was asked to be told apart.
    names : tuple of str
        The dimensions that matter: in the others every word is wanted and told apart from none.
    """

    part: npt.NDArray[np.int32]
    offset: npt.NDArray[np.int64]
    shape: tuple[int, ...]
    names: tuple[str, ...]


def pick(records: Records, wanted: Mapping[str, Collection[str]], by: Mapping[str, Sequence[str]]) -> Pick:
    """Choose rows by their words.

    Parameters
    ----------
    wanted : mapping of str to collection of str
        The accepted words of a dimension; one that is not named accepts all.
    by : mapping of str to sequence of str
        The words of a dimension that are to be told apart, in the order of the slots; no other ones are wanted.

    Examples
    --------
    >>> from geo.records import Records
    >>> from tests.worlds import incidents
    >>> records = Records.of(incidents([(0, 0)] * 3, kind=["attack", "clash", "protest"]))
    >>> chosen = pick(records, {"source": ["s"]}, {"kind": ["protest", "attack"]})
    >>> chosen.part[chosen.offset[1] :][:3].tolist(), chosen.shape, chosen.names
    ([1, -1, 0], (2,), ('kind',))
    """
    stride, strides = 1, dict[str, int]()
    for name in reversed(list(by)):
        strides[name] = stride
        stride *= len(by[name])
    parts, names = [], []
    for name in DIMENSIONS:
        words = records.words[name]
        if name in by:
            slot = {word: i * strides[name] for i, word in enumerate(by[name])}
            part = [slot.get(word, UNWANTED) for word in words]
        elif name in wanted:
            part = [0 if word in wanted[name] else UNWANTED for word in words]
        else:
            part = [0] * len(words)
        if name in by or UNWANTED in part:
            names.append(name)
        parts.append(part)
    offset = np.cumsum([0, *map(len, parts[:-1])])
    whole = np.array([p for part in parts for p in part], np.int32)
    return Pick(whole, offset, tuple(len(words) for words in by.values()), tuple(names))
