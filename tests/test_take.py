"""Taking data in, as a user types it: what goes where, with which exit code, through a reader in its own process."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import click
import pytest

from data.snapshots import log
from data.store import Store
from service import cli
from service.commands.take import _parts
from tests.child import COMMAND, PATIENCE, ROOT, Ran
from tests.sheets import ours, saved
from tests.web import strict_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COUNTS = ("read", "added", "changed", "unchanged", "deleted", "refused")


@pytest.fixture
def data(begin: Callable[[Path], Store], tmp_path: Path) -> Path:
    """A data directory with its first revision."""
    begin(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def sarhad(data: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch):
    """The command line in this process, over data of its own."""
    monkeypatch.setenv("SARHAD_DATA", str(data))

    def run(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as end:
            cli.main([*map(str, arguments)])
        said = capsysbinary.readouterr()
        return Ran(int(str(end.value.code)), said.out, said.err.decode())

    return run


def test_a_report_is_for_people_or_for_programs(sarhad, data: Path, tmp_path: Path):
    path = saved(tmp_path, ours({}, {"lat": "95"}, {"perpetrators": "New-Front"}))
    dry = sarhad("import", path, "--dry-run")
    assert (dry.code, dry.err) == (1, "")
    assert dry.out.decode().splitlines() == [
        "list.csv: own (csv)",
        *(f"  {name:<10}{n:>12}" for name, n in zip(COUNTS, (3, 2, 0, 0, 0, 1), strict=True)),
        "  refused because:",
        "             1  lat … is not on the globe (-90 to 90)",
        "  to be looked at:",
        "             2  rounded: It is said to be exact or near, but its coordinates are given to ten kilometres.",
        "  words for perpetrators that the vocabulary does not know:",
        "             1  New-Front",
        "source mine: not complete: never a rate or a zero",
        "A dry run: nothing was stored.",
    ]
    ran = sarhad("import", path, "--format", "json")
    said = strict_json(ran.out)
    assert (ran.code, ran.err) == (1, "")
    assert [said[name] for name in COUNTS] == [3, 2, 0, 0, 0, 1]
    assert said["read"] == said["added"] + said["changed"] + said["unchanged"] + said["refused"]
    assert (said["revision"]["number"], said["refused_file"]) == (2, str(tmp_path / "list.refused.csv"))
    assert said["unmapped"] == {"perpetrators": {"New-Front": 1}}
    again = sarhad("import", path)
    assert again.code == 1  # nothing changed, yet a row is not in
    assert again.out.decode().endswith("Nothing changed, so there is no new revision.\n")
    assert sarhad("import", saved(tmp_path, ours({}))).code == 0
    assert len(log(Store(data))) == 2


def test_what_is_to_be_known_is_news_and_no_figure(sarhad, tmp_path: Path):
    ran = sarhad("import", saved(tmp_path, ours()))
    assert (ran.code, ran.err) == (0, "note: there is no row below the names of its columns\n")


def test_a_table_that_nobody_knows_comes_with_a_command_that_reads_it(sarhad, data: Path, tmp_path: Path):
    text = 'No,Lon.,Latitude,تاریخ,"x, y"\n1,62.5,28.5,1403/05/12,3\n'
    path = saved(tmp_path, text, name="my list (2).csv")
    dry, ran = (sarhad("import", path, *options) for options in (("--dry-run",), ()))
    for one in (dry, ran):
        assert (one.code, one.out) == (2, b"")
        assert "of no known layout" in one.err
    command = next(line for line in ran.err.splitlines() if line.startswith("  sarhad import "))
    assert sarhad(*shlex.split(command)[1:]).code == 0
    assert log(Store(data))[-1].source == "my-list-2"
    lost = sarhad("import", saved(tmp_path, "a,b\n1,2\n"))
    assert "--map lon=COLUMN,lat=COLUMN,date_start=COLUMN --source list --set kind=other,precision=near" in lost.err
    assert "with the right name in the place of each COLUMN" in lost.err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--map", "lon"], "'lon' is not NAME=VALUE"),
        (["--map", "lon=X,lon=Y"], "lon is given twice"),
        (["--map", "lon=X"], "columns missing: X"),
        (["--map", "nolon=X"], "'nolon' is no column of an incident; did you mean lon?"),
        (["--map", "none.toml"], "none.toml"),
        (["--set", "mood=bad"], "'mood' is no column of an incident"),
        (["--as", "acled"], "columns missing: event_id_cnty"),
        (["--as", "gdelt"], "there is no format 'gdelt' (accepted: ucdp, acled"),
        (["--as", "own", "--set", "kind=attack"], "a mapping is for --as table"),
        (["--from", "May"], "'May' is not a day (accepted: YYYY-MM-DD)"),
        (["--from", "2020-01-01", "--to", "2019-01-01"], "--from 2020-01-01 is after --to 2019-01-01"),
        (["--covers", "pk,xx"], "--covers 'XX' is no country with regions here (accepted: AF, IR, PK"),
        (["--replace", "other"], "--replace other: no row that could be read is of that source, but of mine"),
        (["--limits", "memory=x"], "'memory=x' is not a limit"),
        (["--wait", "-1"], "--wait"),
    ],
)
def test_options_that_do_not_fit_store_nothing(sarhad, data: Path, tmp_path: Path, options, says):
    ran = sarhad("import", saved(tmp_path, ours({})), *options)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert len(log(Store(data))) == 1


def test_a_file_that_cannot_be_read_is_told(sarhad, tmp_path: Path):
    for path, says in ((tmp_path / "none.csv", "there is no such file"), (tmp_path, "is a directory, not a file")):
        ran = sarhad("import", path)
        assert (ran.code, ran.out) == (2, b"")
        assert says in ran.err


def test_sources_are_listed_and_one_is_chosen(sarhad, tmp_path: Path):
    sarhad("import", saved(tmp_path, ours({})), "--covers", "pk, ir", "--complete")
    said = sarhad("sources").out.decode().splitlines()
    assert said[:2] == [
        "mine (default): mine IR, PK 2014–2014",
        "  1 incident, 2014-03-01 to 2014-03-01; complete for IR, PK, 2014-03-01 to 2014-03-01",
    ]
    chosen = sarhad("sources", "--default", "ucdp-ged")
    assert (chosen.code, chosen.err) == (0, "ucdp-ged is the default source: revision 3.\n")
    assert sarhad("sources", "--default", "ucdp-ged").err == "ucdp-ged is the default source already.\n"
    assert sarhad("sources", "--default", "nobody").code == 2
    listed = strict_json(sarhad("sources", "--format", "json").out)["sources"]
    assert {source["id"]: source["incidents"] for source in listed} == {"ucdp-ged": 6_416, "curated": 179, "mine": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("lon=X , lat = Y", {"lon": "X", "lat": "Y"}),
        ("place=Village, town,lon=X", {"place": "Village, town", "lon": "X"}),
        ("notes==1+1", {"notes": "=1+1"}),
    ],
)
def test_pairs_may_hold_commas(text, found):
    assert _parts("--map", text) == found


@pytest.mark.parametrize("text", ["lon", "=X", "lon=", ","])
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(click.BadParameter, match="is not NAME=VALUE"):
        _parts("--map", text)


def test_neither_time_zone_nor_locale_is_in_a_digest(tmp_path: Path):
    path = saved(tmp_path, ours({"place": "زاهدان", "killed": "۳", "date_start": "1403/05/12", "date_end": ""}))
    digests = set()
    for number, (zone, locale) in enumerate([("UTC", "C"), ("Asia/Karachi", "fa_IR.UTF-8")]):
        folder = tmp_path / f"data{number}"
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONPATH": str(ROOT)}
        command = [*COMMAND, "import", str(path), "--data", str(folder)]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
        digests.add(log(Store(folder))[-1].content_digest)
    assert len(digests) == 1
