"""The README is true: its commands print what it shows, its Python runs, its tables name what there is."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from geo.query import NAMES
from service.routes import collections, ground, health, heat, hotspots, lists, pages, points, revisions, tiles, views

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Give each command of the console blocks with the output shown under it."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README shows, where its commands are run one after the other."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in re.findall(r"^```(?:csv|toml) (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


CHANGING = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME"),
    (r"\b[0-9a-f]{12}\b", "DIGEST"),
    (r"accessed \d{4}-\d\d-\d\d", "accessed DAY"),
)
"""What is another one each time: when something was done, and the digests of what was done then."""


def run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    assert words[0] == "sarhad"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "service.cli", *words[1:]],
        cwd=folder,
        env={
            "COLUMNS": "100",
            "PYTHONPATH": str(ROOT),
            "PATH": "",
            "PYTHONUTF8": "1",
            "SARHAD_DATA": str(folder / "data"),
            "LOGNAME": "analyst",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def trimmed(text: str) -> str:
    """Leave out the blanks at the ends of lines, which no one sees, and what is another one each time."""
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


@pytest.mark.parametrize(("command", "shown"), commands(), ids=lambda v: v.splitlines()[0][:60] if v else "nothing")
def test_a_command_prints_what_the_readme_shows(command: str, shown: str, desk: Path) -> None:
    assert trimmed(run(command, desk)) == trimmed(shown)


def test_the_python_of_the_readme_prints_what_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    code, printed = "\n".join(blocks("python")), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 our own README
    assert trimmed(printed.getvalue()) == trimmed(blocks("text")[0])
    assert (tmp_path / "killed-2014.png").read_bytes().startswith(b"\x89PNG")


def test_every_route_and_parameter_stands_in_the_tables() -> None:
    routers = [
        module.router
        for module in (collections, ground, health, heat, hotspots, lists, pages, points, revisions, tiles, views)
    ]
    routes = {route.path for router in routers for route in router.routes if isinstance(route, APIRoute)} - {"/"}
    assert len(routes) > 15
    assert [path for path in sorted(routes) if f"`{path}`" not in TEXT] == []
    assert [name for name in NAMES if f"`{name}`" not in TEXT] == []


def test_the_files_that_the_readme_links_to_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
