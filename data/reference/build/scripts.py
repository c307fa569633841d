"""Choosing Persian and Urdu names among a gazetteer's alternate names, which do not tell their language."""

import re
from collections.abc import Iterable

# Arabic letters that Persian and Urdu write with code points of their own.
_ARABIC = str.maketrans("يىك", "ییک")
_COMMON = "آئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوی"
_PERSIAN = re.compile(f"[{_COMMON}ه \u200c]+")
_URDU = re.compile(f"[{_COMMON}أؤٹڈڑںہھے ]+")
_ONLY_URDU = re.compile("[ٹڈڑںہھے]")
# Urdu writes this letter only to breathe a consonant (bh, ph, th ...); elsewhere it is another language's h.
_NOT_URDU = re.compile("(?<![بپتٹجچدڈڑرکگلمن])ھ")
# "Province of", "county of", "port of" and the like: not the bare name of a town.
_WHOLE = re.compile("(?:استان|شهرستان|ضلع|بندر|تحصیل|مرکز) ")


def persian(names: Iterable[str]) -> str:
    """Return the name that is written as Persian is, the shortest of several, or nothing.

    >>> persian(["أصفهان", "استان اصفهان", "اصفهان", "اصفہان", "Isfahan"])
    'اصفهان'
    """
    written = (name.translate(_ARABIC) for name in names)
    return _shortest(name for name in written if _PERSIAN.fullmatch(name))


def urdu(names: Iterable[str]) -> str:
    """Return the name that of the languages around only Urdu writes so, the shortest of several, or nothing.

    >>> urdu(["تهران", "طهران", "تہران"]), urdu(["تهران", "شھر"])
    ('تہران', '')
    """
    return _shortest(name for name in names if _is_urdu(name))


def _is_urdu(name: str) -> bool:
    return bool(_URDU.fullmatch(name) and _ONLY_URDU.search(name) and not _NOT_URDU.search(name))


def _shortest(names: Iterable[str]) -> str:
    towns = (name for name in names if not _WHOLE.match(name))
    return min(towns, key=lambda name: (len(name), name), default="")
