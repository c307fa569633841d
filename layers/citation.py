"""How to cite a figure, so that anybody can ask the same of the same data again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from geo.coverage import Source
    from geo.query import Query
    from geo.snapshot import Snapshot

SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def citation(state: Snapshot, query: Query, *, program: str, day: date) -> str:
    """Give a citation as text, and below it as BibTeX.

    Parameters
    ----------
    program : str
        The version of the program.
    day : datetime.date
        On which the figure was read.
    """
    sources = [state.sources[s] for s in query.source]
    asked = query.canonical or "the default question"
    version = f"version {state.revision} of the data ({state.digest})"
    text = "\n".join(_source(s) for s in sources)
    text += f"\nFigures: Sarhad {program}, {version}, question: {asked}. Read on {day}."
    return f"{text}\n\n{_bibtex(sources, state, asked, program, day)}"


def _source(source: Source) -> str:
    where = f" {source.url}" if source.url else ""
    covers = f"complete for {', '.join(source.countries)}" if source.complete else "not complete"
    taken = f" accessed {source.accessed};" if source.accessed else ""
    return f"{source.name}, {source.first} to {source.last}, {covers};{taken} {source.licence}. {source.cite}{where}"


def _bibtex(sources: list[Source], state: Snapshot, asked: str, program: str, day: date) -> str:
    entries = [
        {
            "title": s.name,
            "note": f"{s.cite} Licence: {s.licence}." + (f" Accessed {s.accessed}." if s.accessed else ""),
            "url": s.url,
            "key": s.id,
        }
        for s in sources
    ]
    figures = {
        "title": f"Sarhad {program}: {asked}",
        "note": f"Version {state.revision} of the data, digest {state.digest}. Read on {day}.",
        "year": str(day.year),
        "key": f"sarhad-{state.revision}",
    }
    return "\n".join(_entry(e) for e in [*entries, figures])


def _entry(fields: dict[str, str]) -> str:
    lines = [
        f"  {name} = {{{value if name == 'url' else _plain(value)}}},"
        for name, value in fields.items()
        if value and name != "key"
    ]
    return "\n".join([f"@misc{{{fields['key']},", *lines, "}"])


def _plain(text: str) -> str:
    return "".join(SPECIAL.get(c, c) for c in text)
