"""Regions on the command line."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from data.start import only_reference
from data.store import Store
from service.cli import cli
from service.commands.regions import regions
from tests.child import Here
from tests.sheets import saved
from tests.test_divisions import EAST, WEST, collection

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sarhad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Here:
    monkeypatch.setenv("SARHAD_DATA", str(tmp_path / "data"))
    only_reference(Store(tmp_path / "data"))
    return Here(monkeypatch, capsysbinary)


@pytest.mark.parametrize("command", sorted(regions.commands))
def test_every_command_of_the_group_has_an_example_and_a_sentence(command: str):
    shown = CliRunner().invoke(cli, ["regions", command, "--help"], terminal_width=400)
    assert (regions.commands[command].help or "").partition("\n")[0].rstrip().endswith(".")
    (example,) = re.findall(r"Example: sarhad regions (.*)", shown.output)
    name, *arguments = shlex.split(example)
    assert name == command
    regions.commands[name].make_context(name, arguments)


def test_districts_are_added_listed_and_taken_away(sarhad: Here, tmp_path: Path):
    path = saved(tmp_path, collection((WEST, {}), (EAST, {})), name="d.geojson")
    ran = sarhad("regions", "add", path, "--id", "code", "--name", "title")
    assert ran.code == 0
    lines = ran.out.decode().splitlines()
    assert lines[0] == "d.geojson"
    assert lines[1:6] == [
        f"  {name:<10}{n:>8}"
        for name, n in (("read", 2), ("added", 2), ("changed", 0), ("unchanged", 0), ("refused", 0))
    ]
    assert lines[6] == "  in the provinces: PK-BA 2"
    assert lines[7].startswith("revision 2 (")
    assert sarhad("regions", "list").out.decode().splitlines()[-1] == "district     2  PK"
    again = sarhad("regions", "add", path, "--id", "code", "--name", "title")
    assert (again.code, again.out.decode().splitlines()[-1]) == (0, "Nothing changed, so there is no new revision.")
    assert sarhad("regions", "remove").out == b"revision 3: no regions of level district any more\n"
    ran = sarhad("regions", "remove")
    assert (ran.code, ran.err) == (2, "sarhad: there are no regions of level district to remove\n")


def test_what_was_refused_repaired_or_doubtful_is_listed_and_the_exit_code_says_so(sarhad: Here, tmp_path: Path):
    content = collection(
        (WEST, {"in": "Sindh"}), (EAST, {"title": "East\x1b[2J", "in": "Mars"}), (WEST, {"code": "a,b"})
    )
    path = saved(tmp_path, content, name="d.geojson")
    ran = sarhad("regions", "add", path, "--id", "code", "--name", "title", "--parent", "in")
    said = ran.out.decode()
    assert ran.code == 1
    assert "  refused:\n    row 3 (District 3): id 'a,b' holds a comma" in said
    assert "  not where the file says:\n    D1 (District 1): lies in PK-BA; the file says Sindh\n" in said
    assert "    D2 (East?[2J): lies in PK-BA; the file says Mars, which is no province here\n" in said


def test_a_long_list_is_cut_short(sarhad: Here, tmp_path: Path):
    path = saved(tmp_path, collection((EAST, {}), *((WEST, {"code": "D0"}) for _ in range(2_001))), name="d.geojson")
    said = sarhad("regions", "add", path, "--id", "code", "--name", "title").out.decode()
    assert "    and 1,980 more\n" in said
    assert len(said.splitlines()) < 40


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--id", "cod", "--name", "title"), "has no column cod; found: code, title"),
        (("--id", "code"), "Missing option '--name'"),
        (("--id", "code", "--name", "title", "--level", "province"), "'province' is not 'district'"),
        (("--id", "code", "--name", "title", "--limits", "memory=1"), "at least memory=500MB"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_stored(
    sarhad: Here, tmp_path: Path, options: tuple[str, ...], says: str
):
    path = saved(tmp_path, collection((WEST, {})), name="d.geojson")
    ran = sarhad("regions", "add", path, *options)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert len(sarhad("revisions").out.splitlines()) == 1
