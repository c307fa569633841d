"""Names of regions in English, Persian and Urdu: bare, as a map label wants them."""

import re

# Natural Earth writes "Province of ..." in front of, or after, many Persian and Urdu names.
_PREFIXES = ("استان", "ولایت", "ایالت", "صوبہ")
_SUFFIXES = ("صوبہ", "پراونس", "علاقہ", "پاکستان")

# adm1_code -> the ISO 3166-2 code where Natural Earth gives that of a neighbour: Panjshir and Daykundi have
# the codes of Parwan and Uruzgan, which they were cut from; Paktia (AF-PIA) and Paktika (AF-PKA) are swapped.
MISCODED = {"AFG-1769": "AF-PAN", "AFG-1753": "AF-DAY", "AFG-3413": "AF-PIA", "AFG-1759": "AF-PKA"}

# Natural Earth's English name -> the form in common use, without marks a label cannot need.
_ENGLISH = {"Ghōr": "Ghor", "Urozgan": "Uruzgan"}

# Whole names replaced, by region id: (English, Persian, Urdu); None keeps Natural Earth's.
_REPLACED: dict[str, tuple[str | None, str | None, str | None]] = {
    # These two carry all the names of the neighbour they were cut from (Parwan, Uruzgan).
    "AF-PAN": ("Panjshir", "پنجشیر", "پنجشیر"),
    "AF-DAY": ("Daykundi", "دایکندی", "دایکندی"),
    # The joiner between the parts was lost, which runs two words into one.
    "PK-TA": (None, "مناطق قبیله\u200cای فدرال", None),
    # A label names the place; "the capital's district of Islamabad" lost its joiner as well.
    "PK-IS": (None, "اسلام\u200cآباد", None),
    # Spelt with a letter Urdu does not use in this name: zhe for ze, Persian he for Urdu he.
    "IR-02": (None, None, "مازندران"),
    "IR-18": (None, None, "بوشہر"),
}

# Natural Earth's provinces do not name their countries in Persian or Urdu; both spell them alike.
COUNTRIES = {
    "PK": ("Pakistan", "پاکستان", "پاکستان"),
    "IR": ("Iran", "ایران", "ایران"),
    "AF": ("Afghanistan", "افغانستان", "افغانستان"),
}


def bare(name: str) -> str:
    """Return a Persian or Urdu name without the words for province around it.

    >>> bare("استان سیستان و بلوچستان"), bare("ایالت بلوچستان پاکستان")
    ('سیستان و بلوچستان', 'بلوچستان')
    """
    name = re.sub(rf"^(?:{'|'.join(_PREFIXES)})\s+", "", name.strip())
    return re.sub(rf"\s+(?:{'|'.join(_SUFFIXES)})$", "", name)


def region_names(region_id: str, english: str, persian: str | None, urdu: str | None) -> tuple[str, str, str]:
    """Return the three names of a province from Natural Earth's, mended where those are wrong."""
    own = (_ENGLISH.get(english, english), bare(persian or ""), bare(urdu or ""))
    better = _REPLACED.get(region_id, (None, None, None))
    name, name_fa, name_ur = (mended or given for mended, given in zip(better, own, strict=True))
    return name, name_fa, name_ur
