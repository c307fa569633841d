"""The states that a service answers from: the newest is noticed, an older one is pinned, and history is told."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from data.importing import import_file
from data.order import Order
from data.snapshots import log
from data.start import ready
from geo.errors import BadQuery
from service.app import create_app
from service.settings import Settings
from service.versions import KEPT, Fixed, Watched
from tests.child import PATIENCE, sarhad, serving
from tests.sheets import ours, saved
from tests.web import ask
from tests.worlds import two_squares

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi import FastAPI

    from data.store import Store


pytestmark = pytest.mark.usefixtures("reader_in_this_process")


def add(store: Store, folder: Path, *rows: dict[str, str]) -> int:
    """Import a list; give the number of the revision."""
    import_file(store, Order(path=saved(folder, ours(*rows), name="list.csv")))
    return log(store)[-1].number


@pytest.fixture
def store(begin: Callable[[Path], Store], tmp_path: Path) -> Store:
    return begin(tmp_path / "data")


def history(store: Store, folder: Path) -> FastAPI:
    """Give a service over three revisions: the start, two rows, and one row changed, one added and one lost."""
    add(store, folder, {"killed": "1"}, {"killed": "2"})
    path = saved(folder, ours({"killed": "5"}, {"source_id": "9"}), name="list.csv")
    import_file(store, Order(path=path, replace="mine"))
    return create_app(Settings(versions=Watched(store)))


@pytest.fixture(scope="module")
def app(begin: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("history")
    return history(begin(folder / "data"), folder)


def test_a_new_revision_takes_the_place_of_the_newest_once_it_is_looked_for(store: Store, tmp_path: Path):
    versions = Watched(store)
    before = versions.latest()
    add(store, tmp_path, {})
    assert versions.latest() is before
    versions.look()
    assert (before.revision, versions.latest().revision) == (1, 2)
    assert versions.at("1").digest == before.digest
    assert versions.at("2") is versions.at("latest") is versions.latest()


def test_only_a_few_older_states_stay_in_memory(store: Store, tmp_path: Path):
    for n in range(KEPT + 2):
        add(store, tmp_path, {"killed": str(n)})
    versions = Watched(store)
    first = versions.at("1")
    assert versions.at("1") is first
    for n in range(2, KEPT + 2):
        versions.at(str(n))
    assert versions.at("1") is not first


@pytest.mark.parametrize("version", ["0", "2", "", "x", "１", "1.5", "99999999999999999999"])
def test_a_version_that_does_not_exist_is_refused(store: Store, version: str):
    with pytest.raises(BadQuery, match=r"does not exist\. Accepted: 1 to 1, or latest"):
        Watched(store).at(version)


def test_files_that_were_not_imported_have_one_state_and_no_history():
    versions = Fixed(two_squares([(0.5, 0.5)]))
    assert versions.at("latest") is versions.latest()
    with pytest.raises(BadQuery, match="'2' is not known"):
        versions.at("2")
    assert ask(create_app(Settings(versions=versions)), "/revisions").status == 404


def test_a_store_that_cannot_be_read_for_a_while_leaves_what_is_loaded(store: Store, monkeypatch: pytest.MonkeyPatch):
    versions = Watched(store)
    tried = []

    def broken(_: Store) -> int:
        tried.append(1)
        raise OSError("the disk is away")

    monkeypatch.setattr("service.versions.newest", broken)
    monkeypatch.setattr("service.versions.LOOK_S", 0.001)
    stop = versions.watch()
    deadline = time.monotonic() + PATIENCE
    while len(tried) < 3 and time.monotonic() < deadline:
        stop.wait(0.01)
    stop.set()
    assert len(tried) >= 3
    assert versions.latest().revision == 1


def test_a_store_that_is_away_is_said_once_and_found_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    versions = Watched(store)
    app = create_app(Settings(versions=versions))
    monkeypatch.setattr("service.versions.LOOK_S", 0.001)
    away = store.path.parent.rename(tmp_path / "away")
    stop = versions.watch()
    deadline = time.monotonic() + PATIENCE
    while not caplog.messages and time.monotonic() < deadline:
        stop.wait(0.01)
    stop.wait(0.1)
    assert len(caplog.messages) == 1
    assert "answering from revision 1: " in caplog.messages[0]
    assert ask(app, "/choropleth.csv").status == ask(app, "/choropleth.csv?version=1").status == 200
    for path in ("/revisions", "/revisions/1", "/choropleth.csv?version=2"):
        answer = ask(app, path)
        assert answer.status == 503
        assert str(tmp_path) not in answer.content.decode()
    away.rename(store.path.parent)
    add(store, tmp_path, {})
    while versions.latest().revision != 2 and time.monotonic() < deadline:
        stop.wait(0.01)
    stop.set()
    assert versions.latest().revision == 2


def test_a_store_that_was_replaced_is_served_with_all_its_versions(store: Store, tmp_path: Path):
    add(store, tmp_path, {"killed": "1"})
    add(store, tmp_path, {"killed": "2"})
    versions = Watched(store)
    before = versions.at("2")
    shutil.rmtree(store.path.parent)
    ready(store)
    add(store, tmp_path, {"killed": "7"})
    add(store, tmp_path, {"killed": "8"})
    versions.look()
    assert versions.latest().revision == 3
    assert versions.at("2").digest != before.digest


def test_each_version_answers_with_its_own_figures_for_ever(app: FastAPI):
    def killed(query: str) -> list[int]:
        said = ask(app, f"/choropleth.json?source=mine&{query}").json()
        return [said["version"]["revision"], sum(r["killed"] or 0 for r in said["regions"])]

    assert killed("") == killed("version=latest") == killed("version=3") == [3, 8]
    assert killed("version=2") == [2, 3]
    assert ask(app, "/choropleth.json?source=mine&version=1").status == 400


def test_a_pinned_answer_has_the_same_name_whatever_came_later(store: Store, tmp_path: Path):
    app = history(store, tmp_path)
    before = ask(app, "/choropleth.csv?version=3")
    add(store, tmp_path, {"killed": "9"})
    app.state.settings.versions.look()
    after = ask(app, "/choropleth.csv?version=3")
    assert (before.header("etag"), before.content) == (after.header("etag"), after.content)
    assert ask(app, "/choropleth.csv").header("etag") != after.header("etag")
    assert "version=3" in ask(app, "/choropleth.json?version=3").json()["canonical"]


@pytest.mark.parametrize("path", ["/choropleth.geojson", "/choropleth", "/facets.json", "/collections/incidents/items"])
def test_every_form_of_an_old_version_is_there(app: FastAPI, path: str):
    assert ask(app, f"{path}?version=1").status == 200


def test_collections_of_a_version_are_its_own(app: FastAPI):
    matched = [
        ask(app, f"/collections/incidents/items?source=mine&version={n}&limit=1").json()["numberMatched"]
        for n in (2, 3)
    ]
    assert matched == [2, 2]
    assert ask(app, "/collections/provinces/items?version=1&limit=1").status == 200


def test_revisions_are_listed_the_newest_first(app: FastAPI):
    said = ask(app, "/revisions").json()["revisions"]
    assert [(r["number"], r["action"], r["added"], r["changed"], r["deleted"]) for r in said] == [
        (3, "import", 1, 1, 1),
        (2, "import", 2, 0, 0),
        (1, "start", 6595, 0, 0),
    ]
    assert ask(app, "/revisions/2").json() == said[1]
    assert len(said[0]["sha256"]) == len(said[0]["revision_digest"]) == 64


def test_what_changed_between_two_revisions_is_told(app: FastAPI):
    said = ask(app, "/revisions/2...3").json()
    assert said["counts"] == {"added": 1, "changed": 1, "deleted": 1}
    assert said["changed"][0]["fields"] == [{"name": "killed", "old": 1, "new": 5}]
    assert [r["source_id"] for r in said["added"]] == ["9"]
    few = ask(app, "/revisions/1...3?limit=1").json()
    assert (few["counts"]["added"], len(few["added"])) == (2, 1)
    assert {d["name"] for d in few["documents"]} == {"mine"}


@pytest.mark.parametrize("which", ["0", "4", "1...4", "...", "1...", "...1", "1..2", "a...b", "1...2...3"])
def test_a_revision_that_does_not_exist_is_not_found(app: FastAPI, which: str):
    answer = ask(app, f"/revisions/{which}")
    assert answer.status == 404
    assert "accepted: 1 to 3" in answer.json()["detail"]


@pytest.mark.parametrize(
    "target",
    [
        *(
            "/revisions/1...2?limit=0",
            "/revisions/1...2?limit=x",
            "/revisions/1...2?limit=1e3",
            "/revisions/1...2?lim=1",
        ),
        *("/revisions?limit=1", "/revisions/1?limit=1", "/revisions?version=1"),
    ],
)
def test_what_revisions_cannot_be_asked_is_refused(app: FastAPI, target: str):
    assert ask(app, target).status == 400


def test_a_running_service_notices_an_import_within_a_second_or_so(tmp_path: Path):
    data = tmp_path / "data"
    with serving("--data", data) as service:
        assert service.ask("/healthz").json()["revision"] == 1
        assert sarhad("import", saved(tmp_path, ours({}, {})), "--data", data).code == 0
        deadline = time.monotonic() + PATIENCE
        while service.ask("/healthz").json()["revision"] != 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        said = service.ask("/choropleth.json?source=mine").json()
        assert (said["version"]["revision"], said["total"]) == (2, 2)
