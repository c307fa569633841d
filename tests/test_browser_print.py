"""Paper: one A4 page of each view, in light colours, without a control, with what it rests on."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise

import pytest

from service.export import document
from tests.browser import viewing
from tests.child import serving
from tests.worlds import with_districts

VIEWS = {
    "regions": "/?measure=killed",
    "change": "/?from=2013-01-01&to=2014-12-31&compare=previous",
    "narrow": "/?region=PK-BA,PK-KP&measure=killed&per=none",
    "empty": "/?group=BLA&from=1990-01-01&to=1990-12-31",
    "heat": "/heat",
    "points": "/points",
}
CONTROLS = ".btn, .zoom, .info, .tabs, .panes, .filters, .chips, .sheet, .brush, .menu, .pager, .notice"
SEEN = """all => all.filter(one => one.checkVisibility()).map(one => one.className)"""


def pages(pdf):
    """How many pages a PDF has, and how large the first is."""
    info = shutil.which("pdfinfo") or pytest.skip("no pdfinfo here: install the package poppler-utils")
    said = subprocess.run([info, "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return int(re.findall(r"Pages: +(\d+)", said)[0]), "(A4)" in said


def printing(page):
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


@pytest.fixture(params=VIEWS)
def paper(request, browser, service):
    with viewing(browser) as opened:
        yield opened.open(f"{service}{VIEWS[request.param]}").page


SCREENS = [(view, 1440, "light") for view in VIEWS]
SCREENS += [
    (view, *screen) for view in ("regions", "heat") for screen in ((1440, "dark"), (800, "light"), (360, "light"))
]


@pytest.mark.parametrize(("view", "width", "theme"), SCREENS)
def test_each_view_is_one_page_on_any_screen(browser, service, view, width, theme):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = opened.open(f"{service}{VIEWS[view]}").page
        assert pages(shown.pdf(prefer_css_page_size=True, print_background=True)) == (1, True)
        assert [line for line in opened.said if line.startswith("error")] == []


def test_no_control_and_nothing_pointed_at_is_on_paper(paper):
    paper.locator("#table tr[data-id]").first.hover()
    printing(paper)
    assert paper.locator(CONTROLS).evaluate_all(SEEN) == []
    assert paper.locator(".leaflet-hover-pane path").evaluate_all(SEEN) == []


def test_nothing_lies_over_another_or_beyond_the_sheet(paper):
    printing(paper)
    boxes = [
        paper.locator(one).bounding_box() for one in (".top", ".finding", "#mapbox", "#time", "#regions", "#notes")
    ]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert boxes[-1]["y"] + boxes[-1]["height"] <= 297 / 25.4 * 96 - 2 * 12 / 25.4 * 96
    assert all(box["width"] <= 186 / 25.4 * 96 + 1 for box in boxes)
    assert boxes[2]["width"] == pytest.approx(186 / 25.4 * 96, abs=1)
    last = paper.locator("#notes p").last.bounding_box()
    assert last["x"] + last["width"] <= boxes[-1]["x"] + boxes[-1]["width"] + 1


def test_the_notes_say_how_to_read_it_what_is_left_out_and_where_it_is_from(browser, service):
    with viewing(browser) as opened:
        shown = printing(opened.open(f"{service}/?measure=killed&from=2014-01-01&to=2014-12-31").page)
        digest = shown.evaluate("Sarhad.now.figures.version.digest")[:8]
        assert shown.locator("#paper-head").inner_text() == f"Briefing · 2014 · version 1 ({digest})"
        notes = shown.locator("#notes").inner_text()
        assert "A rate is killed per 1,000 km² and year; 1 year is covered." in notes
        assert "8 outside every region, 1 known only to the country." in notes
        assert "404 counted + 9 left out = 413." in notes
        assert "Natural Earth, de facto lines; they are no statement on any claim." in notes
        assert "Curated list has 4 incidents, 1 operation in Sistan and Baluchestan; it is not complete" in notes
        assert "Sundberg, Ralph, and Erik Melander (2013)" in notes
        assert "CC BY 4.0" in notes
        assert f"Version 1 ({digest})." in notes
        assert "Address /choropleth?from=2014-01-01&to=2014-12-31&measure=killed&version=1" in notes


def test_the_notes_are_those_of_the_view(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/heat?bandwidth=50").page
        notes = printing(shown).locator("#notes").inner_text()
        assert "Each incident is spread by a Gaussian kernel of 50 km" in notes
        assert "9 known only to the country and 6 where the source does not cover." in notes
        assert "/heat?bandwidth=50&version=1" in notes
        shown.evaluate("dispatchEvent(new Event('afterprint'))")
        opened.settled("Sarhad.go('points')")
        assert "A point is an incident whose place is known to 25 km" in printing(shown).locator("#notes").inner_text()
    with viewing(browser) as opened:
        shown = printing(opened.open(f"{service}{VIEWS['change']}").page)
        assert "A change compares 2013–2014 with 2 Jan 2011 – 31 Dec 2012" in shown.locator("#notes").inner_text()


def test_what_a_careful_reader_must_know_is_on_paper_too(browser, service):
    with viewing(browser) as opened:
        shown = printing(opened.open(f"{service}/?source=*").page)
        warnings = shown.evaluate("Sarhad.now.figures.warnings")
        assert warnings
        assert all(warning in shown.locator("#notes").inner_text() for warning in warnings)


def test_the_screen_comes_back_as_it_was(browser, service):
    with viewing(browser, theme="dark") as opened:
        shown = opened.open(f"{service}/").page
        seen = "[Sarhad.leaflet().getBounds().toBBoxString(), document.querySelector('.main').innerText]"
        before = shown.evaluate(seen)
        printing(shown).evaluate("dispatchEvent(new Event('afterprint'))")
        after = shown.evaluate(seen)
        assert [float(n) for n in after[0].split(",")] == pytest.approx([float(n) for n in before[0].split(",")])
        assert after[1] == before[1]
        assert shown.locator(".ponly").evaluate_all(SEEN) == []
        assert shown.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_long_table_is_cut_to_the_sheet_and_says_how_many_are_left(browser, bundled, tmp_path):
    state = with_districts(bundled, "PK")
    out = tmp_path / "districts.html"
    out.write_text(document(state, state.ask([("level", "district")])), encoding="utf-8")
    with viewing(browser) as opened:
        shown = opened.open(out.as_uri()).page
        rows = shown.locator("#table tr[data-id]").count()
        assert rows > 40
        assert pages(shown.pdf(prefer_css_page_size=True, print_background=True)) == (1, True)
        printing(shown)
        left = shown.locator("#table tr[data-id]").evaluate_all("all => all.filter(r => r.checkVisibility()).length")
        assert 5 < left < 20
        assert shown.locator(".more-rows").inner_text() == f"and {rows - left} more regions in the CSV"
        shown.evaluate("dispatchEvent(new Event('afterprint'))")
        assert shown.locator("#table .cut, .more-rows").count() == 0


def test_all_provinces_of_the_source_fit(browser, service):
    with viewing(browser) as opened:
        shown = printing(opened.open(f"{service}/").page)
        assert shown.locator("#table .cut, .more-rows").count() == 0
        assert shown.locator("#table tr[data-id]").evaluate_all(SEEN) == [""] * 8


def test_paper_in_a_longer_language_is_one_page(browser):
    with serving("--language", "qps") as running, viewing(browser) as opened:
        running.connect().close()
        shown = opened.open(running.address).page
        assert pages(shown.pdf(prefer_css_page_size=True, print_background=True)) == (1, True)
        assert "⟦" in (shown.locator("#paper-head").text_content() or "")
