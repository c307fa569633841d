"""The heat view in a real browser: its address, its tiles, its legend, and the incidents close up."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from tests.browser import View, serious, viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser
SEEN = "Sarhad.leaflet().getBounds().toBBoxString().split(',').map(Number)"
TILES = "document.body.dataset.tiles"


@pytest.fixture
def heat(browser: Browser, service: str) -> Iterator[View]:
    """The heat view with its tiles."""
    with viewing(browser) as opened:
        yield drawn(opened.open(f"{service}/heat"))
        assert opened.said == []
        assert opened.refused == []


def drawn(view: View) -> View:
    view.page.wait_for_selector("body[data-tiles]")
    return view


def redrawn(view: View, act: str) -> None:
    """Do something in the page and wait until its tiles are drawn."""
    before = view.page.evaluate(TILES)
    view.page.evaluate(act)
    view.page.wait_for_selector(f"body[data-tiles]:not([data-tiles='{before}'])")


def tiles(view: View) -> list[dict[str, str]]:
    """The questions that were asked of tiles, in order."""
    on_screen = (url for url in view.asked if "/heat/tiles/" in url and "@2x" not in url)  # the others wait for paper
    return [dict(parse_qsl(urlsplit(url).query)) for url in on_screen]


def choose(view: View, name: str, value: str) -> None:
    redrawn(view, f"document.querySelector('input[name={name}][value=\"{value}\"]').click()")


def go(lon: float, lat: float, zoom: float) -> str:
    return f"void Sarhad.leaflet().setView([{lat}, {lon}], {zoom}, {{animate: false}})"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_heat_view_is_quiet_and_asks_only_its_own_host(browser, service, width, theme):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = drawn(opened.open(f"{service}/heat")).page
        assert (opened.said, opened.refused) == ([], [])
        assert opened.hosts() == {urlsplit(service).netloc}
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert "densest in Khyber Pakhtunkhwa" in shown.locator("h1").inner_text()
        assert {asked.get("theme", "light") for asked in tiles(opened)} == {theme}
        assert serious(shown) == []


def test_the_view_is_switched_in_place_and_is_the_path(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?measure=killed").page
        shown.evaluate("window.same = true")
        assert tiles(opened) == []
        assert shown.locator(".seg [aria-current]").inner_text() == "Regions"
        redrawn(opened, "document.querySelector('.seg a[data-view=heat]').click()")
        assert shown.url == f"{service}/heat?measure=killed"
        assert {asked["measure"] for asked in tiles(opened)} == {"killed"}
        assert shown.locator("path.region.zero").count() == 7
        assert shown.locator(".seg [aria-current]").inner_text() == "Heat"
        opened.settled("document.querySelector('.seg a[data-view=regions]').click()")
        assert shown.url == f"{service}/?measure=killed"
        assert shown.locator(".leaflet-heat-pane img").count() == 0
        redrawn(opened, "history.back()")
        assert (shown.url, shown.evaluate("window.same")) == (f"{service}/heat?measure=killed", True)
        assert "People killed were densest" in shown.locator("h1").inner_text()
        assert shown.locator(".peak").count() == 1
        assert opened.said == []


def test_a_view_drops_what_it_does_not_take(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/heat?per=population&measure=killed&bandwidth=50").page
        assert shown.url == f"{service}/heat?measure=killed&bandwidth=50"
        expect(shown.locator(".notice")).to_contain_text("always per 1,000 km² and year")
        assert shown.locator("input[name=per][value=population]").is_disabled()
        opened.settled("document.querySelector('.seg a[data-view=regions]').click()")
        assert shown.url == f"{service}/?measure=killed"
        assert shown.locator("input[name=per][value=population]").is_enabled()
        assert not shown.locator("#f-kernel").is_visible()
        opened.open(f"{service}/choropleth?coarse=drop&bandwidth=nonsense")
        assert (shown.url, shown.locator(".notice").count()) == (f"{service}/choropleth", 0)


def test_what_was_divided_by_people_is_per_area_once_it_is_heat(browser, service):
    with viewing(browser) as opened:
        opened.open(f"{service}/?per=population")
        redrawn(opened, "document.querySelector('.seg a[data-view=heat]').click()")
        assert opened.page.url == f"{service}/heat"
        expect(opened.page.locator(".notice")).to_contain_text("always per 1,000 km² and year")
        opened.settled("history.back()")
        assert opened.page.url == f"{service}/?per=population"


def test_the_kernel_is_a_filter_of_the_heat_view(heat, service):
    choose(heat, "bandwidth", "50")
    assert heat.page.url == f"{service}/heat?bandwidth=50"
    assert tiles(heat)[-1]["bandwidth"] == "50"
    assert "kernel 50 km" in heat.page.locator("#legend p").inner_text()
    assert heat.page.locator("#f-kernel .value").inner_text() == "50 km"
    assert heat.page.locator(".chip").inner_text().startswith("Kernel: 50 km")
    redrawn(heat, "document.querySelector('.chip').click()")
    assert heat.page.url == f"{service}/heat"


def test_any_width_in_the_address_is_shown_as_it_is(browser, service):
    with viewing(browser) as opened:
        drawn(opened.open(f"{service}/heat?bandwidth=12.5"))
        assert opened.page.locator("#f-kernel .value").inner_text() == "12.5 km"
        assert tiles(opened)[0]["bandwidth"] == "12.5"


def test_what_was_spread_and_what_was_left_out_is_counted(heat):
    assert "1,427 spread over their district or province · 15 left out" in heat.page.locator("#sub").inner_text()
    heat.page.locator("#sub .why").click()
    reasons = heat.page.locator("#reasons").inner_text()
    assert "6,401 counted + 15 left out = 6,416" in reasons
    assert "known to their province, spread over it" in reasons
    choose(heat, "coarse", "drop")
    assert "spread" not in heat.page.locator("#sub").inner_text()
    assert "1,442 left out" in heat.page.locator("#sub").inner_text()


def test_the_legend_has_the_bounds_and_a_colour_on_the_map_is_the_one_in_it(heat):
    assert heat.page.locator("#legend h2").inner_text() == "Incidents per 1,000 km² and year"
    assert heat.page.locator("#legend .scale b").all_inner_texts() == ["0.01", "0.03", "0.1", "0.3", "1", "3"]
    words = heat.page.locator("#legend").inner_text()
    for said in (
        "peak 5.37, cross on the map",
        "under 0.01",
        "not covered",
        "lower within 25 km of the edge",
        "337 of 6,401",
    ):
        assert said in words
    top = heat.page.locator("#legend .scale i").first.get_attribute("class")
    at = "Sarhad.leaflet().latLngToContainerPoint([Sarhad.now.heat.highest.lat, Sarhad.now.heat.highest.lon])"
    assert heat.page.evaluate(f"(({{x, y}}) => Sarhad.heatClass(x, y))({at})") == top == "q6"
    sea = "Sarhad.leaflet().latLngToContainerPoint([24.5, 64])"
    assert heat.page.evaluate(f"(({{x, y}}) => Sarhad.heatClass(x, y))({sea})") is None


def test_a_peak_of_what_is_only_roughly_known_has_no_cross(browser, service):
    with viewing(browser) as opened:

        def roughly(route: Route) -> None:
            answer = route.fetch()
            said = answer.json()
            said["highest"]["known"] = 0.4 * said["highest"]["value"]
            route.fulfill(response=answer, json=said)

        opened.page.route("**/heat.json**", roughly)
        shown = drawn(opened.open(f"{service}/heat")).page
        assert shown.locator("#legend .mark .wide").inner_text() == "peak 5.37"
        assert shown.locator(".peak").count() == 0


def test_a_difference_has_both_directions_in_its_legend(browser, service):
    with viewing(browser) as opened:
        shown = drawn(opened.open(f"{service}/heat?from=2009-01-01&to=2014-12-31&compare=previous")).page
        bounds = shown.locator("#legend .scale b").all_inner_texts()
        assert [bound[0] for bound in bounds] == ["−", "−", "−", "+", "+", "+"]
        assert shown.locator("#legend .scale i").count() == 7
        assert "more" in shown.locator("#legend").inner_text()
        assert shown.locator("path.region.same").count() == 7
        assert opened.said == []


def test_the_theme_is_that_of_the_tiles(heat):
    assert all("theme" not in asked for asked in tiles(heat))
    redrawn(heat, "document.querySelector('#theme').click()")
    assert tiles(heat)[-1]["theme"] == "dark"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_print_has_its_heat_in_light_colours(browser, service, theme):
    with viewing(browser, theme=theme) as opened:
        shown = drawn(opened.open(f"{service}/heat")).page
        seen = shown.evaluate(SEEN)
        shown.route("**/heat/tiles/**", lambda _route: None)  # a printer does not wait for them
        shown.emulate_media(media="print")
        shown.wait_for_selector(".printing")
        picture = Image.open(BytesIO(shown.screenshot(full_page=True))).convert("RGB")
        counted = {colour: n for n, colour in picture.getcolors(maxcolors=1 << 24) or []}
        for light in ((243, 188, 110), (236, 137, 47), (216, 86, 34), (178, 51, 43), (129, 33, 45)):  # q1 to q5
            assert counted[light] > 500
        assert (113, 82, 36) not in counted  # q1 of the dark theme
        assert "337 of 6,401" in shown.locator("#legend").inner_text()
        shown.emulate_media(media="screen")
        shown.wait_for_selector("html:not(.printing)")
        assert shown.evaluate(SEEN) == pytest.approx(seen)
        assert shown.evaluate("document.documentElement.dataset.theme") == theme
        assert shown.locator("img.paper").count() == 0


def test_paper_has_all_of_what_was_in_sight_and_the_screen_gets_it_back(heat):
    heat.page.evaluate(go(67, 25, 8))
    seen = heat.page.evaluate(SEEN)
    heat.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    inside = "Sarhad.leaflet().getBounds().contains([[{1}, {0}], [{3}, {2}]])".format(*seen)
    assert heat.page.evaluate(inside)
    assert heat.page.evaluate("Sarhad.leaflet().getSize().x") < 704  # an A4 page less its margins
    assert heat.page.locator("img.paper").count() > 4
    heat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert heat.page.evaluate(SEEN) == pytest.approx(seen, abs=1e-9)


def test_a_print_that_comes_before_its_tiles_keeps_those_of_the_screen(browser, service):
    with viewing(browser) as opened:
        opened.page.route("**/*@2x.png**", lambda route: route.abort())
        shown = drawn(opened.open(f"{service}/heat")).page
        before = shown.locator(".leaflet-heat-pane .leaflet-tile-loaded").count()
        shown.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert shown.locator(".leaflet-heat-pane .leaflet-tile-loaded").count() >= before - 4 > 4


def test_downloads_are_the_same_question_in_forms_of_a_surface(heat):
    choose(heat, "bandwidth", "50")
    heat.page.locator("#download").click()
    links = heat.page.locator("#downloads li:not([hidden]) a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert links[:4] == [f"/heat.{form}?bandwidth=50&version=1" for form in ("png", "tif", "geojson", "json")]
    assert links[4] == "/hotspots.png?version=1"


def test_hot_spots_are_asked_for_without_what_their_test_refuses(browser, service):
    with viewing(browser) as opened:
        refused = "measure=killed&compare=previous&breaks=view&bandwidth=50&coarse=drop"
        shown = opened.open(f"{service}/heat?from=2009-01-01&to=2014-12-31&{refused}").page
        link = shown.locator("#downloads a", has_text="Hot spots")
        assert link.get_attribute("href") == "/hotspots.png?from=2009-01-01&to=2014-12-31&version=1"
        answer = shown.request.get(f"{service}{link.get_attribute('href')}")
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize("width", [1100, 1440, 1920])
@pytest.mark.parametrize("path", ["/", "/heat"])
def test_every_entry_of_the_download_menu_is_on_top_and_can_be_clicked(browser, service, path, width):
    with viewing(browser, width=width) as opened:
        shown = opened.open(f"{service}{path}").page
        shown.locator("#download").click()
        links = shown.locator("#downloads li:not([hidden]) a")
        assert links.count() >= 4
        for link in links.all():
            link.click(trial=True, timeout=2000)  # refused where something else would take the click
        with shown.expect_download() as got:
            links.nth(2).click()
        assert got.value.suggested_filename.endswith(".geojson")


def test_close_up_the_incidents_themselves_are_drawn(heat):
    assert heat.page.locator(".pt").count() == 0
    heat.page.evaluate(go(71.5, 33.7, 9))
    expect(heat.page.get_by_role("tab").first).to_contain_text("In sight")
    (asked,) = {url for url in heat.asked if "bbox=" in url}
    assert "precision=near" in asked
    assert "source=ucdp-ged" in asked
    assert heat.page.locator(".pt").count() > 10
    assert heat.page.locator("#pane-near li").count() == 1000
    assert re.fullmatch(r"\d+\+", heat.page.locator(".pt text").first.text_content() or "")
    assert "zoom in" in heat.page.locator("#legend").inner_text()
    heat.page.evaluate("void document.querySelector('.pt .hit').dispatchEvent(new MouseEvent('click'))")
    assert "Counted in this heat map" in heat.page.locator("#card").inner_text()
    heat.page.evaluate(go(67, 30, 6))
    expect(heat.page.locator(".pt")).to_have_count(0)
    expect(heat.page.get_by_role("tab").first).to_contain_text("Incidents")


def test_a_pile_close_up_has_the_number_that_the_legend_says(heat):
    pile = "(({lon, lat}) => Sarhad.leaflet().setView([lat, lon], 11, {animate: false}))(Sarhad.now.heat.stacks[0])"
    heat.page.evaluate(f"void {pile}")
    expect(heat.page.get_by_role("tab").first).to_contain_text("In sight")
    numbers = heat.page.locator(".pt text").all_text_contents()
    assert not any("+" in number for number in numbers)
    assert max(map(int, numbers)) >= 337
    told = heat.page.locator("#legend").inner_text() + heat.page.locator("#pane-near .lead").inner_text()
    assert "zoom in" not in told


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("region=PK-BA", ["incidents of others are left out"], ["edge of the coverage"]),
        ("from=2030-01-01&to=2030-12-31", ["does not cover 2030", "not covered in this period"], ["not complete"]),
        ("compare=year", ["not both covered"], ["no interval", "lower within", "brown", "one point"]),
        ("source=curated", ["Listed incidents: no rate", "this source is not complete"], ["lower within"]),
    ],
)
def test_the_words_beside_a_surface_say_why(browser, service, question, said, unsaid):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/heat?{question}").page
        words = shown.locator("#legend").inner_text() + shown.locator("#table caption").inner_text()
        assert [part for part in said if part not in words] == []
        assert [part for part in unsaid if part in words] == []
        assert shown.locator("#legend .edge").count() == 0


def test_a_region_of_the_heat_view_says_that_its_figure_is_of_all_of_it(heat):
    heat.page.evaluate("Sarhad.pin('PK-KP')")
    assert "whole region" in heat.page.locator("#card .big").inner_text()
    heat.settled("document.querySelector('.seg a[data-view=regions]').click()")
    assert "whole region" not in heat.page.locator("#card").inner_text()


def test_an_answer_without_incidents_says_why_over_an_empty_map(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/heat?from=1989-01-01&to=1989-12-31&group=TTP").page
        assert shown.locator("h1").inner_text() == "No incident matches these filters"
        expect(shown.locator("#trouble")).to_contain_text("No incident matches both filters")
        expect(shown.locator("#trouble button").first).to_contain_text("incidents")
        assert shown.locator("path.region.zero").count() == 7
        assert tiles(opened) == []
        redrawn(opened, "document.querySelector('#trouble button').click()")
        assert not shown.locator("#trouble").is_visible()
        assert opened.said == []


def test_a_refused_address_says_why_above_the_default_heat_map(browser, service):
    with viewing(browser) as opened:
        shown = drawn(opened.open(f"{service}/heat?bandwidth=-1")).page
        assert "bandwidth" in shown.locator(".notice").inner_text()
        assert "Khyber Pakhtunkhwa" in shown.locator("h1").inner_text()
        assert all("bandwidth" not in asked for asked in tiles(opened))


def test_tiles_that_do_not_arrive_are_said_once_and_asked_for_again_only_when_told_to(browser, service):
    with viewing(browser) as opened:
        opened.page.route("**/heat/tiles/**", lambda route: route.abort())
        shown = drawn(opened.open(f"{service}/heat")).page
        expect(shown.locator(".notice")).to_have_count(1)
        expect(shown.locator(".notice")).to_contain_text(re.compile(r"\d+ parts of the heat map did not arrive"))
        asked = len(tiles(opened))
        shown.wait_for_timeout(500)
        assert len(tiles(opened)) == asked < 40
        opened.page.unroute("**/heat/tiles/**")
        redrawn(opened, "document.querySelector('.notice .again').click()")
        shown.wait_for_function("() => document.querySelectorAll('.leaflet-heat-pane .leaflet-tile-loaded').length > 4")


def test_a_failure_keeps_the_regions_until_the_surface_arrives(browser, service):
    with viewing(browser) as opened:
        opened.open(service)
        said = opened.page.locator("h1").inner_text()
        opened.page.route("**/heat.json**", lambda route: route.abort())
        opened.page.evaluate("document.querySelector('.seg a[data-view=heat]').click()")
        expect(opened.page.locator("#trouble")).to_contain_text("The last good view stays")
        assert opened.page.locator("h1").inner_text() == said
        opened.page.unroute("**/heat.json**")
        redrawn(opened, "document.querySelector('#trouble .primary').click()")
        assert "densest" in opened.page.locator("h1").inner_text()


def test_a_phone_has_the_views_at_hand(browser, service):
    with viewing(browser, width=390) as opened:
        shown = opened.open(service).page
        shown.locator("#pills a", has_text="Heat").tap()
        shown.wait_for_selector("body[data-tiles]")
        assert shown.url == f"{service}/heat"
        assert shown.locator("#pills [aria-current]").inner_text() == "Heat"
        assert shown.locator("#show").inner_text() == "6,255 incidents by region"
        shown.get_by_role("button", name="Filters", exact=True).click()
        assert shown.locator("input[name=bandwidth]").first.is_visible()
        assert opened.said == []
