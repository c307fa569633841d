"""The closed vocabularies of a question and of an incident: words that code decides on.

Groups, tactics and targets are open vocabularies and live with the data.
"""

from __future__ import annotations

STUDY_AREA = (44.0, 20.0, 80.0, 42.0)
"""West, south, east, north in degrees: where longitudes and latitudes cannot be mistaken for each other."""
LEVELS = ("country", "province", "district")
KINDS = ("attack", "clash", "operation", "protest", "other")
POLITICAL_VIOLENCE = ("attack", "clash", "operation")
"""What is counted unless asked otherwise."""
PRECISIONS = ("exact", "near", "district", "province", "country")
"""How well a place is known, finest first; ``near`` is within about 25 km."""
COARSEST = {"country": "country", "province": "country", "district": "district"}
"""The coarsest place that can be counted at a level: which district holds what is known to its province is a guess."""
USUAL_PRECISION = {"country": "province", "province": "province", "district": "district"}
"""The coarsest place that is counted at a level unless asked otherwise."""
DATE_PRECISIONS = ("day", "week", "month", "year")
ATTRIBUTIONS = ("claimed", "attributed", "coded", "unknown")
SITE_STATUSES = ("acknowledged", "claimed", "attributed")
MEASURES = ("incidents", "killed", "injured", "casualties")
PERS = ("area", "population", "none")
COMPARES = ("none", "previous", "year")
EPOCHS = ("now", "then")
BREAKS = ("fixed", "view")

NEEDS = {"incidents": (), "killed": ("killed",), "injured": ("injured",), "casualties": ("killed", "injured")}
"""What a source must record for a measure to say anything."""

PER_WORDS = {"area": "per 1,000 km² and year", "population": "per 100,000 people and year", "none": ""}
MEASURE_WORDS = {
    "incidents": "incidents",
    "killed": "killed",
    "injured": "injured",
    "casualties": "casualties (killed and injured)",
}


def unit(measure: str, per: str) -> str:
    """Say in words what one unit of a value is.

    Examples
    --------
    >>> unit("killed", "area")
    'killed per 1,000 km² and year'
    >>> unit("incidents", "none")
    'incidents'
    """
    return f"{MEASURE_WORDS[measure]} {PER_WORDS[per]}".strip()


def accepted(precision: str) -> tuple[str, ...]:
    """Give the precisions that are at least as fine as one.

    Examples
    --------
    >>> accepted("district")
    ('exact', 'near', 'district')
    """
    return PRECISIONS[: PRECISIONS.index(precision) + 1]
