"""One question, every form: the same figures as JSON, GeoJSON, CSV and on the command line, and the right ones."""

from __future__ import annotations

import asyncio
import csv
import io
import threading
from urllib.parse import parse_qsl

import pandas as pd
import pytest

from service.app import create_app
from service.settings import PROGRAM_VERSION, Settings
from service.threads import AT_ONCE
from service.versions import Fixed
from tests.child import PATIENCE, Here
from tests.web import ask, asked, service, strict_json
from tests.worlds import two_squares

QUERIES = [
    "",
    "measure=killed&per=none&from=2014-01-01&to=2014-12-31",
    "per=population&group=TTP,BLA&compare=previous&from=2013-01-01&to=2014-12-31",
    "region=PK-KP,IR-11&precision=exact&breaks=view",
    "level=country&measure=killed",
    "epoch=then&compare=year&from=2018-01-01&to=2018-12-31",
    "source=curated&measure=injured",
    "source=*&kind=attack,protest",
    "from=2030-01-01&to=2030-12-31",
]


def figures(bundled, query, form):
    answer = ask(service(bundled), f"/choropleth.{form}?{query}")
    assert answer.status == 200
    return answer


def flat(row):
    """One region of the JSON as its CSV row is written."""
    found: dict[str, str] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= {f"{key}_{name}": "" if n is None else str(n) for name, n in value.items()}
        elif isinstance(value, list):
            found[key] = " ".join(map(str, value))
        else:
            found[key] = "" if value is None else str(value)
    return found


def cells(answer):
    return list(csv.reader(io.StringIO(answer.content.decode(), newline=""), strict=True))


def records(answer):
    header, *rows = cells(answer)
    return [dict(zip(header, row, strict=True)) for row in rows]


def by_id(answer):
    return {row["id"]: row for row in answer["regions"]}


@pytest.mark.parametrize("query", QUERIES)
def test_every_form_holds_the_same_figures(bundled, query):
    said = figures(bundled, query, "json").json()
    shapes = figures(bundled, query, "geojson").json()
    table = records(figures(bundled, query, "csv"))
    assert [f["properties"] for f in shapes["features"]] == said["regions"]
    assert [f["id"] for f in shapes["features"]] == [row["id"] for row in said["regions"]]
    assert {k: v for k, v in shapes.items() if k not in ("type", "features")} == {
        k: v for k, v in said.items() if k != "regions"
    }
    assert [{k: row[k] for k in flat(said["regions"][0])} for row in table] == [flat(row) for row in said["regions"]]
    basis = {
        "total": str(said["total"]),
        "unplaced": str(said["unplaced"]["n"]),
        "excluded": str(said["excluded"]["n"]),
        "unit": said["unit"],
        "from": said["coverage"]["from"],
        "to": said["coverage"]["to"],
        "query": said["canonical"],
        "digest": said["version"]["digest"],
    }
    assert all(basis.items() <= row.items() for row in table)


@pytest.mark.parametrize("query", QUERIES)
def test_the_command_line_gives_the_same_figures(bundled, query, capsysbinary, monkeypatch):
    sarhad = Here(monkeypatch, capsysbinary, bundled)
    options = [word for name, value in parse_qsl(query) for word in (f"--{name}", value)]
    assert sarhad("tally", *options, "--format", "csv").out == figures(bundled, query, "csv").content
    assert strict_json(sarhad("tally", *options, "--format", "json").out) == figures(bundled, query, "json").json()


@pytest.mark.parametrize("query", QUERIES)
def test_counted_unplaced_and_excluded_make_the_total(bundled, query):
    said = figures(bundled, query, "json").json()
    assert said["counted"] == sum(row["incidents"] or 0 for row in said["regions"])
    assert said["counted"] + said["unplaced"]["n"] + said["excluded"]["n"] == said["total"]
    assert said["excluded"]["n"] == sum(said["excluded"]["reasons"].values())
    assert said["unplaced"]["n"] == sum(group["n"] for group in said["unplaced"]["regions"])
    told = [row for row in said["regions"] if row["incidents"] is not None]
    assert all(sum(row["precision"].values()) == sum(row["yearly"]) == row["incidents"] for row in told)


def test_the_published_figures_of_1989_to_2021(bundled):
    said = figures(bundled, "", "json").json()
    regions = by_id(said)
    keys = ("incidents", "killed", "killed_low", "killed_high")
    assert [regions["PK-KP"][k] for k in keys] == [4733, 33001, 32437, 38351]
    killed = {id_: (regions[id_]["incidents"], regions[id_]["killed"]) for id_ in ("PK-BA", "PK-SD", "PK-PB")}
    assert killed == {"PK-BA": (695, 3398), "PK-SD": (395, 2137), "PK-PB": (158, 1316)}
    assert (said["total"], said["counted"]) == (6416, 6255)
    assert (said["unplaced"]["n"], said["unplaced"]["near_edge"]) == (152, 152)
    assert said["excluded"] == {"n": 9, "reasons": {"precision": 9}}
    assert said["source"]["id"] == "ucdp-ged"
    coverage = {"from": "1989-01-01", "to": "2021-12-31", "years": 33.0, "countries": ["PK"]}
    assert said["coverage"] == coverage | {"mapped": ["AF", "IR", "PK"]}


def test_the_published_figures_of_2014(bundled):
    said = figures(bundled, "from=2014-01-01&to=2014-12-31", "json").json()
    regions = by_id(said)
    assert (regions["PK-KP"]["incidents"], regions["PK-KP"]["killed"]) == (303, 2972)
    assert (regions["PK-BA"]["incidents"], regions["PK-BA"]["killed"]) == (28, 259)
    assert (said["first_year"], regions["PK-KP"]["yearly"]) == (2014, [303])


def test_what_is_not_covered_is_no_zero_in_any_form(bundled):
    row = by_id(figures(bundled, "measure=killed", "json").json())["IR-11"]
    none = ("value", "class", "incidents", "killed", "injured", "share", "rank", "change")
    assert (row["status"], {row[k] for k in none}) == ("not_covered", {None})
    written = next(line for line in records(figures(bundled, "measure=killed", "csv")) if line["id"] == "IR-11")
    assert {written[k] for k in none} == {""}


def test_incidents_where_nothing_is_covered_are_listed_without_a_rate(bundled):
    row = by_id(figures(bundled, "", "json").json())["AF-KNR"]
    assert (row["status"], row["incidents"], row["killed"]) == ("not_covered", 3, 16)
    assert {row[k] for k in ("value", "class", "share", "rank")} == {None}


def test_a_list_that_is_not_complete_gives_points_and_never_a_rate(bundled):
    said = figures(bundled, "source=curated", "json").json()
    assert {row["status"] for row in said["regions"]} == {"not_covered"}
    assert {row[k] for row in said["regions"] for k in ("value", "share", "rank", "change")} == {None}
    assert any("not complete" in warning for warning in said["warnings"])


def test_several_sources_are_added_up_with_a_warning(bundled):
    said = figures(bundled, "source=*", "json").json()
    assert [s["id"] for s in said["source"]] == ["ucdp-ged", "curated"]
    assert said["total"] == 6416 + 179
    assert any("counted twice" in warning for warning in said["warnings"])


def test_several_sources_draw_no_rate_from_the_one_that_is_not_complete(bundled):
    alone = by_id(figures(bundled, "", "json").json())["PK-KP"]
    together = by_id(figures(bundled, "source=*", "json").json())["PK-KP"]
    assert (together["value"], together["share"], together["rank"]) == (alone["value"], alone["share"], alone["rank"])


def test_csv_is_read_by_pandas_with_nothing_in_place_of_what_is_unknown(bundled):
    frame = pd.read_csv(io.BytesIO(figures(bundled, "", "csv").content), index_col="id")
    assert len(frame) == 72
    assert frame.loc["PK-KP", "killed"] == 33001
    assert frame.loc["IR-11", ["value", "incidents", "rank", "class"]].isna().all()
    assert frame["value"].notna().sum() == (frame["status"] == "covered").sum() == 7


def test_csv_follows_rfc_4180(bundled):
    body = figures(bundled, "", "csv").content
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    rows = cells(figures(bundled, "", "csv"))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])


def test_names_of_a_world_that_need_quotes_stay_one_cell():
    world = two_squares([(0.5, 0.5)])
    world.regions.name[0] = 'Two, "three"\nfour'
    rows = list(
        csv.reader(io.StringIO(ask(service(world), "/choropleth.csv").content.decode(), newline=""), strict=True)
    )
    assert (rows[1][1], len(rows)) == ('Two, "three"\nfour', 3)


def test_the_same_question_in_other_words_is_the_same_answer(bundled):
    one = figures(bundled, "measure=killed&from=2014-01-01&region=PK-BA,PK-KP", "json").body
    other = figures(bundled, "region=pk-kp,PK-BA,PK-KP&per=area&from=2014-01-01&measure=Killed", "json").body
    assert one == other


def test_the_canonical_query_asks_the_same(bundled):
    for query in QUERIES:
        said = figures(bundled, query, "json").json()
        again = figures(bundled, said["canonical"], "json").json()
        assert again == said


def test_the_page_shows_the_finding_before_any_script_runs(bundled):
    for path in ("/", "/choropleth?measure=killed&per=none&from=2014-01-01&to=2014-12-31"):
        answer = ask(service(bundled), path)
        assert (answer.status, answer.media_type) == (200, "text/html")
        wanted = "2,972 of 3,550" if "killed" in path else "1.40 a year per 1,000 km²"
        assert "Khyber Pakhtunkhwa had the most" in answer.content.decode()
        assert wanted in answer.content.decode()


def test_an_address_that_cannot_be_answered_shows_the_page_and_says_why(bundled):
    answer = ask(service(bundled), "/choropleth?measure=%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C/script%3E")
    html = answer.content.decode()
    assert answer.status == 200
    assert "is not known" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/choropleth.json", "application/json"),
        ("/choropleth.geojson", "application/geo+json"),
        ("/choropleth.csv", "text/csv; charset=utf-8; header=present"),
        ("/facets.json", "application/json"),
        ("/collections/borders/items", "application/geo+json"),
        ("/basemap.geojson", "application/geo+json"),
        ("/places.json", "application/json"),
        ("/static/app.js", "text/javascript; charset=utf-8"),
        ("/static/page.css", "text/css; charset=utf-8"),
        ("/static/leaflet/leaflet.js", "text/javascript; charset=utf-8"),
        ("/static/leaflet/leaflet.css", "text/css; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/choropleth", "text/html; charset=utf-8"),
        ("/sources", "text/html; charset=utf-8"),
        ("/docs", "text/html; charset=utf-8"),
        ("/guide/load", "text/html; charset=utf-8"),
        ("/guide/qgis", "text/html; charset=utf-8"),
        ("/healthz", "application/json"),
        ("/openapi.json", "application/vnd.oai.openapi+json;version=3.0"),
    ],
)
def test_each_address_answers_in_its_media_type(bundled, path, media_type):
    answer = ask(service(bundled), path)
    assert (answer.status, answer.header("content-type")) == (200, media_type)
    if "json" in media_type:
        answer.json()


def test_the_picture_is_a_png(bundled):
    answer = ask(service(bundled), "/choropleth.png?from=2014-01-01&to=2014-12-31")
    assert (answer.status, answer.header("content-type")) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")


def test_facets_count_what_each_choice_would_give(bundled):
    counts = ask(service(bundled), "/facets.json?from=2014-01-01&to=2014-12-31").json()
    kinds = {choice["value"]: choice["n"] for choice in counts["kind"]}
    for kind in ("attack", "clash", "operation"):
        said = figures(bundled, f"from=2014-01-01&to=2014-12-31&kind={kind}", "json").json()
        assert kinds[kind] == said["counted"]
    assert dict(counts["period"]["years"])[2014] == 404


def test_health_says_what_it_answers_from(bundled):
    answer = ask(service(bundled), "/healthz")
    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    assert answer.json() == {"status": "ok", "program": PROGRAM_VERSION, "revision": 1, "digest": bundled.digest}


@pytest.fixture
def busy(bundled):
    """Ask while every thread is held: whatever needs one would wait for ever."""
    app = create_app(Settings(versions=Fixed(bundled)))

    def asking(*requests):
        release = threading.Event()

        async def meanwhile():
            before = [await asked(app, *request) for request in requests]
            for threads in (app.state.threads.quick, app.state.threads.slow):
                for _ in range(AT_ONCE):
                    threads.submit(release.wait)
            try:
                return before, [await asyncio.wait_for(asked(app, *request), PATIENCE) for request in requests]
            finally:
                release.set()

        return asyncio.run(meanwhile())

    return asking


def test_health_answers_while_every_thread_works(busy):
    _, again = busy(["/healthz"])
    assert [answer.status for answer in again] == [200]


def test_what_was_answered_is_answered_again_while_every_thread_works(busy):
    zipped = ("accept-encoding", "gzip")
    targets = ("/choropleth.json", "/choropleth.csv?measure=killed", "/facets.json", "/collections/provinces/items")
    before, again = busy(*([target, *more] for target in targets for more in ([], [zipped], [("range", "bytes=0-9")])))
    assert {answer.status for answer in before} == {200, 206}
    assert again == before


def test_who_has_an_answer_is_told_so_while_every_thread_works(bundled, busy):
    held = ("if-none-match", figures(bundled, "", "json").header("etag"))
    _, again = busy(["/choropleth.json", held])
    assert [answer.status for answer in again] == [304]


def test_first_questions_that_come_all_at_once_get_the_same_answer():
    paths = ["/choropleth.json", "/choropleth.csv", "/facets.json", "/collections/incidents/items"]
    world = two_squares([(0.5, 0.5), (1.5, 0.5)])

    async def together():
        return await asyncio.gather(*(asked(service(world), path) for path in paths * 8))

    answers = asyncio.run(together())
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == len(paths)
