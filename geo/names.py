"""Names of places, as different providers write them: whether two of them mean the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import numpy.typing as npt

    K = TypeVar("K", bound=Hashable)

T = TypeVar("T")

KINDS_OF_PLACE = frozenset({
    "agency", "area", "capital", "city", "county", "distrcit", "district", "division", "ostan", "province", "region",
    "shahrestan", "tehsil", "territory", "town", "village",
})  # fmt: skip
"""Words that say what a place is, not which one; "distrcit" stands in UCDP GED."""
JOINTS = frozenset({"and", "e", "i", "o", "of", "the", "u", "va", "wa"})
OTHER_NAMES = {
    "ajk": "azad kashmir",
    "azad jammu kashmir": "azad kashmir",
    "azerbaijan gharbi": "west azerbaijan",
    "azerbaijan sharghi": "east azerbaijan",
    "fata": "federally administered tribal areas",
    "federal": "islamabad",
    "hirat": "herat",
    "khorasan jonubi": "south khorasan",
    "khorasan razavi": "razavi khorasan",
    "khorasan shomali": "north khorasan",
    "konar": "kunar",
    "kp": "khyber pakhtunkhwa",
    "kpk": "khyber pakhtunkhwa",
    "north west frontier": "khyber pakhtunkhwa",
    "northern areas": "gilgit baltistan",
    "nwfp": "khyber pakhtunkhwa",
    "paktya": "paktia",
    "sind": "sindh",
    "wardak": "maidan wardak",
}
"""Provinces under another or an earlier name, and short names whose spelling `bones` cannot tell."""
FEWEST_BONES = 4
"""Fewer letters are shared by names that differ: without vowels, Swabi is Sibi."""


def plain(name: str) -> str:
    """Reduce a name to the words that tell it apart, without case, accents, and what kind of place it is.

    Examples
    --------
    >>> plain("Khyber Pakhtunkwa province"), plain("Sīstān-o-Balūchestān"), plain("Dera Bugti district"), plain("Area")
    ('khyber pakhtunkwa', 'sistan baluchestan', 'dera bugti', '')
    """
    taken_apart = unicodedata.normalize("NFKD", name.casefold().replace(".", ""))
    letters = "".join(c for c in taken_apart if not unicodedata.combining(c))
    words = " ".join(w for w in re.findall(r"[^\W_]+", letters) if w not in KINDS_OF_PLACE | JOINTS)
    return OTHER_NAMES.get(words, words)


def bones(name: str) -> str:
    """Reduce a plain name to the consonants that transliterations agree on; empty if too few are left.

    Examples
    --------
    >>> bones("balochistan"), bones("baluchestan"), bones("khyber pakhtunkwa"), bones("swabi")
    ('blcstn', 'blcstn', 'kbrpktnkw', '')
    """
    left = re.sub(r"[aeiouyh ]", "", name.replace("q", "k"))
    return left if len(left) >= FEWEST_BONES else ""


class Named(Generic[T]):
    """Things to be found by the name of a place in a country, or in any if the country is not known.

    A name finds every thing of that name, else every thing of that spelling. What two different names are spelled
    like is not found.

    Examples
    --------
    >>> provinces = Named([("PK", "Balochistan", "PK-BA"), ("IR", "Sistan and Baluchestan", "IR-11")])
    >>> provinces.find("PK", "Baluchistan Province"), provinces.find("IR", "Baluchistan")
    (['PK-BA'], [])
    >>> provinces.find("", "Balochistan")
    ['PK-BA']
    """

    def __init__(self, things: Iterable[tuple[str, str, T]]) -> None:
        self._named: dict[tuple[str, str], list[T]] = {}
        self._spelled: dict[tuple[str, str], set[str]] = {}
        for country, name, thing in things:
            word = plain(name)
            for where in {country, ""}:
                self._named.setdefault((where, word), []).append(thing)
                self._spelled.setdefault((where, bones(word)), set()).add(word)

    def find(self, country: str, name: str, *, spelling: bool = True) -> list[T]:
        """Find the things of a name; none if there is no such name, or no name."""
        word = plain(name)
        if word and (country, word) in self._named:
            return self._named[country, word]
        alike = self._spelled.get((country, bones(word)), set()) if spelling and bones(word) else set()
        return self._named[country, next(iter(alike))] if len(alike) == 1 else []


def coded(values: Iterable[K], n: int) -> tuple[list[K], npt.NDArray[np.int64]]:
    """Give the distinct ones of n values as they come, and for each value which of them it is.

    Examples
    --------
    >>> coded(["b", "a", "b"], 3)
    (['b', 'a'], array([0, 1, 0]))
    """
    seen: dict[K, int] = {}
    codes = np.fromiter((seen.setdefault(value, len(seen)) for value in values), dtype=np.int64, count=n)
    return list(seen), codes
