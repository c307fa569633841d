"""The curated incidents, and the operations across a border among them as sites.

Two tables are joined on their id: the raw list as it was compiled, and `curated_coding.csv` beside this
file, where an editor put each row into our vocabulary and said why. In the coding an empty killed_low or
killed_high means that no source is quoted with another figure: it is then the best one. Nothing here
guesses: what neither table says stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from data.reference.build.inputs import csv_rows
from data.reference.build.outputs import write_csv
from data.sources import own
from data.vocabulary import groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.rows import Row

ID = "curated"
CODING = Path(__file__).with_name("curated_coding.csv")
COUNTRIES = {"PAK": "PK", "IRN": "IR", "AFG": "AF"}
SITE_COLUMNS = (
    *("id", "name", "actor", "actor_name", "from_country", "to_country", "status", "date", "date_precision"),
    *("precision", "lon", "lat", "incident", "note"),
)
CODED = (
    *("kind", "target", "tactic", "perpetrators", "attribution"),
    *("date_start", "date_end", "date_precision", "precision", "attackers_killed"),
)
NOT_NAMED = ("(none)", "(not in page)", "(not in pages)")
PLAIN_STATUSES = (  # those that the column attribution tells as well
    *("", "claimed", "acknowledged", "attributed", "UCDP actor coding"),
    *("unclaimed", "unclaimed (in pages read)"),
)

_WHOLE_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}\.?/[^\s…]+")
_UCDP_ID = re.compile(r"UCDP GED id (\d+)")
_COMPILERS_REMARK = '; good row for "no coordinates"'  # on the use of the row, not on the event
_SHORTHAND = {
    "captives taken IRN->PAK": "captives taken from Iran into Pakistan",
    "AFG/IRN border": "on the border of Afghanistan and Iran",
    " | other reading:": "; other reading:",
    " | ": "; also: ",
}


def build(shared: Path, out: Path) -> None:
    """Write incidents_curated.csv and sites.csv, ordered by id."""
    raw = sorted(csv_rows(shared / "data/reference/curated_incidents.csv"), key=lambda row: row["id"])
    pairs = joined(raw, csv_rows(CODING))
    incidents = [own.incident(incident(row, coding)) for row, coding in pairs]
    (out / "incidents_curated.csv").write_text(own.write(incidents), encoding="utf-8", newline="")
    across = [site(row, coding) for row, coding in pairs if "->" in row["cross_border"]]
    write_csv(out / "sites.csv", SITE_COLUMNS, across)


def joined(raw: Sequence[Row], coding: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pair each raw row with its coding; a row without one, or a coding of no row or of two, is an error."""
    listed, coded = (Counter(row["id"] for row in table) for table in (raw, coding))
    wrong = sorted(id_ for id_ in listed | coded if (listed[id_], coded[id_]) != (1, 1))
    if wrong:
        raise ValueError(f"curated_coding.csv must code each raw row once; see {', '.join(wrong)}")
    by_id = {row["id"]: row for row in coding}
    return [(row, by_id[row["id"]]) for row in raw]


def incident(row: Row, coding: Row) -> Row:
    """Return the row in our columns: the editor's words, and the compiler's own words beside them."""
    whole, _ = urls(row["verified_by"])
    ucdp = _UCDP_ID.search(row["source"])
    return {name: coding[name] for name in CODED} | {
        "source": ID,
        "source_id": row["id"],
        "lon": row["lon"],
        "lat": row["lat"],
        "killed_low": coding["killed_low"] or row["killed"],
        "killed": row["killed"],
        "killed_high": coding["killed_high"] or row["killed"],
        "injured": row["wounded"],
        "place": row["place"],
        "country": COUNTRIES[row["country"]],
        "region_name": row["province"],
        "notes": notes(row, coding),
        "urls": " ".join(whole),
        "same_as": f"ucdp-ged:{ucdp[1]}" if ucdp else "",
        "kind_given": row["event_type"],
        "perpetrators_given": "" if row["group"] in NOT_NAMED else row["group"],
        "tactic_given": row["event_type"],
    }


def urls(text: str) -> tuple[list[str], list[str]]:
    """Split what a row cites into whole addresses, each once, and the names that are not one.

    Examples
    --------
    >>> urls("dawn.com/news/1855006; geo.tv; nation.com.pk/14-…; example.org/a (Reuters)")
    (['https://dawn.com/news/1855006', 'https://example.org/a'], ['geo.tv', 'nation.com.pk/14-…'])
    """
    whole: dict[str, str] = {}
    named = []
    for cited in filter(None, (part.strip() for part in text.split(";"))):
        address, _, comment = cited.partition(" (")
        # "(article 26991)" is the rest of the address, "(Reuters)" is not
        if comment.startswith("article ") or "..." in address or not _WHOLE_URL.fullmatch(address):
            named.append(cited)
        else:
            full = address if address.startswith("http") else f"https://{address}"
            whole.setdefault(full.rstrip("/"), full)
    return list(whole.values()), named


def notes(row: Row, coding: Row) -> str:
    """Return in a few sentences what the columns cannot hold, in the words of the raw row."""
    _, named = urls(row["verified_by"])
    others = [n for n in named if n not in row["source"] and not n.startswith("row in ")]
    toll = _spelled_out(row["killed_detail"])
    told = {
        "Toll": toll and f"{row['killed'] or 'not known'}; {toll}",
        "Remark": _sentences(coding["note"], _spelled_out(row["note"])),
        "Attribution": "" if row["group_status"] in PLAIN_STATUSES else row["group_status"],
        "Date": "" if row["date_prec"] == "day" else f"{row['date_prec']}; given as {row['date']}",
        "Place": row["geo_prec"] if coding["precision"] in ("district", "province", "country") else "",
        "Confidence": row["confidence"].replace(_COMPILERS_REMARK, ""),
        "Sources": row["source"],
        "Also named": "; ".join(others),
    }
    return " ".join(f"{label}: {text}." for label, text in told.items() if text)


def site(row: Row, coding: Row) -> Row:
    """Return an operation across a border as a site that links to its incident."""
    start, end = row["cross_border"].split("->")
    acting = (coding["site_actor"] or coding["perpetrators"]).split("|")
    known = {group.id: group.name for group in groups()}
    given = "" if row["group"] in NOT_NAMED else row["group"].strip("()")
    return {
        "id": row["id"],
        "name": _upper_first(row["place"]),
        "actor": acting[0],
        "actor_name": "; ".join(known[id_] for id_ in acting if id_) or _upper_first(given) or "Not named",
        "from_country": COUNTRIES[start],
        "to_country": COUNTRIES[end],
        "status": coding["site_status"] or status(row["group_status"]),
        "date": coding["date_start"],
        "date_precision": coding["date_precision"],
        "precision": coding["precision"],
        "lon": row["lon"],
        "lat": row["lat"],
        "incident": f"{ID}:{row['id']}",
        "note": _sentences(row["event_type"], row["group_status"], coding["note"], row["note"]) + ".",
    }


def status(group_status: str) -> str:
    """Tell whether the acting side says so itself; what others say, or nobody, is attributed.

    Examples
    --------
    >>> status("acknowledged; target Jaish al-Adl"), status("unclaimed (in pages read)")
    ('acknowledged', 'attributed')
    """
    return next((word for word in ("acknowledged", "claimed") if group_status.startswith(word)), "attributed")


def _spelled_out(text: str) -> str:
    for short, words in _SHORTHAND.items():
        text = text.replace(short, words)
    return text


def _sentences(*texts: str) -> str:
    return ". ".join(_upper_first(text) for text in texts if text)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
