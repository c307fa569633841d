"""The command line: figures on one stream, news on the other, and a refusal is one clear line."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.query import NAMES
from service.cli import cli
from service.settings import PROGRAM_VERSION
from tests.child import COMMAND, PATIENCE, ROOT, Here
from tests.child import sarhad as in_a_process
from tests.sheets import GED_HEADER, ged, ours, saved
from tests.web import strict_json

COMMANDS = sorted(cli.commands)


@pytest.fixture
def sarhad(monkeypatch, capsysbinary, bundled):
    return Here(monkeypatch, capsysbinary, bundled)


def refused(ran, *words):
    """Hold that a command said one line, with these words, and nothing else."""
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("sarhad: ")
    assert ran.err.count("\n") == 1
    assert all(word in ran.err for word in words), ran.err
    return ran


def wrong(ran, *words):
    """Hold that click refused an option: its usage, then one line."""
    assert (ran.code, ran.out) == (2, b"")
    assert "Traceback" not in ran.err
    assert all(word in ran.err for word in words), ran.err


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_has_an_example_that_is_a_command(command):
    shown = CliRunner().invoke(cli, [*([command] if command else []), "--help"], terminal_width=400)
    assert shown.exit_code == 0
    examples = re.findall(r"Example: sarhad (.*?)(?=\s{3,}|\n|$)", shown.output)
    assert examples
    for example in examples:
        name, *arguments = shlex.split(example)
        cli.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("command", ["tally", "map"])
def test_each_parameter_of_the_question_is_an_option_with_its_meaning_and_default(command):
    options = {option.opts[0]: option for option in cli.commands[command].params if isinstance(option, click.Option)}
    assert [name for name in options if name.removeprefix("--") in NAMES] == [f"--{name}" for name in NAMES]
    assert all("[default: " in str(options[f"--{name}"].help) for name in NAMES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_in_one_sentence_what_it_does(command):
    said = cli.commands[command].help or ""
    assert said.partition("\n")[0].rstrip().endswith(".")


def test_version(sarhad):
    ran = sarhad("--version")
    assert (ran.code, ran.out.decode().strip()) == (0, f"sarhad, version {PROGRAM_VERSION}")


def test_no_command_shows_the_help(sarhad):
    ran = sarhad()
    assert ran.code == 2
    assert all(command in ran.err for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nonsense"], "nonsense"),
        (["tally", "--nonsense", "1"], "--nonsense"),
        (["tally", "extra"], "extra"),
        (["tally", "--measure"], "--measure"),
        (["tally", "--format", "xml"], "xml"),
        (["map"], "OUT.html"),
        (["serve", "--port", "0"], "--port"),
        (["serve", "--port", "65536"], "--port"),
        (["serve", "--port", "-1"], "--port"),
        (["serve", "--port", "8_000x"], "--port"),
    ],
)
def test_a_wrong_option_is_shown_with_the_usage(sarhad, arguments, word):
    wrong(sarhad(*arguments), "Error: ", word)


@pytest.mark.parametrize("command", [["tally"], ["map", "none/out.html"]])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--measure", "kiled"], ["measure", "'kiled'", "Did you mean killed?", "injured"]),
        (["--region", "PK-XX"], ["region", "'PK-XX'", "Accepted"]),
        (["--group", "nobody"], ["group", "'nobody'", "Accepted"]),
        (["--level", "district"], ["level", "'district'", "province"]),
        (["--from", "2014-02-30"], ["from", "2014-02-30", "YYYY-MM-DD"]),
        (["--from", "2015-01-01", "--to", "2014-12-31"], ["from", "2015-01-01 is after to 2014-12-31"]),
        (["--measure", ""], ["measure", "empty"]),
        (["--per", "none", "--breaks", "fixed"], ["breaks", "contradicts"]),
        (["--tactic", "bombing"], ["tactic", "does not record"]),
        (["--region", "\udcff"], ["region"]),
        (["--region", "a\nb"], ["region"]),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_line(sarhad, command, options, words):
    refused(sarhad(*command, *options), *words)


def test_a_refused_question_writes_no_map(sarhad, tmp_path):
    refused(sarhad("map", tmp_path / "out.html", "--measure", "kiled"), "'kiled'")
    assert list(tmp_path.iterdir()) == []


FILES = {
    "empty": (b"", ["is empty"]),
    "only blanks": (b" \n\n", ["is empty"]),
    "not text": (b"PK\x03\x04\xff\xfe\x00", ["damaged zip"]),
    "utf-16": ("id,name\n1,x\n".encode("utf-16"), ["no known layout", "Found: id, name"]),
    "other columns": (b"a,b\n1,2\n", ["no known layout", "Found: a, b"]),
    "no rows": (",".join(GED_HEADER).encode(), ["no row could be read"]),
    "GED without its dates": (b"id,type_of_violence,where_prec\n1,1,1\n", ["columns missing", "date_start"]),
    "no row is right": (ged({"latitude": "95"}).encode(), ["no row could be read", "latitude '95'"]),
    "an open quote": (
        b'source,source_id,date_start,lon,lat,precision,kind\n"' + b"x" * 1_100_000,
        ["no row could be read", "longer than 1,000,000 characters"],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_one_line(sarhad, name, tmp_path):
    content, words = FILES[name]
    path = saved(tmp_path, content)
    for command in (["tally"], ["about"], ["serve"]):
        refused(sarhad(*command, "--incidents", path), "list.csv", *words)


def test_a_file_that_is_not_there_or_is_a_folder_is_one_line(sarhad, tmp_path):
    refused(sarhad("tally", "--incidents", tmp_path / "none.csv"), "none.csv", "no such file")
    refused(sarhad("tally", "--incidents", tmp_path), "is a directory")
    refused(sarhad("tally", "--incidents", ""), "directory")
    refused(sarhad("tally", "--incidents", "x" * 5000), "cannot be read")
    refused(sarhad("tally", "--incidents", tmp_path / "none.csv" / "x"), "none.csv")


def test_rows_that_cannot_be_read_are_told_line_by_line_and_figures_stay_figures(sarhad, tmp_path):
    path = saved(
        tmp_path,
        ged({}, {"latitude": "95"}, {"latitude": "1.2.3"}, {"best": "many"}, {"date_start": "?"}, {}),
    )
    ran = sarhad("tally", "--format", "json", "--incidents", path)
    assert ran.code == 0
    assert strict_json(ran.out)["total"] == 2
    lines = ran.err.splitlines()
    assert lines[0] == "list.csv: 4 of 6 rows could not be read:"
    assert [line.strip().partition(":")[0] for line in lines[1:5]] == ["line 3", "line 4", "line 5", "line 6"]
    for line, word in zip(lines[1:5], ("latitude '95'", "'1.2.3'", "'many'", "'?'"), strict=True):
        assert word in line


def test_no_more_problems_are_listed_than_anyone_reads(sarhad, tmp_path):
    path = saved(tmp_path, ged({}, *[{"latitude": "95"}] * 1000))
    err = sarhad("tally", "--incidents", path).err
    assert "1,000 of 1,001 rows" in err
    assert "800 more" in err
    assert err.count("latitude '95'") == 200


def test_ones_own_list_gives_figures_without_a_rate(sarhad, tmp_path):
    path = saved(tmp_path, ours({}, {"lon": "62.0", "lat": "27.0"}, {"killed": ""}))
    said = strict_json(sarhad("tally", "--format", "json", "--incidents", path).out)
    assert (said["total"], said["source"]["complete"]) == (3, False)
    assert {row["value"] for row in said["regions"]} == {None}
    assert sum(row["incidents"] or 0 for row in said["regions"]) == 3


def test_several_files_are_read_together(sarhad, tmp_path):
    one = saved(tmp_path, ours({"source": "one"}), name="one.csv")
    two = saved(tmp_path, ours({"source": "two"}), name="two.csv")
    both = sarhad("tally", "--format", "json", "--source", "*", "--incidents", one, "--incidents", two)
    assert strict_json(both.out)["total"] == 2


def test_the_table_is_for_people(sarhad):
    ran = sarhad("tally", "--measure", "killed", "--per", "none", "--from", "2014-01-01", "--to", "2014-12-31")
    said = ran.out.decode()
    assert (ran.code, ran.err) == (0, "")
    assert "Khyber Pakhtunkhwa had the most people killed: 2,972 of 3,550" in said
    assert re.search(r"Sistan and Baluchestan +IR-11 +not covered", said)
    assert "\x1b" not in said  # no colours in a pipe


def test_the_table_shows_names_as_they_are(sarhad, tmp_path):
    path = saved(tmp_path, ours({"source": "[red]x[/red]"}))
    assert "[red]x[/red]" in sarhad("tally", "--incidents", path).out.decode().replace("\n", "")


def test_about_names_every_source_with_its_licence(sarhad, bundled):
    said = sarhad("about").out.decode()
    assert PROGRAM_VERSION in said
    assert bundled.digest in said
    for source in bundled.sources.values():
        assert source.id in said
        assert source.licence in said
        assert source.cite in said
    assert "6,416 incidents" in said


class Loads(HTMLParser):
    """Everything that a page would fetch."""

    FETCHES = frozenset({"src", "href", "srcset", "data", "poster", "action", "background"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = {"a": frozenset()}.get(tag, self.FETCHES)  # a link is followed by people, not by the page
        self.found += [value or "" for name, value in attrs if name in names]


def test_the_map_is_one_file_that_loads_nothing(sarhad, tmp_path):
    out = tmp_path / "out.html"
    ran = sarhad("map", out, "--measure", "killed", "--from", "2014-01-01", "--to", "2014-12-31")
    assert ran.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]
    html = out.read_text(encoding="utf-8")
    loads = Loads()
    loads.feed(html)
    assert [url for url in loads.found if not url.startswith(("data:", "#"))] == []
    assert re.findall(r"url\((?!['\"]?(?:data:|#|none))|@import|sourceMappingURL", html) == []
    assert '"killed":2972' in html
    assert "private" not in re.findall(r'id="data-(\w+)"', html)


def test_the_map_of_the_same_question_is_the_same_file(sarhad, tmp_path):
    for name in ("a.html", "b.html"):
        sarhad("map", tmp_path / name, "--level", "country")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_map_replaces_the_one_before(sarhad, tmp_path):
    out = saved(tmp_path, "before", name="out.html")
    assert sarhad("map", out).code == 0
    assert out.read_bytes().startswith(b"<!")


@pytest.mark.parametrize("out", ["", ".", "..", "/", "folder", "none/out.html", "file/out.html", "x" * 300 + ".html"])
def test_a_place_that_cannot_be_written_is_one_line(sarhad, out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    saved(tmp_path, "kept", name="file")
    refused(sarhad("map", out), "cannot be written")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_a_full_disk_leaves_what_was_there(sarhad, tmp_path, monkeypatch):
    out = saved(tmp_path, "before", name="out.html")

    def full(path, content):
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    refused(sarhad("map", out), "out.html", "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]
    assert out.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "maps.example.org"])  # noqa: S104 it is refused
def test_private_sites_are_refused_where_others_can_reach_them(sarhad, host, tmp_path):
    path = saved(tmp_path, "lon,lat,name\n62,27,Alpha\n", name="plan.csv")
    ran = sarhad("serve", "--host", host, "--sites", path)
    wrong(ran, "--sites", "loopback", host)
    assert "Alpha" not in ran.err


@pytest.mark.parametrize(("form", "reader"), [("table", "head -n 1"), ("csv", "true"), ("json", "head -n 1")])
def test_a_reader_that_stops_early_gets_no_traceback(form, reader):
    shell = shutil.which("bash") or pytest.skip("no bash here")
    line = f"{shlex.join([*COMMAND, 'tally', '--format', form])} | {reader}"
    done = subprocess.run([shell, "-c", line], cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_the_figures_is_one_line():
    command = [*COMMAND, "tally", "--format", "csv"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


def test_a_process_of_its_own_says_the_same(sarhad, tmp_path):
    path = saved(tmp_path, ged({}, {"latitude": "95"}))
    there = in_a_process("tally", "--format", "csv", "--incidents", path, cwd=tmp_path)
    assert there == sarhad("tally", "--format", "csv", "--incidents", path)
    refused(in_a_process("tally", "--incidents", "none.csv", cwd=tmp_path), "none.csv")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["list.csv"]
