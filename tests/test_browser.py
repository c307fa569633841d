"""The page in a real browser: over the service as it runs, as a file from a disk, and over a world full of payloads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from geo.query import NAMES
from geo.tally import tally
from layers import assets
from layers.page import csp, document, page
from service.export import document as export
from tests.browser import READY, View, serious, viewing
from tests.relay import Relay, listening
from tests.web import service as app_of
from tests.worlds import with_districts, with_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.snapshot import Snapshot

pytestmark = pytest.mark.browser


@pytest.fixture
def view(browser: Browser, service: str) -> Iterator[View]:
    with viewing(browser) as opened:
        yield opened.open(service)
        assert opened.said == []
        assert opened.refused == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 800, 360])
def test_the_page_is_quiet_and_asks_only_its_own_host(browser, service, width, theme):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = opened.open(service).page
        assert (opened.said, opened.refused) == ([], [])
        assert opened.hosts() == {urlsplit(service).netloc}
        assert shown.evaluate("document.documentElement.dataset.theme") == theme
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert "Khyber Pakhtunkhwa" in shown.locator("h1").inner_text()
        assert serious(shown) == []


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("measure", "killed", "measure=killed"),
        ("per", "population", "per=population"),
        ("per", "none", "per=none"),
        ("group", "TTP", "group=TTP"),
        ("kind", "clash", "kind=attack,operation"),
        ("precision", "exact", "precision=exact"),
        ("level", "country", "level=country"),
        ("epoch", "then", "epoch=then"),
        ("breaks", "view", "breaks=view"),
    ],
)
def test_a_choice_is_applied_at_once_and_is_the_address(view, name, value, part):
    view.page.evaluate("window.same = true")
    fetched = [url for url in view.asked if "provinces/items?limit" in url]
    shown = view.page.locator("main").inner_text()
    view.choose(name, value)
    assert view.page.url.endswith(f"/?{part}")
    assert view.page.evaluate("window.same"), "the page was loaded anew"
    assert [url for url in view.asked if "provinces/items?limit" in url] == fetched
    assert view.page.locator("main").inner_text() != shown
    assert view.page.locator(".chip").count() == 1


def test_an_address_opens_as_it_was_left(view, service):
    view.choose("measure", "killed")
    view.choose("group", "TTP")
    said, address = view.page.locator("h1").inner_text(), view.page.url
    view.open(address)
    assert view.page.locator("h1").inner_text() == said
    assert view.page.locator("input[name=group]:checked").get_attribute("value") == "TTP"
    view.settled("document.querySelector('.chips .quiet').click()")
    assert view.page.url == f"{service}/"


def test_going_back_asks_the_question_before(view, service):
    said = view.page.locator("h1").inner_text()
    view.choose("measure", "killed")
    view.settled("history.back()")
    assert (view.page.url, view.page.locator("h1").inner_text()) == (f"{service}/", said)
    assert view.page.locator("input[name=measure]:checked").get_attribute("value") == "incidents"


def test_days_narrow_the_period(view):
    view.page.locator("#f-period").click()
    view.page.locator("input[name=from]").fill("2014-01-01")
    expect(view.page.locator("#f-period .value")).to_have_text("2014–2021")
    expect(view.page).to_have_url(re.compile(r"\?from=2014-01-01$"))
    view.page.get_by_role("button", name="2013", exact=True).click()
    expect(view.page.locator("#f-period .value")).to_have_text("2013")
    expect(view.page).to_have_url(re.compile(r"\?from=2013-01-01&to=2013-12-31$"))


def test_the_last_kind_stays_chosen(view):
    view.choose("kind", "clash")
    view.choose("kind", "operation")
    view.page.evaluate("document.querySelector('input[name=kind][value=attack]').click()")
    assert view.page.url.endswith("?kind=attack")


def test_what_the_source_does_not_know_is_one_disabled_cell(view):
    assert view.page.locator("#f-tactic").is_disabled()
    assert "not in this source" in view.page.locator("#f-tactic").inner_text()
    assert view.page.locator("input[name=measure][value=injured]").is_disabled()
    view.choose("source", "curated")
    assert view.page.locator("#f-tactic").is_enabled()
    view.choose("tactic", "suicide-bombing")
    assert view.page.url.endswith("tactic=suicide-bombing")


def test_a_group_is_found_by_its_name(view):
    view.page.locator("#f-group").click()
    view.page.locator(".find").fill("liberation army")
    assert view.page.locator("input[name=group][value=BLA]").is_visible()
    assert not view.page.locator("input[name=group][value=TTP]").is_visible()
    view.page.keyboard.press("Escape")
    assert not view.page.locator("#m-group").is_visible()
    assert view.page.evaluate("document.activeElement.id") == "f-group"


def test_sistan_and_baluchestan_is_not_covered_and_shows_what_is_known(view):
    view.page.locator("#table tr[data-id=IR-11]").hover()
    card = view.page.locator("#card").inner_text()
    assert "Not covered" in card
    assert "Curated list, 2006–2025" in card
    assert "not covered" in view.page.locator("#table tr[data-id=IR-11]").inner_text()
    assert view.page.locator("path.region.nc").count() == 65


def test_operations_are_drawn_where_their_place_is_known_and_all_are_listed(view):
    assert "Operations 47" in view.page.locator("#tabs").inner_text()
    view.page.locator("#tab-operations").click()
    listed = view.page.locator("#pane-operations li")
    assert listed.count() == 47
    assert view.page.locator("#pane-operations li.noplace").count() == 12
    assert "Islamic Revolutionary Guard Corps · Iran → Pakistan" in listed.filter(has_text="Koh-e-Sabz").inner_text()
    assert "acknowledged · district known" in listed.filter(has_text="Koh-e-Sabz").inner_text()
    assert view.page.locator(".marks .od.coarse").count() > 3
    assert "12 of 47 operations have no place" in view.page.locator("#legend").inner_text()


def test_a_region_is_gone_to_narrowed_to_and_left_by_keyboard(view):
    stop = "path.region[tabindex='0']"
    view.page.locator(stop).focus()
    assert view.page.locator(stop).get_attribute("aria-label").startswith("Khyber Pakhtunkhwa: 1.40")
    view.page.keyboard.press("ArrowDown")
    assert "Khyber" not in view.page.locator("#card h2").inner_text()
    name = view.page.locator("#card h2").inner_text()
    before = view.page.evaluate(READY)
    view.page.keyboard.press("Enter")
    view.page.wait_for_selector(f"body[data-ready]:not([data-ready='{before}'])")
    assert view.page.locator("#chips .chip").inner_text().startswith(f"Region: {name}")
    assert view.page.locator(stop).get_attribute("aria-pressed") == "true"
    assert view.page.locator("#table tr[data-id]").count() == 1
    view.page.keyboard.press("Escape")
    before = view.page.evaluate(READY)
    view.page.keyboard.press("Escape")
    view.page.wait_for_selector(f"body[data-ready]:not([data-ready='{before}'])")
    assert "region=" not in view.page.url


def test_a_click_narrows_and_a_click_with_shift_compares_two(view):
    view.settled("Sarhad.pin('PK-BA')")
    assert view.page.url.endswith("?region=PK-BA")
    assert view.page.locator("h1").inner_text().startswith("Balochistan: 695 incidents")
    view.settled("Sarhad.pin('PK-KP', true)")
    assert view.page.url.endswith("?region=PK-BA,PK-KP")
    assert view.page.locator("#table tr[data-id]").count() == 2
    assert "1.40 a year per 1,000 km², 23 times Balochistan’s 0.061" in view.page.locator("h1").inner_text()
    assert "1 of 7 covered regions" in view.page.locator("#card").inner_text()
    view.settled("Sarhad.pin('PK-SD', true)")
    assert view.page.url.endswith("?region=PK-KP,PK-SD")
    view.settled("Sarhad.pin('PK-SD')")
    view.settled("Sarhad.pin('PK-SD')")
    assert "region=" not in view.page.url


def test_what_the_source_does_not_cover_is_held_and_not_asked_for(view):
    view.page.evaluate("Sarhad.pin('IR-11')")
    assert "region=" not in view.page.url
    assert "Not covered" in view.page.locator("#card").inner_text()


def test_the_table_sorts_and_keeps_the_focus_provinces_on_top(view):
    names = "[...document.querySelectorAll('#table tbody:not(.pin) .name')].map(n => n.textContent)"
    ranked = view.page.evaluate(names)
    view.page.get_by_role("button", name="Region", exact=True).click()
    assert view.page.evaluate(names) == sorted(ranked)
    pinned = view.page.evaluate("[...document.querySelectorAll('#table .pin tr')].map(r => r.dataset.id)")
    assert pinned == ["PK-KP", "PK-BA", "IR-11"]


def test_labels_keep_their_places(view):
    names = view.page.locator(".names .lp, .names .lc, .names .lt")
    assert 12 <= names.count() <= 25
    where = "[...document.querySelectorAll('.names text')].map(t => [t.getAttribute('x'), t.getAttribute('y')].join())"
    before = view.page.evaluate(where)
    view.page.locator("#table tr[data-id=PK-BA]").hover()
    assert view.page.evaluate(where) == before


def test_a_bound_stands_once_in_the_legend_and_focus_provinces_are_arrows(view):
    bounds = view.page.locator("#legend .scale b").all_inner_texts()
    assert bounds == ["0.01", "0.03", "0.1", "0.3", "1", "3"]
    assert len(view.page.locator("#legend .mark").all()) == 2
    view.choose("group", "BLA")
    view.settled("document.querySelector('#legend .extra button').click()")
    assert "breaks=view" in view.page.url


def test_the_theme_is_kept(view):
    view.page.locator("#theme").click()
    view.page.reload()
    assert view.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_downloads_are_the_same_question(view):
    view.choose("measure", "killed")
    view.page.locator("#download").click()
    links = view.page.locator("#downloads li:not([hidden]) a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    forms = ("png", "csv", "geojson", "gpkg", "json", "html")
    assert links[:6] == [f"/choropleth.{form}?measure=killed&version=1" for form in forms]


def test_where_the_map_is_and_the_theme_are_in_the_address(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?measure=killed#map=8/30.2/67&theme=dark").page
        assert shown.evaluate("document.documentElement.dataset.theme") == "dark"
        assert shown.evaluate("Sarhad.leaflet().getZoom()") == 8
        opened.choose("measure", "incidents")
        assert shown.url.endswith("/#map=8/30.2/67&theme=dark")
        shown.evaluate("void Sarhad.leaflet().setView([33, 71], 7, {animate: false})")
        assert shown.url.endswith("#map=7/33/71&theme=dark")
        shown.go_back()
        shown.wait_for_function("() => location.search === '?measure=killed'")
        shown.wait_for_function("() => Sarhad.leaflet().getZoom() === 8")
        shown.click("#theme")
        assert "theme=light" in shown.url


def test_nonsense_in_every_parameter_is_left_out_and_said(browser, service):
    names = [*NAMES, "colour"]
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?{'&'.join(f'{name}=nonsense' for name in names)}#map=1/2&theme=blue").page
        assert shown.url == f"{service}/"
        assert "Khyber Pakhtunkhwa had the most" in shown.locator("h1").inner_text()
        told = shown.locator("#notices li").all_inner_texts()
        assert len(told) == len(names) + 2
        assert "measure: 'nonsense' is not known. Accepted: incidents, killed, injured, casualties." in told
        assert all(any(line.startswith(f"{name}: ") for line in told) for name in NAMES)
        shown.click("#notices button")
        assert shown.locator("#notices li").count() == 0


def test_a_refused_address_says_why_above_the_default_view(browser, service):
    with viewing(browser) as opened:
        opened.open(f"{service}/?measure=nonsense")
        assert "nonsense" in opened.page.locator(".notice").inner_text()
        assert "Khyber Pakhtunkhwa" in opened.page.locator("h1").inner_text()
        opened.page.get_by_role("button", name="Dismiss").click()
        assert opened.page.locator(".notice").count() == 0


def test_an_empty_view_offers_what_helps(browser, service):
    with viewing(browser) as opened:
        opened.open(f"{service}/?from=1989-01-01&to=1989-12-31&group=TTP")
        panel = opened.page.locator("#trouble")
        expect(panel).to_contain_text("No incident matches both filters")
        expect(panel.get_by_role("button").first).to_contain_text("incidents")
        assert opened.page.locator("path.region.zero").count() == 7
        opened.settled("document.querySelector('#trouble button').click()")
        assert not panel.is_visible()


def test_a_failure_keeps_the_last_view_and_can_be_tried_again(browser, service):
    with viewing(browser) as opened:
        opened.open(service)
        said = opened.page.locator("h1").inner_text()
        opened.page.route("**/choropleth.json**", lambda route: route.abort())
        opened.page.evaluate("document.querySelector('input[name=measure][value=killed]').click()")
        expect(opened.page.locator("#trouble")).to_contain_text("The last good view stays")
        assert opened.page.locator("h1").inner_text() == said
        opened.page.unroute("**/choropleth.json**")
        opened.settled("document.querySelector('#trouble .primary').click()")
        assert opened.page.locator("h1").inner_text() != said


def test_the_sheet_of_a_phone_holds_filters_and_table(browser, service):
    with viewing(browser, width=360) as opened:
        shown = opened.open(service).page
        assert not shown.locator("#side").is_visible()
        shown.get_by_role("button", name="Filters", exact=True).click()
        option = shown.locator("label", has=shown.locator("input[name=measure][value=killed]"))
        assert option.evaluate("label => label.offsetHeight") >= 44
        option.tap()
        expect(shown).to_have_url(re.compile(r"\?measure=killed$"))
        shown.get_by_role("button", name="Table", exact=True).click()
        assert shown.locator("#table").is_visible()
        shown.locator("#show").click()
        assert not shown.locator("#table").is_visible()
        assert opened.said == []


def test_a_saved_view_opens_from_a_disk(browser, checkout, tmp_path):
    out = tmp_path / "view.html"
    command = [sys.executable, "-m", "service.cli", "map", str(out), "--measure", "killed"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    with viewing(browser) as opened:
        shown = opened.open(out.as_uri()).page
        assert [url for url in opened.asked if not url.startswith("data:")] == [out.as_uri()]
        assert (opened.said, opened.refused) == ([], [])
        assert shown.locator("input, select").count() == 0
        assert "Killed" in shown.locator(".told").inner_text()
        tops = shown.locator(".told .f").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().top)")
        assert len(set(tops)) == 1  # one row, above a map that keeps its height
        assert shown.locator("path.region").count() == 72
        assert shown.locator("#table tr[data-id=PK-KP]").count() == 1


# --- districts, where somebody has added them ---


@pytest.fixture(scope="module")
def divided(bundled: Snapshot) -> Snapshot:
    """The bundled data with invented districts in Pakistan, more than a table has room for."""
    return with_districts(bundled, "PK")


@pytest.fixture(scope="module")
def of_districts(divided: Snapshot) -> Iterator[str]:
    """The address of a service that has districts."""
    with listening(type("Divided", (Relay,), {"app": app_of(divided)})) as address:
        yield address


def _chosen(view: View, name: str) -> object:
    return view.page.evaluate(f"document.querySelector('input[name={name}]:checked').value")


def test_without_districts_their_level_cannot_be_chosen(view):
    assert view.page.locator("input[name=level][value=district]").is_disabled()


def test_districts_are_fetched_once_and_restyled_in_place(browser, of_districts, divided):
    n = len(divided.regions.at("district", "now"))
    with viewing(browser) as opened:
        opened.open(of_districts)
        assert not [url for url in opened.asked if "districts" in url]
        opened.choose("level", "district")
        assert opened.page.url.endswith("/?level=district")
        assert opened.page.locator("path.region").count() == opened.page.locator("#table tr[data-id]").count() == n
        opened.choose("measure", "killed")
        opened.choose("level", "province")
        opened.choose("level", "district")
        assert len([url for url in opened.asked if "districts" in url]) == 1
        assert (opened.said, opened.refused) == ([], [])


def test_in_districts_the_coarsest_place_is_the_district_and_back(browser, of_districts):
    with viewing(browser) as opened:
        opened.open(of_districts)
        opened.choose("level", "district")
        assert _chosen(opened, "precision") == "district"
        for coarse in ("province", "country"):
            assert opened.page.locator(f"input[name=precision][value={coarse}]").is_disabled()
        opened.choose("level", "province")
        assert (_chosen(opened, "precision"), opened.page.url) == ("province", f"{of_districts}/")
        opened.choose("precision", "country")
        opened.choose("level", "district")
        assert opened.page.url.endswith("/?level=district")
        opened.choose("precision", "near")
        opened.choose("level", "country")
        assert opened.page.url.endswith("/?level=country&precision=near")


def test_an_address_of_districts_opens_as_it_was_left(browser, of_districts):
    with viewing(browser) as opened:
        shown = opened.open(f"{of_districts}/?level=district&precision=exact").page
        assert (_chosen(opened, "level"), _chosen(opened, "precision")) == ("district", "exact")
        said = ["Level: Districts", "Place known to: exact place"]
        assert [t.strip("×\n") for t in shown.locator(".chip").all_inner_texts()] == said
        opened.settled("document.querySelector('.chip:nth-child(2)').click()")
        assert shown.url.endswith("/?level=district")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 800, 360])
def test_many_districts_fit_the_page(browser, of_districts, width, theme):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = opened.open(f"{of_districts}/?level=district").page
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.locator(".names .lp").count() in (range(26) if width < 400 else range(1, 26))
        assert serious(shown) == []
        assert (opened.said, opened.refused) == ([], [])


def test_what_is_held_on_the_map_is_scrolled_to_in_the_table(browser, divided, tmp_path):
    out = tmp_path / "districts.html"  # a saved view cannot be narrowed: there a click holds the region
    out.write_text(export(divided, divided.ask([("level", "district")])), encoding="utf-8")
    with viewing(browser) as opened:
        shown = opened.open(out.as_uri()).page
        last = shown.locator("#table tr[data-id]").last.get_attribute("data-id")
        lists = shown.locator("#tabs").bounding_box()
        shown.evaluate(f"Sarhad.pin('{last}')")
        expect(shown.locator(f"#table tr[data-id={last}]")).to_be_in_viewport()
        top, row, bottom = (
            shown.evaluate(f"document.querySelector('{one}').getBoundingClientRect().{edge}")
            for one, edge in (("#regions", "top"), (f"#table tr[data-id={last}]", "bottom"), ("#regions", "bottom"))
        )
        assert top < row <= bottom + 1
        heading = shown.evaluate("document.querySelector('#table th').getBoundingClientRect().top")
        assert heading == pytest.approx(top, abs=1)  # it stays above the rows
        assert shown.locator("#tabs").bounding_box() == lists


def test_a_country_without_districts_is_land_and_named(browser, of_districts):
    with viewing(browser) as opened:
        shown = opened.open(f"{of_districts}/?level=district").page
        assert "no districts of Afghanistan and Iran" in shown.locator("#sub").inner_text()
        assert "outside, or without districts" in shown.locator("#legend").inner_text()
        assert "Districts as added" in shown.locator(".attr").inner_text()
        assert shown.locator(".marks .inc").count() > 0  # nothing counts those in Iran


def test_a_saved_view_of_districts_opens_from_a_disk(browser, divided, tmp_path):
    out = tmp_path / "districts.html"
    out.write_text(export(divided, divided.ask([("level", "district")])), encoding="utf-8")
    with viewing(browser) as opened:
        shown = opened.open(out.as_uri()).page
        assert (opened.said, opened.refused) == ([], [])
        assert shown.locator("path.region").count() == len(divided.regions.at("district", "now"))
        assert shown.locator("path.land").count() > 3
        assert "district" in shown.locator(".told").inner_text()


# --- a list of one's own, which is not complete ---

FOUR = [(66.9954, 30.183), (64.4089, 28.8869), (60.8629, 29.4963), (61.5312, 29.9127)]


@pytest.fixture(scope="module")
def listing(bundled: Snapshot) -> Snapshot:
    """The bundled data with a list of four invented incidents: two in PK-BA, one in IR-11, one in AF-NIM."""
    return with_list(bundled, FOUR, perpetrators=["BLA", "BLA", "TTP", "TTP"], place=[f"Town {i}" for i in range(4)])


@pytest.fixture(scope="module")
def of_list(listing: Snapshot) -> Iterator[str]:
    """The address of a service that has it."""
    with listening(type("Listing", (Relay,), {"app": app_of(listing)})) as address:
        yield address


def _items(view: View) -> list[str]:
    return [url for url in view.asked if "incidents/items" in url]


def _drawn(view: View) -> int:
    return sum(int(n or 1) for n in view.page.locator(".marks .inc").all_text_contents())


def _rows(view: View) -> dict[str, str]:
    cells = "[...document.querySelectorAll('#table tr[data-id]')].map(r => [r.dataset.id, r.lastChild.textContent])"
    return dict(view.page.evaluate(cells))


def test_a_list_that_is_asked_is_what_is_drawn_and_told(browser, of_list):
    with viewing(browser) as opened:
        shown = opened.open(f"{of_list}/?source=mine&per=none").page
        assert shown.locator(".marks .inc").count() == 4
        assert _rows(opened) == {
            "PK-KP": "not covered by this source", "PK-BA": "not covered · 2 incidents of My list",
            "IR-11": "not covered · 1 incident of My list", "AF-NIM": "not covered · 1 incident of My list",
        }  # fmt: skip
        assert shown.locator("#tab-known").inner_text() == "My list 4"
        assert "Town 0" in shown.locator("#pane-known").inner_text()
        assert "incident, My list, 12 May 2025" in shown.locator("#legend").inner_text()
        shown.locator(".inc .hit").first.hover()
        assert shown.locator("#card h2").inner_text() == "1 incident of My list"
        shown.locator("#table tr[data-id=PK-BA]").hover()
        assert "My list, 12 May 2025" in shown.locator("#card").inner_text()
        assert "urated" not in shown.locator("main").inner_text()
        assert (opened.said, opened.refused) == ([], [])


def test_a_list_follows_the_question_and_the_curated_one_comes_back(browser, of_list):
    with viewing(browser) as opened:
        shown = opened.open(f"{of_list}/?source=mine").page
        opened.choose("group", "TTP")
        assert "group=TTP&precision=province" in _items(opened)[-1]
        assert shown.locator(".marks .inc").count() == 2
        opened.settled("document.querySelector('.chips .quiet').click()")
        assert "source=curated" in _items(opened)[-1]
        assert "version=1" in _items(opened)[-1]
        assert "85 incidents of Curated list, 10 op." in _rows(opened)["IR-11"]
        before = _items(opened)
        opened.choose("group", "TTP")
        assert _items(opened) == before  # it is fetched once, and narrowed here


def test_a_long_list_is_fetched_in_pages_and_one_that_is_too_long_says_so(browser, bundled):
    points = [(61 + i % 100 / 10, 29) for i in range(5001)]
    many = with_list(bundled, points, perpetrators=["BLA"] * 1200 + ["TTP"] * 3801)
    counted = tally(many, many.ask([("source", "mine")]))
    figured = int(counted.sums.incidents[counted.regions.id == "PK-BA"][0])
    with listening(type("Many", (Relay,), {"app": app_of(many)})) as address, viewing(browser) as opened:
        shown = opened.open(f"{address}/?source=mine").page
        assert _items(opened) == []
        assert shown.locator(".marks .inc").count() == 0
        assert "5,001 incidents of My list are too many" in shown.locator("#notices").inner_text()
        assert "5,001: too many to draw" in shown.locator("#legend").inner_text()
        assert _rows(opened)["PK-BA"] == f"not covered · {figured:,} incidents of My list"
        opened.choose("group", "BLA")
        assert len(_items(opened)) == 2
        assert _drawn(opened) == 1200
        assert shown.locator("#tab-known").inner_text() == "My list 1,200"
        assert (opened.said, opened.refused) == ([], [])


def test_points_that_do_not_arrive_are_said(browser, of_list):
    with viewing(browser) as opened:
        opened.page.route("**/incidents/items**", lambda route: route.abort())
        shown = opened.open(f"{of_list}/?source=mine").page
        assert "The incidents of My list did not arrive" in shown.locator("#notices").inner_text()
        assert "4 incidents" in shown.locator("h1").inner_text()


def test_without_any_list_nothing_is_asked_for_and_nothing_breaks(browser, bundled):
    alone = {"ucdp-ged": bundled.sources["ucdp-ged"]}
    rows = bundled.incidents.take(bundled.incidents.source == "ucdp-ged")
    only = replace(bundled, sources=alone, incidents=rows)
    with listening(type("Alone", (Relay,), {"app": app_of(only)})) as address, viewing(browser) as opened:
        shown = opened.open(address).page
        assert (_items(opened), shown.locator(".marks .inc").count()) == ([], 0)
        assert _rows(opened)["IR-11"] == "not covered by this source"
        shown.locator("#table tr[data-id=IR-11]").hover()
        assert "Not covered" in shown.locator("#card").inner_text()
        assert (opened.said, opened.refused) == ([], [])


def test_a_saved_view_of_a_list_has_its_points(browser, listing, tmp_path):
    out = tmp_path / "list.html"
    out.write_text(export(listing, listing.ask([("source", "mine"), ("level", "country")])), encoding="utf-8")
    with viewing(browser) as opened:
        opened.open(out.as_uri())
        assert _drawn(opened) == 4
        assert _rows(opened)["PK"] == "not covered · 2 incidents of My list"
        assert (opened.said, opened.refused) == ([], [])


# --- a world in which every text is an attack ---

EVIL = "{{7*7}}{% x %}</script><script>window.pwned=1</script>${1}<img src=x onerror=window.pwned=1>\u2028'\"&lt;"


def _square(id_: str, x: float, **properties: object) -> dict[str, object]:
    ring = [[x, 28], [x + 4, 28], [x + 4, 32], [x, 32], [x, 28]]
    return {
        "type": "Feature",
        "id": id_,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"id": id_, "country": "PK", "focus": None, "valid_from": None, "valid_to": None, **properties},
    }


def _point(id_: str, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": id_,
        "geometry": {"type": "Point", "coordinates": [66, 30]},
        "properties": properties,
    }


def _region(id_: str, *, covered: bool, focus: int) -> dict[str, object]:
    figures = dict.fromkeys(("value", "incidents", "killed", "killed_low", "killed_high", "rank", "share"), 1)
    return {
        "id": id_, "name": EVIL, "name_fa": EVIL, "name_ur": EVIL, "country": "PK", "focus": focus, "area_km2": 1.0,
        "status": "covered" if covered else "not_covered", "class": 1 if covered else None, "change": None,
        "precision": {"exact": 1}, "yearly": [0, 1, 2], **(figures if covered else dict.fromkeys(figures)),
    }  # fmt: skip


def _told() -> dict[str, object]:
    words = ("id", "place", "region_name", "district_name", "kind", "kind_given", "perpetrators_given", "attribution")
    more = ("target_name", "tactic_name", "target_given", "tactic_given", "source_name", "source_id", "same_as")
    return {
        **dict.fromkeys((*words, *more, "date_precision", "notes"), EVIL), "source": "s", "lon": 66, "lat": 30,
        "precision": "exact", "region": "A", "district": None, "date_start": "1990-01-16", "date_end": "1990-01-16",
        "perpetrators": [EVIL], "perpetrator_names": [EVIL], "killed": 1, "killed_low": 1, "killed_high": 2,
        "injured": None, "attackers_killed": None, "flags": [EVIL], "urls": ["javascript:window.pwned=1", EVIL],
    }  # fmt: skip


SITE = {
    "actor": EVIL,
    "actor_name": EVIL,
    "from_country": "IR",
    "to_country": "PK",
    "status": EVIL,
    "date": "2024-01-16",
}
LISTED = {"source": "curated", "date_start": "2024-01-16", "precision": EVIL, "kind": EVIL, "perpetrators": EVIL}
WORLD: dict[str, object] = {
    "/choropleth.json": {
        "query": {"level": "province", "per": "area", "compare": "none", "breaks": "fixed", "epoch": "now"},
        "canonical": "", "version": {"revision": 1, "digest": EVIL}, "measure": "incidents", "per": "area",
        "unit": EVIL,
        "source": {"id": "s", "name": EVIL, "short": EVIL, "cite": EVIL, "licence": EVIL, "knows": []},
        "coverage": {"from": "1989-01-01", "to": "1991-12-31", "years": 3}, "breaks": [0.3, 1], "total": 3,
        "counted": 1, "ranked": 1,
        "unplaced": {"n": 1, "near_edge": 1, "regions": [{"id": "A", "provider_region": EVIL, "n": 1}]},
        "excluded": {"n": 1, "reasons": {EVIL: 1}}, "first_year": 1989, "warnings": [EVIL],
        "headline": {"text": EVIL, "short": EVIL, "sub": EVIL, "left_out": EVIL},
        "listed": {"source": ["curated"], "short": EVIL, "asked": False, "n": 1, "drawn": True, "items": "source=s"},
        "regions": [_region("A", covered=True, focus=1), _region("B", covered=False, focus=2)],
    },
    "/facets.json": {"group": [{"value": EVIL, "label": EVIL, "n": 1, "known": True}]},
    "/incidents.json": {"n": 1, "start": 0, "order": "latest", "incidents": [_told()]},
    "/shares.json": {
        "n": 1, "group": [{"value": EVIL, "label": EVIL, "n": 1, "share": 1.0}], "tactic": None, "target": None,
        "kind": [{"value": EVIL, "label": EVIL, "n": 1, "share": 1.0}],
    },
    "/months.json": {
        "query": {"level": "province", "region": []}, "canonical": "", "source": ["s"], "sources": EVIL, "unit": EVIL,
        "measure": "incidents", "recorded": True, "first": "1989-01", "months": [1] * 36, "covered": [[0, 35]], "n": 36,
        "known": {"from": "1989-01-01", "to": "1991-12-31"}, "asked": {"from": "1989-01-01", "to": "1991-12-31"},
        "inside": 36, "partial": {}, "peak": {"month": "1989-01", "n": 1}, "stack": "none", "stackable": ["none"],
        "stacks": [], "overlap": False, "markers": [{
            "id": EVIL, "date": "1990-05-05", "date_precision": "day", "title": EVIL, "sentence": EVIL, "source": EVIL,
            "url": "javascript:window.pwned=1",
        }],
    },
    "/basemap.geojson": {"type": "FeatureCollection", "features": []},
    "/places.json": {
        "places": [{"name": EVIL, "name_ur": EVIL, "lon": 66, "lat": 30, "country": "PK", "region": "A", "rank": 1}],
        "labels": [{"kind": "country", "name": EVIL, "lon": 69, "lat": 30}],
    },
    "/collections/provinces/items": {
        "type": "FeatureCollection", "features": [_square("A", 64, name=EVIL), _square("B", 68, name=EVIL)],
    },
    "/collections/countries/items": {"type": "FeatureCollection", "features": []},
    "/collections/borders/items": {"type": "FeatureCollection", "features": []},
    "/collections/sites/items": {
        "type": "FeatureCollection", "features": [_point("S", name=EVIL, precision=EVIL, note=EVIL, **SITE)],
    },
    "/collections/incidents/items": {
        "type": "FeatureCollection", "features": [_point("curated:1", place=EVIL, notes=EVIL, region="B", **LISTED)],
    },
    "/private/sites.geojson": {"type": "FeatureCollection", "features": [_point("P", name=EVIL)]},
}  # fmt: skip


class Hostile(BaseHTTPRequestHandler):
    """The service's addresses, answered from `WORLD`."""

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/":
            options = {
                "private": True,
                "ignored": [EVIL],
                "headline": {"text": EVIL, "short": EVIL, "sub": EVIL},
            }
            facets = WORLD["/facets.json"]
            assert isinstance(facets, dict)
            html = page(nonce="once", facets=facets, query={"group": [EVIL], "region": [EVIL]}, options=options)
            self.answer(html.encode(), "text/html; charset=utf-8", policy=csp("once"))
        elif path.startswith("/static/"):
            name = path.rsplit("/", 1)[-1]
            file = assets.leaflet(name) if "/leaflet/" in path else assets.static(name)
            self.answer(file, "text/css" if name.endswith("css") else "text/javascript")
        else:
            self.answer(json.dumps(WORLD[path]).encode(), "application/json")

    def answer(self, body, kind, policy=""):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def hostile() -> Iterator[str]:
    with listening(Hostile) as address:
        yield address


def test_text_from_outside_neither_runs_nor_breaks_the_page(browser, hostile):
    with viewing(browser) as opened:
        shown = opened.open(hostile).page
        for target in ("#table tr[data-id=A]", "#table tr[data-id=B]", ".op .hit", ".own .hit", ".inc .hit"):
            shown.locator(target).first.hover(force=True)
            assert EVIL.replace("\u2028", "")[:20] in (shown.locator("#card").text_content() or "")
        shown.locator(".sub .why").click()
        shown.locator("#f-group").click()
        shown.locator("#tab-groups").click()
        assert shown.evaluate("window.pwned") is None
        assert shown.locator("img").count() == 0
        assert shown.locator("h1 .wide").text_content() == EVIL
        assert shown.locator("input[name=group]").evaluate_all("all => all.map(i => i.value)").count(EVIL) == 1
        assert "49" not in (shown.locator("body").text_content() or "").replace("1989", "")
        assert (opened.said, opened.refused) == ([], [])
        assert opened.hosts() == {urlsplit(hostile).netloc}


def test_text_from_outside_neither_runs_nor_breaks_a_saved_file(browser, tmp_path):
    names = ("provinces", "countries", "borders", "sites", "incidents")
    paths = {name: f"/collections/{name}/items" for name in names} | {
        "basemap": "/basemap.geojson",
        "places": "/places.json",
    }
    figures, facets = WORLD["/choropleth.json"], WORLD["/facets.json"]
    assert isinstance(figures, dict)
    assert isinstance(facets, dict)
    geometry = {name: json.dumps(WORLD[path], ensure_ascii=False).encode() for name, path in paths.items()}
    out = tmp_path / "saved.html"
    out.write_text(document(figures=figures, geometry=geometry, facets=facets, address=EVIL), encoding="utf-8")
    with viewing(browser, theme="dark") as opened:
        shown = opened.open(out.as_uri()).page
        shown.locator(".op .hit").first.hover(force=True)
        assert EVIL[:20] in (shown.locator("#card").text_content() or "")
        assert shown.evaluate("window.pwned") is None
        assert (shown.locator("img").count(), opened.said, opened.refused) == (0, [], [])
        assert len([url for url in opened.asked if not url.startswith("data:")]) == 1


def test_the_planners_own_sites_have_a_symbol_and_a_line_in_the_legend(browser, hostile):
    with viewing(browser) as opened:
        shown = opened.open(hostile).page
        assert shown.locator(".marks .own").count() == 1
        assert "your sites, on this map only" in shown.locator("#legend").inner_text()


def test_without_own_sites_nobody_asks_for_them(view):
    assert not [url for url in view.asked if "private" in url]
