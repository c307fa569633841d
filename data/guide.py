"""The project's own documents, which the service shows as pages: the README is the one place they are written."""

from __future__ import annotations

from pathlib import Path

from data import reference
from geo.errors import NotFound

ROOT = Path(__file__).parent.parent


def readme(section: str) -> str:
    """Give one section of the README, its heading included."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for start, line in enumerate(lines):
        if line.lstrip("#").strip() == section and line.startswith("#"):
            depth = len(line) - len(line.lstrip("#"))
            ends = (i for i in range(start + 1, len(lines)) if _closes(lines, i, depth))
            return "\n".join(lines[start : next(ends, len(lines))])
    raise NotFound(f"The README has no section {section!r}.")


def sources() -> str:
    """Give the origins and licences of the reference data."""
    return (reference.PATH / "SOURCES.md").read_text(encoding="utf-8")


def _closes(lines: list[str], i: int, depth: int) -> bool:
    """Tell whether a line is a heading of this depth or higher; a # inside a code fence is not one."""
    fenced = sum(line.startswith("```") for line in lines[:i]) % 2 == 1
    mark = lines[i].split(" ", 1)[0]
    return not fenced and bool(mark) and set(mark) == {"#"} and len(mark) <= depth
