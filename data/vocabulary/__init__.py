"""The controlled vocabulary: groups, kinds, tactics and targets, read from the CSV tables beside this file.

The vocabulary is applied once, at import; what a provider wrote is kept beside it. Add a spelling to the column
``aliases`` of a table, and the next import knows it. An alias may belong to several groups: a joint operation such as
"Iran (IRGC, police)" names two forces. What the codes of ACLED and GTD mean stands in tables of their own; see `codes`.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Group", "Term", "group_ids", "groups", "kinds", "slug", "tactics", "targets", "term_id"]

_FOLDER = Path(__file__).parent
_SEPARATORS = re.compile(r"[;|]")
_ABBREVIATED = re.compile(r"(?P<short>[A-Za-z-]+): ?(?P<long>.+)|(?P<name>.+) \((?P<letters>[A-Za-z-]+)\)")
_UNWRITTEN = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": None})
_LONGEST_SLUG = 48


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a closed list: its id and the name that is shown."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An armed group, a community in conflict or a state's force, with every spelling the sources use."""

    id: str
    name: str
    short: str
    """At most 24 characters, for the label of a chart."""
    country: str
    """ISO-2 code of where the group belongs; empty where it belongs to no single country."""
    state: bool
    """True for the forces of a state, which carry out operations."""
    aliases: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Return all known groups and forces, in the order of the table."""
    return tuple(_group(row) for row in rows("groups.csv"))


@cache
def kinds() -> tuple[Term, ...]:
    """Return the kinds of incident."""
    return _terms("kinds.csv")


@cache
def tactics() -> tuple[Term, ...]:
    """Return the tactics."""
    return _terms("tactics.csv")


@cache
def targets() -> tuple[Term, ...]:
    """Return the kinds of target."""
    return _terms("targets.csv")


def group_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the groups that a source names, in the order of the text; unknown names give none.

    Names are parted by ";" or "|" and match an alias as a whole, ignoring case and space. A name that stands with its
    abbreviation matches if both mean the same group.

    Examples
    --------
    >>> group_ids("Islamic State; Iran (IRGC, police)")
    ('IS', 'IR-IRGC', 'IR-police')
    >>> group_ids("Baloch Republican Army (BRA); BLA: Balochistan Liberation Army")
    ('BRA', 'BLA')
    >>> group_ids("unknown gunmen")
    ()
    """
    named = (_ids(part.strip()) for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(id_ for ids in named for id_ in ids))


def _ids(name: str) -> tuple[str, ...]:
    known = _ids_by_alias()
    found = known.get(_folded(name), ())
    if not found and (match := _ABBREVIATED.fullmatch(name)):
        short, long = filter(None, match.groups())
        both = {known.get(_folded(part), ()) for part in (short, long)}
        return both.pop() if len(both) == 1 else ()
    return found


def term_id(terms: tuple[Term, ...], text: str) -> str:
    """Return the id of the term that a text names by its id, name or alias, ignoring case and space; else nothing.

    Examples
    --------
    >>> term_id(tactics(), "Suicide bombing"), term_id(tactics(), "kite")
    ('suicide-bombing', '')
    """
    return _id_by_word(terms).get(_folded(text), "")


@cache
def _id_by_word(terms: tuple[Term, ...]) -> dict[str, str]:
    return {_folded(word): term.id for term in reversed(terms) for word in (*term.aliases, term.name, term.id)}


def slug(text: str) -> str:
    """Return an id for a group that the vocabulary does not know: always the same for the same name.

    Letters outside ASCII cannot stand in an id; a short digest then keeps two such names apart.

    Examples
    --------
    >>> slug("Forces of Mulla X.")
    'Forces-of-Mulla-X'
    >>> slug("گروه ناشناس")
    'group-fdaa6060'
    """
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    marks_off = "".join(char for char in plain if not unicodedata.combining(char))
    readable = re.sub(r"[^A-Za-z0-9_]+", "-", marks_off).strip("-")
    if readable and marks_off.isascii() and len(readable) <= _LONGEST_SLUG:
        return readable
    digest = hashlib.sha256(plain.casefold().encode()).hexdigest()[:8]
    return f"{readable[: _LONGEST_SLUG - 9].rstrip('-') or 'group'}-{digest}"


@cache
def _ids_by_alias() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups():
        for key in dict.fromkeys(_folded(name) for name in (group.id, group.name, *group.aliases)):
            found[key] = (*found.get(key, ()), group.id)
    return found


def _group(row: dict[str, str]) -> Group:
    aliases = tuple(row["aliases"].split("|"))
    return Group(row["id"], row["name"], row["short"], row["country"], row["state"] == "true", aliases)


def _folded(name: str) -> str:
    return "".join(name.translate(_UNWRITTEN).split()).casefold()


def _terms(name: str) -> tuple[Term, ...]:
    return tuple(Term(row["id"], row["name"], tuple(filter(None, row["aliases"].split("|")))) for row in rows(name))


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the vocabulary."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
