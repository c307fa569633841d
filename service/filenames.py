"""What a file is called where somebody saves it: words of our own vocabulary and days, never text from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.coverage import Period
    from geo.query import Query

COMPARED = ("regions", "heat")


def named(what: str, query: Query, ending: str, *, shown: str = "inline") -> dict[str, str]:
    """Give the header that names a file.

    Parameters
    ----------
    what : str
        What it holds, in our own words: ``regions``.
    shown : str
        ``inline`` where a browser may show it, ``attachment`` where it must save it.
    """
    return {"content-disposition": f'{shown}; filename="{filename(what, query, ending)}"'}


def filename(what: str, query: Query, ending: str) -> str:
    """Name a file by what it holds, what is measured, and the period.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> ask = two_squares([(0.5, 0.5)]).ask
    >>> filename("regions", ask([("measure", "killed"), ("from", "2012-01-01"), ("to", "2012-12-31")]), "csv")
    'sarhad-regions-killed-2012.csv'
    >>> filename("incidents", ask([("from", "2012-01-15")]), "gpkg"), filename("heat", ask([]), "tif")
    ('sarhad-incidents-2012-01-15-to-2013-12-31.gpkg', 'sarhad-heat-incidents-2010-2013.tif')
    """
    measure = "" if what == "incidents" else query.measure  # a list of them tells all that is known
    compared = "compared" if what in COMPARED and query.compare != "none" else ""
    days = "" if what == "months" else _days(query.period)  # all of them, whatever the period
    parts = ("sarhad", what, measure, compared, days)
    return f"{'-'.join(filter(None, parts))}.{ending}"


def _days(period: Period) -> str:
    first, last = (day.isoformat() for day in period)
    if (first[4:], last[4:]) != ("-01-01", "-12-31"):
        return f"{first}-to-{last}"
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"
