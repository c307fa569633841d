"""The project's own documents, which the service shows as pages: the README is the one place they are written."""

from __future__ import annotations

from pathlib import Path

from data import reference
from geo.errors import NotFound

ROOT = Path(__file__).parent.parent


def readme(section: str) -> str:
    """Give one section of the README, its heading included."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    headings = _headings(lines)
    for start, (depth, title) in headings.items():
        if title == section:
            ends = (i for i, (other, _) in headings.items() if i > start and other <= depth)
            return "\n".join(lines[start : next(ends, len(lines))]).rstrip()
    raise NotFound(f"The README has no section {section!r}.")


def sources() -> str:
    """Give the origins and licences of the reference data."""
    return (reference.PATH / "SOURCES.md").read_text(encoding="utf-8")


def _headings(lines: list[str]) -> dict[int, tuple[int, str]]:
    """Find the headings by line, with their depth; a # inside a code fence, or with no space behind it, is not one."""
    found, fenced = {}, False
    for i, line in enumerate(lines):
        fenced ^= line.startswith("```")
        mark, _, title = line.partition(" ")
        if not fenced and mark and set(mark) == {"#"}:
            found[i] = (len(mark), title.strip())
    return found
