"""The filter bar as data: which control stands in which cell, its options, and which of them is chosen.

The page writes every option into its HTML from the start, so that it can be read, and chosen, without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geo import terms
from layers.language import ENGLISH
from layers.words import series

if TYPE_CHECKING:
    from layers.language import Language

__all__ = ["Cell", "Control", "Option", "cells", "kernel"]


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button or check box: its value in the address, its words, and how many incidents it selects."""

    value: str
    label: str
    n: int | None
    known: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One parameter of the query with all that can be chosen for it; `default` is what the address leaves out."""

    name: str
    title: str
    kind: str
    default: tuple[str, ...]
    options: tuple[Option, ...]

    @property
    def counted(self) -> bool:
        """Whether a count beside an option says what choosing it selects: a measure or a level selects nothing."""
        return self.name in _COUNTED

    @property
    def known(self) -> bool:
        """Whether the source records this at all."""
        return any(option.known for option in self.options)

    @property
    def chosen(self) -> tuple[Option, ...]:
        """The options that are chosen now."""
        return tuple(option for option in self.options if option.chosen)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the bar: a label, the controls that its dialog holds, and what is chosen, in words."""

    id: str
    label: str
    controls: tuple[Control, ...]
    words: str

    @property
    def known(self) -> bool:
        """Whether the source knows any of its controls (a period is always known)."""
        return not self.controls or any(control.known for control in self.controls)

    @property
    def changed(self) -> bool:
        """Whether something else than the default is chosen."""
        return any({o.value for o in c.chosen} != set(c.default) for c in self.controls if c.chosen)


_COUNTED = frozenset({"kind", "group", "tactic", "target", "source", "precision"})
_LONG = frozenset({"group", "tactic", "target"})  # lists that nobody knows by heart: sorted by count
_RADIO, _CHECK = "radio", "checkbox"


class _Kind(NamedTuple):
    """A parameter of the query as the bar shows it."""

    name: str
    kind: str = _RADIO
    default: tuple[str, ...] = ()


_BAR: tuple[tuple[str, tuple[_Kind, ...]], ...] = (
    ("measure", (_Kind("measure", default=("incidents",)),)),
    ("per", (_Kind("per", default=("area",)), _Kind("breaks", default=("fixed",)))),
    ("period", ()),
    ("kind", (_Kind("kind", _CHECK, ("attack", "clash", "operation")),)),
    ("group", (_Kind("group", _CHECK),)),
    ("tactic", (_Kind("tactic", _CHECK), _Kind("target", _CHECK))),
    ("level", (_Kind("level", default=("province",)), _Kind("epoch", default=("now",)))),
    ("source", (_Kind("source"),)),
    ("precision", (_Kind("precision", default=("province",)),)),
    ("compare", (_Kind("compare", default=("none",)),)),
)

_FIXED = {
    "measure": ("incidents", "killed", "injured", "casualties"),
    "per": ("area", "population", "none"),
    "breaks": ("fixed", "view"),
    "level": ("country", "province"),
    "epoch": ("now", "then"),
    "precision": ("exact", "near", "district", "province", "country"),
    "compare": ("none", "previous", "year"),
    "coarse": ("spread", "drop"),
}
"""What the facets need not list, because it is the same for every source."""


def cells(
    facets: Mapping[str, object],
    query: Mapping[str, object],
    *,
    defaults: Mapping[str, object] | None = None,
    words: Language = ENGLISH,
) -> tuple[Cell, ...]:
    """Return the filter bar of these facets with the options of this query chosen.

    Examples
    --------
    >>> bar = cells({"group": [{"value": "TTP", "label": "TTP", "n": 3, "known": True}]}, {"group": "TTP"})
    >>> [cell.id for cell in bar][:3], bar[4].controls[0].chosen[0].label
    (['measure', 'per', 'period'], 'TTP')
    >>> [cell.words for cell in cells({}, {"measure": "killed"})][:2]
    ['Killed', '1,000 km² and year']
    """
    level = str(query.get("level") or "province")
    given = {"precision": terms.USUAL_PRECISION.get(level)} | dict(defaults or {})

    def made(one: _Kind) -> Control:
        offered = _offered(facets.get(one.name), one.name, words)
        return _control(one, offered, query.get(one.name), given.get(one.name), words)

    return tuple(_cell(name, tuple(map(made, controls)), words) for name, controls in _BAR)


def _cell(name: str, controls: tuple[Control, ...], words: Language) -> Cell:
    chosen = [option.label for control in controls[:1] for option in control.chosen]
    said = series(chosen, words) or words.say("controls.all")
    if controls and not any(control.known for control in controls):
        said = words.say("controls.unknown")
    return Cell(name, words.say(f"controls.cell_{name}"), controls, said)


_WIDTHS_KM = (5.0, 10.0, 25.0, 50.0, 100.0)
_WIDTH = _Kind("bandwidth", default=("25",))
_ROUGH = _Kind("coarse", default=("spread",))


def kernel(query: Mapping[str, object], words: Language = ENGLISH) -> Cell:
    """Return the cell that the heat view alone has; any other width that an address asks for is an option, too.

    Examples
    --------
    >>> [option.label for option in kernel({"bandwidth": 12.5}).controls[0].options]
    ['5 km', '10 km', '12.5 km', '25 km', '50 km', '100 km']
    """
    asked = query.get("bandwidth")
    widths_km = sorted({*_WIDTHS_KM, *([float(asked)] if isinstance(asked, (int, float)) else [])})
    wide = [{"value": f"{km:g}", "label": words.say("controls.km", km=f"{km:g}")} for km in widths_km]
    chosen = f"{asked:g}" if isinstance(asked, (int, float)) else None
    rough = _offered(None, "coarse", words)
    controls = (
        _control(_WIDTH, wide, chosen, None, words),
        _control(_ROUGH, rough, query.get("coarse"), None, words),
    )
    return _cell("kernel", controls, words)


def _control(
    one: _Kind, options: Iterable[Mapping[str, object]], asked: object, default: object, words: Language
) -> Control:
    """Build one control; a value in the address that the facets do not list is kept as an option of its own."""
    name, kind, usual = one
    offered, title = list(options), words.say(f"controls.title_{name}")
    usual = _values(default) or usual
    if kind == _RADIO and not usual and offered:
        usual = (str(offered[0]["value"]),)
    chosen = _values(asked) or usual
    if kind == _RADIO:
        chosen = (",".join(chosen),)
    listed = {str(entry["value"]) for entry in offered}
    if name in _LONG:
        offered.sort(key=lambda entry: (-_count(entry), str(entry.get("label") or entry["value"])))
    offered += [{"value": value, "label": value, "n": None, "known": True} for value in chosen if value not in listed]
    return Control(name, title, kind, usual, tuple(_option(entry, chosen) for entry in offered))


def _count(entry: Mapping[str, object]) -> int:
    n = entry.get("n")
    return n if isinstance(n, int) else 0


def _option(entry: Mapping[str, object], chosen: Sequence[str]) -> Option:
    value, n = str(entry["value"]), entry.get("n")
    label = str(entry.get("label") or value)
    return Option(value, label, n if isinstance(n, int) else None, bool(entry.get("known", True)), value in chosen)


def _offered(facet: object, name: str, words: Language) -> Iterable[Mapping[str, object]]:
    """Yield what can be chosen: our words where we have them, the facets' counts, and nothing invented."""
    ours = {value: words.say(f"controls.{name}_{value}") for value in _FIXED.get(name, ())}
    if isinstance(facet, Sequence) and facet:
        for entry in facet:
            if isinstance(entry, Mapping):
                value = str(entry["value"])
                yield {**entry, "label": ours.get(value) or entry.get("label")}
    else:
        yield from ({"value": value, "label": label, "known": True} for value, label in ours.items())


def _values(given: object) -> tuple[str, ...]:
    """Return the ids of a parameter that is text with commas, a list, or absent."""
    if isinstance(given, Iterable) and not isinstance(given, str):
        return tuple(str(part) for part in given if part)
    return tuple(part for part in str(given or "").split(",") if part)
