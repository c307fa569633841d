"""Find the reader that knows a header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.rows import check_columns
from data.sources import own, ucdp
from data.sources.reading import How, Provider, UnknownHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.rows import Row

PROVIDERS = {p.id: p for p in (ucdp.PROVIDER, own.PROVIDER)}
"""Every reader by the id that ``--format`` names it by, in the order in which a header is tried on them."""


def choose(header: Sequence[str], how: How, sample: Sequence[Row] = ()) -> Provider:
    """Give the reader of a file: the one that the user forces, or the first that knows its header.

    Parameters
    ----------
    header : sequence of str
    how : How
    sample : sequence of Row
        Some of the first rows, to guess from what an unknown column may be.

    Raises
    ------
    UnknownHeader
        No reader knows it.
    ValueError
        A column that the reader needs is missing or stands twice, or there is no such reader.
    """
    names = [name for name in PROVIDERS if PROVIDERS[name].recognises(header)]
    if not names:
        raise UnknownHeader(header, {}, "UCDP GED")
    provider = own.provider(how) if names[0] == "own" else PROVIDERS[names[0]]
    check_columns(list(header), provider.needed)
    return provider
