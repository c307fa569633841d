"""Find the reader that knows a header."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from data.rows import check_columns
from data.sources import acled, gtd, own, table, ucdp
from data.sources.reading import How, Provider, UnknownHeader
from data.sources.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.rows import Row

PROVIDERS = {
    p.id: p for p in (ucdp.PROVIDER, acled.PROVIDER, acled.DELETED, gtd.PROVIDER, own.PROVIDER, table.PROVIDER)
}
"""Every reader by the id that ``--as`` names it by, in the order in which a header is tried on them."""
DAY_FIRST = {"ucdp": ucdp.incident, "acled": acled.incident}
"""Readers of days that a spreadsheet may have written anew, in the order of its country."""
ACCEPTED = (
    "UCDP GED (with type_of_violence, where_prec), ACLED (event_id_cnty), GTD (eventid), the project's own columns "
    f"({', '.join(own.NEEDED)}), or any table with its columns mapped (--map lon=COLUMN,...)"
)


def choose(header: Sequence[str], how: How, sample: Sequence[Row] = ()) -> Provider:
    """Give the reader of a file: the one that the user forces, or the first that knows its header.

    Parameters
    ----------
    header : sequence of str
    how : How
        A mapping of columns means a table of any layout.
    sample : sequence of Row
        Some of the first rows, to guess from what the columns of an unknown header may be.

    Raises
    ------
    UnknownHeader
        No reader knows it.
    ValueError
        A column that the reader needs is missing or stands twice, or there is no such reader.

    Examples
    --------
    >>> choose(["event_id_cnty", "deleted_timestamp"], How()).id
    'acled-deleted'
    """
    provider = _bound(_named(header, how, sample), header, how)
    check_columns(list(header), provider.needed)
    return provider


def _named(header: Sequence[str], how: How, sample: Sequence[Row]) -> str:
    if how.format:
        if how.format not in PROVIDERS:
            raise ValueError(f"there is no format {how.format!r} (accepted: {', '.join(PROVIDERS)})")
        return how.format
    if how.columns or how.constants:
        return "table"
    found = next((id_ for id_, provider in PROVIDERS.items() if provider.recognises(header)), None)
    if not found:
        raise UnknownHeader(header, suggest(header, sample), ACCEPTED)
    return found


def _bound(id_: str, header: Sequence[str], how: How) -> Provider:
    provider = PROVIDERS[id_]
    if (how.columns or how.constants) and id_ != "table":
        raise ValueError(f"the columns of {provider.title} are known; a mapping is for --as table")
    if how.source and provider.source:
        raise ValueError(f"its rows belong to the source {provider.source}; --source is for rows that name none")
    if id_ == "table":
        return table.provider(table.told(header, how))
    if id_ == "acled-deleted":
        acled.check_list(header)
    if id_ == "own" and "source" not in header and not how.source:
        raise ValueError("columns missing: source; or give --source ID for all rows")
    if id_ == "own":
        return own.provider(how)
    if how.day_first and id_ in DAY_FIRST:
        return replace(provider, incident=partial(DAY_FIRST[id_], day_first=True))
    return provider
