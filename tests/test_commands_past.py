"""The history of the data on the command line: read by a person, a spreadsheet and a program."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from data.claims import Claim
from data.importing import import_file
from data.order import Order
from data.start import only_reference, ready
from data.store import Store
from tests.child import Here
from tests.sheets import ours, saved
from tests.web import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CLAIM = Claim(countries=("PK",), first=date(2014, 1, 1), last=date(2014, 12, 31), complete=True)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three revisions of one complete list, with a formula and a command to a terminal in its cells."""
    folder = tmp_path_factory.mktemp("history")
    store = Store(folder / "data")
    only_reference(store)
    first = ours({"killed": "1"}, {"killed": "2", "notes": "=1+1"}, {"source_id": "a:b c", "perpetrators": "BLA"})
    second = ours({"killed": "1"}, {"killed": "5", "place": "Tu\x1brbat"}, {"source_id": "4", "perpetrators": "ISKP"})
    import_file(store, Order(path=saved(folder, first, name="first.csv"), claim=CLAIM, note="\x1b[2Jbefore"))
    import_file(store, Order(path=saved(folder, second, name="second.csv"), replace="mine"))
    return folder / "data"


@pytest.fixture
def sarhad(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Here:
    monkeypatch.setenv("SARHAD_DATA", str(shutil.copytree(history, tmp_path / "data")))
    return Here(monkeypatch, capsysbinary)


def table(out: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.decode())))


def harmless(rows: Iterable[dict[str, str]]) -> bool:
    return not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_revisions_are_listed_the_newest_first(sarhad: Here):
    lines = sarhad("revisions").out.decode().splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "import    +1 ~1 -1  mine · second.csv" in lines[0]
    assert "mine · first.csv · ?[2Jbefore" in lines[1]
    assert [r["number"] for r in table(sarhad("revisions", "--format", "csv").out)] == ["3", "2", "1"]
    said = strict_json(sarhad("revisions", "--format", "json").out)["revisions"]
    assert (said[0]["changed"], said[1]["note"]) == (1, "\x1b[2Jbefore")


def test_a_comparison_for_a_person(sarhad: Here):
    said = sarhad("diff", "2", "3").out.decode().splitlines()
    assert said == [
        "revision 2 to 3: 1 added, 1 changed, 1 deleted",
        "  changed  mine:2             2014-03-01  Tu?rbat",
        "             killed: 2 -> 5",
        "             place: Bannu -> Tu?rbat",
        "             notes: =1+1 -> (empty)",
        "  added    mine:4             2014-03-01  Bannu, attack, killed 3",
        "  deleted  mine:a:b c         2014-03-01  Bannu, attack, killed 3",
    ]


def test_what_else_changed_is_named(sarhad: Here):
    said = sarhad("diff", "2", "1").out.decode()
    assert "  removed  the default source\n  removed  source mine\n" in said


def test_a_comparison_for_a_spreadsheet_and_for_a_program(sarhad: Here):
    rows = table(sarhad("diff", "2", "3", "--format", "csv").out)
    assert harmless(rows)
    assert {"what": "incident", "change": "changed", "id": "2", "field": "notes", "old": "'=1+1"}.items() <= next(
        row for row in rows if row["field"] == "notes"
    ).items()
    assert strict_json(sarhad("diff", "3", "2", "--format", "json").out)["counts"]["added"] == 1


def test_figures_that_moved_for_a_person(sarhad: Here):
    said = sarhad("diff", "2", "3", "--figures", "--measure", "killed", "--per", "none").out.decode().splitlines()
    assert said == [
        "revision 2: mine, 2014-01-01 to 2014-12-31, 3 of 3 incidents counted",
        "revision 3: mine, 2014-01-01 to 2014-12-31, 3 of 3 incidents counted",
        "",
        "Khyber Pakhtunkhwa (PK-KP)",
        "  value                6 -> 9           killed",
        "  killed (low)         6 -> 9",
        "  killed               6 -> 9",
        "  killed (high)        6 -> 9",
        "    mine:2             2014-03-01  Tu?rbat: killed 2 -> 5",
        "    mine:4             2014-03-01  Bannu: counted here now, killed 3",
        "    mine:a:b c         2014-03-01  Bannu: no longer counted here, killed 3",
    ]


def test_figures_that_moved_for_a_spreadsheet_add_up(sarhad: Here):
    rows = table(sarhad("diff", "2", "3", "--figures", "--format", "csv").out)
    killed = [row for row in rows if row["figure"] == "killed"]
    assert {(row["old"], row["new"]) for row in killed} == {("6", "9")}
    assert [row["source_id"] for row in killed] == ["2", "4", "a:b c"]
    assert sum(int(row["row_new"] or 0) - int(row["row_old"] or 0) for row in killed) == 3


def test_figures_that_moved_for_a_program(sarhad: Here):
    said = strict_json(sarhad("diff", "1", "3", "--figures", "--source", "mine", "--format", "json").out)
    assert (said["before"]["query"], said["after"]["query"]["version"], said["after"]["counted"]) == (None, "3", 3)
    kp = next(region for region in said["regions"] if region["id"] == "PK-KP")
    assert kp["figures"]["incidents"] == {"old": None, "new": 3}
    assert {i["source_id"]: i["new"]["killed"] for i in kp["incidents"]} == {"1": 1, "2": 5, "4": 3}


def test_a_group_that_came_is_counted_from_nothing(sarhad: Here):
    said = sarhad("diff", "2", "3", "--figures", "--group", "ISKP").out.decode()
    assert "  incidents            0 -> 1\n" in said
    assert "No figure changed.\n" in sarhad("diff", "3", "3", "--figures").out.decode()


def test_a_state_without_the_source_is_said(sarhad: Here):
    said = sarhad("diff", "1", "2", "--figures", "--source", "mine").out.decode()
    assert said.startswith("revision 1: has no such source or regions, so nothing is known of it there\n")


def test_figures_of_different_sources_are_not_passed_off_as_news(sarhad: Here, tmp_path: Path):
    path = saved(tmp_path, ours({"source": "other"}), name="other.csv")
    assert (
        sarhad("import", path, "--covers", "PK", "--from", "2014-01-01", "--to", "2014-12-31", "--complete").code == 0
    )
    assert "These are figures of different sources" in sarhad("diff", "3", "4", "--figures").out.decode()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("diff", "1", "9"), "version 9 does not exist; accepted: 1 to 3, or latest"),
        (("diff", "0", "1"), "0 is not in the range"),
        (("diff", "1", "2", "--measure", "killed"), "a question needs --figures"),
        (("diff", "1", "2", "--figures", "--version", "1"), "--version and --compare do not go with diff"),
        (("diff", "1", "2", "--figures", "--compare", "year"), "--version and --compare do not go with diff"),
        (("diff", "2", "3", "--figures", "--measure", "x"), "measure: 'x' is not known"),
        (("revert", "9"), "version 9 does not exist"),
        (("revert", "9" * 30), "does not exist"),
        (("cite", "--version", "9" * 30), "is not a number of a revision"),
    ],
)
def test_what_makes_no_sense_is_refused(sarhad: Here, arguments: tuple[str, ...], says: str):
    ran = sarhad(*arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err


def test_going_back_and_going_back_again(sarhad: Here):
    assert sarhad("revert", "2", "--note", "wrong file").out.startswith(b"revision 4: the data of revision 2; ")
    assert sarhad("revert", "2").out == b"The data are those of revision 2; nothing changed.\n"
    assert sarhad("diff", "2", "4").out == b"revision 2 to 4: 0 added, 0 changed, 0 deleted\n"


def test_verify_is_quiet_until_something_is_wrong(sarhad: Here, tmp_path: Path):
    ran = sarhad("verify")
    assert (ran.code, ran.out.decode()) == (0, f"{tmp_path}/data/sarhad.db: all is as it was stored.\n")
    with sqlite3.connect(tmp_path / "data/sarhad.db") as db:
        db.execute("UPDATE incidents SET killed = 99 WHERE source_id = '4'")
    db.close()
    ran = sarhad("verify")
    assert (ran.code, ran.out) == (1, b"the row mine:4 of revision 3 is not what was stored\n")


@pytest.mark.parametrize("version", [(), ("--version", "2")])
def test_a_citation_pins_its_version(sarhad: Here, version: tuple[str, ...]):
    said = sarhad("cite", "--measure", "killed", *version).out.decode()
    assert f"question measure=killed&version={version[-1] if version else 3}. Read on " in said
    assert "@misc{mine,\n" in said


@pytest.mark.parametrize(
    ("command", "has"), [("tally", b"version 2"), ("doubts", b"mine:a:b c"), ("cite", b"version 2 of")]
)
def test_any_view_is_given_at_a_version(sarhad: Here, command: str, has: bytes):
    assert has in sarhad(command, "--version", "2").out


def test_likely_duplicates_are_shown_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
):
    monkeypatch.setenv("SARHAD_DATA", str(tmp_path))
    ready(Store(tmp_path))
    here = Here(monkeypatch, capsysbinary)
    said = here("duplicates", "ucdp-ged", "curated").out.decode()
    assert said.startswith("13 likely pairs; nothing is merged.\n")
    rows = table(here("duplicates", "ucdp-ged", "curated", "--format", "csv").out)
    assert len(rows) == 13
    assert rows[0]["a_source"] != rows[0]["b_source"]
    assert "'nobody' is not known. Accepted: ucdp-ged, curated" in here("duplicates", "ucdp-ged", "nobody").err
