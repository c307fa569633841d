"""How to cite a figure, so that anybody can ask the same of the same data again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from geo.coverage import Source
    from geo.density import Heat
    from geo.query import Query
    from geo.snapshot import Snapshot

SPECIAL = {c: f"\\{c}" for c in "&%$#_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, whatever stands before them
    "}": r"\textbraceright{}",
}
IN_A_KEY = re.compile(r"[^A-Za-z0-9.:+-]+")
IN_AN_ADDRESS = {"{": "%7B", "}": "%7D", " ": "%20", "\\": "%5C"}


def citation(state: Snapshot, query: Query, *, program: str, day: date) -> str:
    """Give a citation as text, and below it as BibTeX.

    The question in it names the version, so that as a query string it gives the same figures for ever.

    Parameters
    ----------
    program : str
        The version of the program.
    day : datetime.date
        On which the figure was read.
    """
    sources = [state.sources[s] for s in query.source]
    asked = pinned(state, query)
    text = "\n".join(_source(s) for s in sources)
    text += f"\nFigures: Sarhad {program}, version {state.revision} of the data (digest {state.digest}), question"
    text += f" {asked}. Read on {day}."
    return f"{text}\n\n{_bibtex(sources, state, asked, program, day)}"


def pinned(state: Snapshot, query: Query | Heat) -> str:
    """Give the shortest query string that asks the same of the same version.

    Examples
    --------
    >>> from tests.worlds import two_squares
    >>> world = two_squares([(0.5, 0.5)])
    >>> pinned(world, world.ask([])), pinned(world, world.ask([("version", "1"), ("measure", "killed")]))
    ('version=1', 'measure=killed&version=1')
    """
    parts = [part for part in query.canonical.split("&") if part and not part.startswith("version=")]
    return "&".join([*parts, f"version={state.revision}"])


def _source(source: Source) -> str:
    where = f" {source.url}" if source.url else ""
    covers = f"complete for {', '.join(source.countries)}" if source.complete else "not complete"
    taken = f" accessed {source.accessed};" if source.accessed else ""
    said = f"{source.name}, {source.first} to {source.last}, {covers};{taken} {source.licence}. {source.cite}{where}"
    return _one_line(said)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bibtex(sources: list[Source], state: Snapshot, asked: str, program: str, day: date) -> str:
    entries = [{"title": s.name, "note": _note(s), "url": s.url} for s in sources]
    figures = {
        "title": f"Sarhad {program}: {asked}",
        "note": f"Version {state.revision} of the data, digest {state.digest}. Read on {day}.",
        "year": str(day.year),
    }
    keys = _keys([*(s.id for s in sources), f"sarhad-{state.revision}"])
    return "\n".join(_entry(key, entry) for key, entry in zip(keys, [*entries, figures], strict=True))


def _note(source: Source) -> str:
    cited = f"{source.cite.rstrip('.')}. " if source.cite else ""
    return f"{cited}Licence: {source.licence}." + (f" Accessed {source.accessed}." if source.accessed else "")


def _keys(names: list[str]) -> list[str]:
    """Give each entry a key that BibTeX can read and, whatever its case, tell from the others."""
    keys: dict[str, str] = {}
    for name in names:
        key = IN_A_KEY.sub("-", name).strip("-") or "source"
        while key.lower() in keys:
            key += "-bis"
        keys[key.lower()] = key
    return [*keys.values()]


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{_written(name, text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _written(name: str, text: str) -> str:
    return "".join((IN_AN_ADDRESS if name == "url" else SPECIAL).get(c, c) for c in _one_line(text))
