"""The points view in a real browser: its address, its dots and their numbers, the keyboard, and paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser import View, serious, viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser
DOTS = "document.body.dataset.dots"
KARACHI = (67.01, 24.86)
NUMBERS = "[...document.querySelectorAll('.dotted')].map((one) => one.getAttribute('aria-label'))"
DRAWN = "Number(document.querySelector('#legend .told-of').textContent.split(' ')[0].replaceAll(',', ''))"


@pytest.fixture
def points(browser: Browser, service: str) -> Iterator[View]:
    """The points view with its dots."""
    with viewing(browser) as opened:
        yield opened.open(f"{service}/points")
        assert opened.said == []
        assert opened.refused == []


def redrawn(view: View, act: str) -> None:
    """Do something in the page and wait until the dots of its answer are drawn."""
    before = view.page.evaluate(DOTS)
    view.page.evaluate(act)
    view.page.wait_for_selector(f"body[data-dots]:not([data-dots='{before}'])")


def go(lon: float, lat: float, zoom: float) -> str:
    return f"void Sarhad.leaflet().setView([{lat}, {lon}], {zoom}, {{animate: false}})"


def asked(view: View) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(url).query)) for url in view.asked if "/points.json" in url]


def numbers(view: View) -> list[int]:
    """The number of each dot, as it is told to a screen reader."""
    return [int(said.split()[0].replace(",", "")) for said in view.page.evaluate(NUMBERS)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_points_view_is_quiet_and_asks_only_its_own_host(browser, service, width, theme):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = opened.open(f"{service}/points").page
        assert (opened.said, opened.refused) == ([], [])
        assert opened.hosts() == {urlsplit(service).netloc}
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert len(numbers(opened)) > 10
        assert serious(shown) == []


def test_the_view_is_the_path_and_the_question_goes_along(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/heat?measure=killed&bandwidth=50").page
        opened.settled("document.querySelector('.seg a[data-view=points]').click()")
        assert shown.url == f"{service}/points?measure=killed"
        assert shown.locator(".seg [aria-current]").inner_text() == "Points"
        assert shown.locator(".leaflet-heat-pane img").count() == 0
        assert len(numbers(opened)) > 10
        opened.settled("document.querySelector('.seg a[data-view=regions]').click()")
        assert (shown.url, shown.locator(".dotted").count()) == (f"{service}/?measure=killed", 0)
        opened.settled("history.back()")
        assert shown.url == f"{service}/points?measure=killed"
        assert len(numbers(opened)) > 10
        opened.settled("history.back()")
        assert shown.url == f"{service}/heat?measure=killed&bandwidth=50"
        assert shown.locator(".dotted").count() == 0
        assert opened.said == []


def test_regions_are_plain_ground_and_the_finding_stays(points, service):
    said = points.page.locator("h1").inner_text()
    assert points.page.locator("path.region.zero").count() == 7
    assert points.page.locator("path.region.nc").count() == 65
    assert points.page.locator("path.region[class*=' q']").count() == 0
    points.settled("document.querySelector('.seg a[data-view=regions]').click()")
    assert points.page.locator("h1").inner_text() == said
    assert points.page.locator("path.region[class*=' q']").count() == 7


def test_every_incident_with_a_place_is_in_a_number_and_the_legend_says_the_others(points):
    words = points.page.locator("#legend").inner_text()
    assert "4,925 of 6,255 drawn: 1,124 known only to their district and 206 to their province have no point" in words
    assert points.page.locator("#legend .sizes text").all_text_contents()[:2] == ["10", "100"]
    for part in ("not covered", "outside the study area", "operation across a border", "Curated list"):
        assert part in words
    assert sum(numbers(points)) == 4925
    redrawn(points, go(67, 30, 4.4))
    assert sum(numbers(points)) == 4925


def test_a_pile_shows_its_number_and_lists_all_of_it(points):
    redrawn(points, go(*KARACHI, 11))
    assert max(numbers(points)) == 337
    assert "337" in points.page.locator(".dotted text").all_text_contents()
    points.page.evaluate(
        "void document.querySelector('.dotted[aria-label^=\"337 \"]').dispatchEvent(new Event('click'))"
    )
    expect(points.page.locator("#card h2")).to_have_text("337 incidents")
    assert points.page.locator("#card li").count() == 337
    assert "Counted in this answer" in points.page.locator("#card").inner_text()
    points.page.keyboard.press("Escape")
    expect(points.page.locator("#card")).to_be_hidden()


def test_a_move_within_the_margin_asks_nothing_and_a_further_one_does(points):
    redrawn(points, go(70.0, 31.0, 7))
    before = asked(points)
    points.page.evaluate("void Sarhad.leaflet().panBy([40, 0], {animate: false})")
    redrawn(points, "void Sarhad.leaflet().panBy([900, 0], {animate: false})")
    after = asked(points)
    assert len(after) == len(before) + 1
    assert after[-1]["zoom"] == "7"
    assert after[-1]["bbox"] != before[-1]["bbox"]
    assert after[-1]["version"] == "1"


def test_the_old_dots_stay_until_the_new_ones_come(points):
    held: list[Route] = []
    points.page.route("**/points.json?*group=TTP*", lambda route: held.append(route))  # noqa: PLW0108
    shown, before = sum(numbers(points)), points.page.evaluate(DOTS)
    with points.page.expect_request("**/points.json?*group=TTP*"):
        points.page.evaluate("document.querySelector('input[name=group][value=TTP]').click()")
    assert (sum(numbers(points)), points.page.evaluate(DOTS)) == (shown, before)
    held[0].continue_()
    points.page.wait_for_selector(f"body[data-dots]:not([data-dots='{before}'])")
    assert sum(numbers(points)) == points.page.evaluate(DRAWN) < shown


def test_points_that_do_not_arrive_are_said_and_asked_for_again(browser, service):
    with viewing(browser) as opened:
        opened.page.route("**/points.json**", lambda route: route.abort())
        shown = opened.open(f"{service}/points").page
        expect(shown.locator("#legend .lost")).to_contain_text("The points did not arrive.")
        assert shown.locator(".dotted").count() == 0
        shown.unroute("**/points.json**")
        redrawn(opened, "document.querySelector('#legend .lost button').click()")
        assert shown.locator("#legend .lost").count() == 0
        assert sum(numbers(opened)) == 4925


def test_downloads_are_the_incidents_of_the_same_question(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/points?group=TTP&measure=killed").page
        shown.locator("#download").click()
        links = shown.locator("#downloads li:not([hidden]) a").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        forms = ("csv", "geojson", "gpkg")
        assert {f"/incidents.{form}?group=TTP&measure=killed&version=1" for form in forms} <= set(links)
        assert not any("png" in link for link in links)
        assert shown.request.get(f"{service}{links[0]}").status == 200


def test_the_keyboard_goes_from_dot_to_dot_and_opens_them(points):
    page = points.page
    assert page.locator(".dotted[tabindex='0']").count() == 1
    page.evaluate("document.querySelector('.dotted[tabindex=\"0\"]').focus()")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.fullmatch(r"[\d,]+ incidents in Khyber Pakhtunkhwa", first)
    where = "(({x, y}) => [x, y])(document.activeElement.getBoundingClientRect())"
    x, y = page.evaluate(where)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(where)[1] > y
    assert page.locator(".dotted[tabindex='0']").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('tabindex')") == "0"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(where) == pytest.approx([x, y], abs=30)
    zoom, before = page.evaluate("Sarhad.leaflet().getZoom()"), page.evaluate(DOTS)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"body[data-dots]:not([data-dots='{before}'])")
    assert page.evaluate("Sarhad.leaflet().getZoom()") >= zoom + 1
    assert page.evaluate("document.activeElement.classList.contains('dotted')")


def test_enter_on_one_incident_shows_it(points):
    redrawn(points, go(70.37, 31.9, 11))
    points.page.evaluate("document.querySelector('.dotted[aria-label^=\"1 incident\"]').focus()")
    points.page.keyboard.press("Enter")
    expect(points.page.locator("#card h2")).to_have_text("1 incident")
    assert points.page.locator("#card li").count() == 1


def test_a_list_that_is_asked_for_is_dots_and_not_rings(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/points?source=curated").page
        assert shown.locator(".inc .hit").count() == 0
        assert sum(numbers(opened)) == shown.evaluate(DRAWN) > 10
        assert "known only to their district" in shown.locator("#legend").inner_text()
        assert opened.said == []


def test_rings_and_diamonds_stay_beside_the_dots_of_a_complete_source(points):
    assert points.page.locator(".inc .hit").count() > 5
    assert points.page.locator(".op .hit").count() > 5


def test_nothing_that_matches_is_no_dot(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/points?from=1989-01-01&to=1989-12-31&group=TTP").page
        assert shown.locator("h1").inner_text() == "No incident matches these filters"
        assert shown.locator(".dotted").count() == 0
        expect(shown.locator("#trouble")).to_be_visible()
        assert opened.said == []


def test_a_phone_has_the_points_at_hand(browser, service):
    with viewing(browser, width=390) as opened:
        shown = opened.open(service).page
        shown.locator("#pills a", has_text="Points").tap()
        shown.wait_for_selector(".dotted")
        assert shown.url == f"{service}/points"
        assert shown.locator("#pills [aria-current]").inner_text() == "Points"
        assert "4,925 of 6,255 drawn" in shown.locator("#legend").inner_text()
        sizes = shown.locator(".dotted .hit").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert min(sizes) >= 32


def test_paper_has_the_dots_and_what_has_none(points):
    points.page.emulate_media(media="print")
    points.page.wait_for_selector("html.printing")
    assert sum(numbers(points)) == 4925
    assert "4,925 of 6,255 drawn" in points.page.locator("#legend").inner_text()
    points.page.emulate_media(media="screen")
    points.page.wait_for_selector("html:not(.printing)")
    assert sum(numbers(points)) == 4925
