"""A table of any layout: the user says which of its columns is which of ours, and what holds for every row.

Words for kind, precision, tactic, target and perpetrators are looked up in the vocabulary, and kept as they were
written in the columns that end in ``_given``. A kind or a precision that is not known refuses the row; a tactic or a
target is left empty; a group gets an id made of its name. Without a ``source_id`` column a row is named by a digest of
its cells: a row that was corrected is then a new one.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import fields as fields_of
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from data import vocabulary
from data.rows import Unfit
from data.sources import own
from data.sources.fields import COUNTRIES, LONGEST, REMEMBERED, unfit
from data.sources.reading import How, Provider, is_tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from data.rows import Row

NEEDED = ("date_start", "lon", "lat", "precision", "kind")
GIVEN = {"kind": "kind_given", "perpetrators": "perpetrators_given", "tactic": "tactic_given", "target": "target_given"}
TERMS = {"tactic": vocabulary.tactics, "target": vocabulary.targets}
SEPARATORS = str.maketrans(";", "|")
NATIVE = {"پاکستان": "PK", "ایران": "IR", "افغانستان": "AF", "iran, islamic republic of": "IR"}
_COUNTRIES = NATIVE | {name.casefold(): code for name, code in COUNTRIES.items()}
_COUNTRIES |= {"pak": "PK", "irn": "IR", "afg": "AF"}


def provider(how: How) -> Provider:
    """Give the reader of a table, as the user says that it is to be read.

    Raises
    ------
    ValueError
        A name among the columns or constants is none of ours, or stands in both.
    """
    for name in (*how.columns, *how.constants):
        if name not in own.COLUMNS:
            close = get_close_matches(name, own.COLUMNS, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ValueError(f"{name!r} is no column of an incident{hint} (accepted: {', '.join(own.COLUMNS)})")
    both = sorted(how.columns.keys() & how.constants.keys())
    if both:
        raise ValueError(f"{both[0]} has both a column and a constant")
    unnamed = "source_id" not in how.columns
    return Provider(
        id="table",
        title="a table whose columns are mapped",
        source="",
        needed=tuple(dict.fromkeys(how.columns.values())),
        recognises=lambda _header: bool(how.columns),
        incident=_reader(how),
        is_no_row=is_tagged,
        describe=own.describe,
        notes=("No column is the source_id: a row is named by a digest of its cells.",) if unnamed else (),
    )


def told(header: Collection[str], how: How) -> How:
    """Add to a mapping the columns that have our own names; a source that the user names is that of every row.

    Raises
    ------
    ValueError
        A column that every incident needs is neither mapped nor a constant.
    """
    settled = {*how.constants, *(["source"] if how.source else [])}
    alike = {name: name for name in own.COLUMNS if name in header and name not in settled}
    columns = alike | how.columns
    lacking = [name for name in NEEDED if name not in columns and name not in how.constants]
    if lacking:
        raise ValueError(
            f"no column is mapped to {', '.join(lacking)}: give --map {lacking[0]}=COLUMN, "
            f"or --set {lacking[0]}=VALUE for every row"
        )
    if not (how.source or "source" in columns or "source" in how.constants):
        raise ValueError("the rows name no source: give --source ID, or --map source=COLUMN")
    return How(**{f.name: getattr(how, f.name) for f in fields_of(how)} | {"columns": columns})


def _reader(how: How) -> Callable[[Row], Row]:
    def incident(row: Row) -> Row:
        cells = how.constants | {ours: row[theirs] for ours, theirs in how.columns.items()}
        if "source_id" not in cells:
            cells["source_id"] = _digest(row)
        try:
            return own.incident(_worded(cells), source=how.source, day_first=how.day_first, serial=True)
        except Unfit as error:
            theirs = how.columns.get(error.column, error.column)
            raise Unfit(str(error), column=theirs, value=error.value) from None

    return incident


def _digest(row: Row) -> str:
    """Name a row by what it says; an empty cell says nothing."""
    said = sorted((name, cell.strip()) for name, cell in row.items() if cell.strip())
    return "row-" + hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _worded(cells: Row) -> Row:
    """Put words into our vocabulary, the written ones beside them."""
    given = {name: cells.get(ours, "") for ours, name in GIVEN.items() if not cells.get(name)}
    said = {name: _word(name, cells[name]) for name in WORDS if cells.get(name)}
    return cells | given | said


@lru_cache(REMEMBERED)
def _word(name: str, text: str) -> str:
    if len(text) > LONGEST:
        raise unfit(name, text, f"is longer than {LONGEST} characters")
    return WORDS[name](text)


def _kind(text: str) -> str:
    return vocabulary.term_id(vocabulary.kinds(), text) or text


def _terms(name: str) -> Callable[[str], str]:
    def ids(text: str) -> str:
        found = [vocabulary.term_id(TERMS[name](), part) for part in text.translate(SEPARATORS).split("|")]
        return "|".join(dict.fromkeys(filter(None, found)))

    return ids


def _groups(text: str) -> str:
    parts = [part.strip() for part in text.translate(SEPARATORS).split("|")]
    named = [id_ for part in parts if part for id_ in (vocabulary.group_ids(part) or (vocabulary.slug(part),))]
    return "|".join(dict.fromkeys(named))


def _country(text: str) -> str:
    bare = " ".join(text.split())
    return _COUNTRIES.get(bare.casefold(), bare.upper() if len(bare) == 2 else "")  # noqa: PLR2004 ISO 3166-1 alpha-2


def _lower(text: str) -> str:
    return text.strip().casefold()


WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": _kind,
    "precision": _lower,
    "date_precision": _lower,
    "attribution": _lower,
    "tactic": _terms("tactic"),
    "target": _terms("target"),
    "perpetrators": _groups,
    "country": _country,
}

PROVIDER = provider(How())


def mapping(text: str) -> How:
    r"""Read a mapping file.

    Raises
    ------
    ValueError
        It is not TOML, or says something that is not known.

    Examples
    --------
    >>> mapping('source = "mine"\n[columns]\nlon = "X"\n[constants]\nkind = "attack"').columns
    {'lon': 'X'}
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML ({error})") from None
    known = {f.name: getattr(How(), f.name) for f in fields_of(How)}
    for name, value in said.items():
        if name not in known:
            raise ValueError(f"{name!r} is not known (accepted: {', '.join(known)})")
        if type(value) is not type(known[name]):
            raise ValueError(f"{name} must be {_kinds_of_value[type(known[name])]}, not {value!r}")
        if isinstance(value, dict) and not all(isinstance(cell, str) for cell in value.values()):
            raise ValueError(f"[{name}] must hold text in quotes alone")
    return How(**said)


_kinds_of_value = {str: "text in quotes", bool: "true or false", dict: "a table of its own, [such as this]"}
