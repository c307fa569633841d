"""The months under the map, as a reader uses them: by pointer, by key, on paper, and from right to left."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from playwright.sync_api import expect

from service.export import document
from tests.browser import READY, serious, viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from tests.browser import View

FROM, TO = "#time-brush [data-end=from]", "#time-brush [data-end=to]"
YEAR = "from=2014-01-01&to=2014-12-31"


@pytest.fixture
def view(browser: Browser) -> Iterator[View]:
    with viewing(browser) as opened:
        yield opened


def period(page: Page) -> tuple[str, str]:
    asked = parse_qs(urlsplit(page.url).query)
    return asked.get("from", [""])[0], asked.get("to", [""])[0]


def until(view: View, before: str) -> None:
    view.page.wait_for_selector(f"body[data-ready]:not([data-ready='{before}'])")


def text(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def span(page: Page) -> tuple[str, str]:
    return tuple(page.locator(end).get_attribute("aria-valuetext") or "" for end in (FROM, TO))  # type: ignore[return-value]


def step(page: Page) -> float:
    """How wide a month is."""
    width, months = page.evaluate(
        """() => {
          const at = (end) => document.querySelector(`[data-end=${end}]`);
          const x = (node) => node.getBoundingClientRect().left;
          const months = at("to").ariaValueNow - at("from").ariaValueNow + 1;
          return [x(at("to")) - x(at("from")), months];
        }"""
    )
    return float(width) / int(months)


def drag(page: Page, start: float, by: float, *, off: float = 0) -> None:
    """Draw the pointer over the months, from a place in the page."""
    box = page.locator("#time-brush").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2 + off
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(start + by / 2, y)
    page.mouse.move(start + by, y)


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2


# What is drawn


def test_the_months_of_the_whole_coverage_are_neutral_and_say_their_maximum(view, service):
    page = view.open(f"{service}/").page
    assert text(page, "#time-title") == "Incidents per month"
    assert text(page, "#time-note") == "n = 6,255 in the counted regions · neutral colour: not a rate"
    chart = page.locator("#time-bars svg")
    label = chart.get_attribute("aria-label")
    assert label == "Incidents per month, UCDP GED, Jan 1989 to Dec 2025. The most is 127 in Jan 2010."
    assert page.locator("#time-bars .most").text_content() == "127 in Jan 2010"
    assert [t.strip() for t in page.locator("#time-bars .tick").all_text_contents()][:3] == ["0", "50", "100"]
    assert "whole" in (chart.get_attribute("class") or "")
    assert span(page) == ("Jan 1989", "Dec 2021")
    assert view.said == []


def test_what_is_not_covered_is_hatched_up_to_what_any_source_knows(view, service):
    page = view.open(f"{service}/").page
    blind = page.locator("#time-bars .blind")
    assert blind.count() == 1
    assert page.locator("#time-bars .blind-text").text_content() == "not covered"
    box = blind.bounding_box()
    assert box
    assert box["x"] == pytest.approx(middle(page, TO), abs=1.5)


def test_a_measure_that_a_source_does_not_record_is_no_zero(view, service):
    page = view.open(f"{service}/?measure=injured").page
    assert text(page, "#time-title") == "Injured per month"
    assert page.locator("#time-bars .blind-text").text_content() == "UCDP GED does not record it"
    assert page.locator("#time-bars .bars-all").first.get_attribute("d") == ""


def test_of_a_month_that_the_period_cuts_only_what_lies_inside_is_dark(view, service):
    page = view.open(f"{service}/?from=2014-01-01&to=2014-12-16").page
    assert text(page, "#time-note") == "dark: the period shown; pale: all other months"
    assert page.locator("#time-bars .cut").get_attribute("d") != ""
    assert span(page) == ("Jan 2014", "Dec 2014")
    narrow = page.locator("#time-window rect").get_attribute("width")
    whole = view.open(f"{service}/?{YEAR}").page.locator("#time-window rect").get_attribute("width")
    assert float(narrow or 0) < float(whole or 0)


# The window


def test_a_handle_is_drawn_by_the_pointer_and_the_question_is_asked_when_it_is_let_go(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    before, wide = page.evaluate(READY), step(page)
    drag(page, middle(page, TO) + 3, 6 * wide)
    assert span(page) == ("Jan 2014", "Jun 2015")
    assert period(page) == ("2014-01-01", "2014-12-31")
    page.mouse.up()
    until(view, before)
    assert period(page) == ("2014-01-01", "2015-06-30")
    page.go_back()
    expect(page.locator(TO)).to_have_attribute("aria-valuetext", "Dec 2014")


def test_the_window_moves_as_a_whole(view, service):
    page = view.open(f"{service}/?from=2010-01-01&to=2014-12-31").page
    before = page.evaluate(READY)
    drag(page, middle(page, "#time-brush .window"), -24 * step(page))
    page.mouse.up()
    until(view, before)
    assert period(page) == ("2008-01-01", "2012-12-31")


def test_a_new_window_is_drawn_where_there_is_none_and_ends_with_the_coverage(view, service):
    page = view.open(f"{service}/").page
    before, wide, start = page.evaluate(READY), step(page), middle(page, FROM)
    drag(page, start + (12 * 25 + 0.5) * wide, 14 * wide)
    page.mouse.up()
    until(view, before)
    assert period(page) == ("2014-01-01", "2015-03-31")
    before = page.evaluate(READY)
    drag(page, start + (12 * 30 + 0.5) * wide, 60 * wide)
    page.mouse.up()
    until(view, before)
    assert period(page) == ("2019-01-01", "")


def test_a_click_changes_nothing_and_two_give_the_whole_period(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    before, box = page.evaluate(READY), page.locator("#time-brush").bounding_box()
    assert box
    page.mouse.click(box["x"] + 200, box["y"] + 30)
    assert span(page) == ("Jan 2014", "Dec 2014")
    page.mouse.dblclick(box["x"] + 200, box["y"] + 30)
    until(view, before)
    assert period(page) == ("", "")
    assert span(page) == ("Jan 1989", "Dec 2021")


def test_escape_gives_a_drawn_window_back(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    drag(page, middle(page, FROM) - 3, -12 * step(page))
    assert span(page) == ("Jan 2013", "Dec 2014")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert span(page) == ("Jan 2014", "Dec 2014")
    assert period(page) == ("2014-01-01", "2014-12-31")


def test_keys_move_a_handle_by_a_month_a_year_and_to_the_ends(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    before = page.evaluate(READY)
    page.locator(FROM).focus()
    for key, month in (
        ("ArrowRight", "Feb 2014"),
        ("PageDown", "Feb 2013"),
        ("ArrowDown", "Jan 2013"),
        ("End", "Dec 2014"),
        ("Home", "Jan 1989"),
        ("ArrowLeft", "Jan 1989"),
        ("PageUp", "Jan 1990"),
    ):
        page.keyboard.press(key)
        assert span(page)[0] == month, key
    until(view, before)
    assert period(page) == ("1990-01-01", "2014-12-31")
    assert page.evaluate("document.activeElement.dataset.end") == "from"
    before = page.evaluate(READY)
    page.locator(TO).focus()
    page.keyboard.press("End")
    until(view, before)
    assert period(page) == ("1990-01-01", "")
    assert page.locator(TO).get_attribute("aria-valuenow") == page.locator(TO).get_attribute("aria-valuemax")


def test_what_is_asked_for_beyond_the_coverage_is_shown_where_it_is(view, service):
    page = view.open(f"{service}/?from=2022-03-01&to=2023-02-28").page
    assert span(page) == ("Mar 2022", "Feb 2023")
    handles = [
        {n: int(page.locator(end).get_attribute(f"aria-value{n}")) for n in ("min", "now", "max")} for end in (FROM, TO)
    ]
    assert all(h["min"] <= h["now"] <= h["max"] for h in handles)


# Buttons


@pytest.mark.parametrize(
    ("name", "asked"),
    [("Month", ("2021-12-01", "")), ("Year", ("2021-01-01", "")), ("Last 12 months", ("2021-01-01", ""))],
)
def test_a_button_gives_what_is_fully_covered_and_once_more_the_whole(view, service, name, asked):
    page = view.open(f"{service}/").page
    button = page.get_by_role("button", name=name, exact=True)
    before = page.evaluate(READY)
    button.click()
    until(view, before)
    assert period(page) == asked
    expect(button).to_have_attribute("aria-pressed", "true")
    before = page.evaluate(READY)
    button.click()
    until(view, before)
    assert period(page) == ("", "")


def test_a_list_that_covers_nothing_has_no_last_month(view, service):
    page = view.open(f"{service}/?source=curated").page
    assert page.locator("#time-quick button:disabled").count() == 3
    assert page.locator("#time-bars .blind").count() == 1


# Stacks


def test_the_months_are_stacked_by_group_and_the_address_keeps_it(view, service):
    page = view.open(f"{service}/").page
    page.locator("#stack").click()
    assert page.locator("#stacks button:disabled").all_inner_texts() == [
        "Tactic\nnot in this source",
        "Region\nfor two to five regions",
    ]
    page.locator("#stacks").get_by_role("button", name="Group").click()
    expect(page.locator("#time-bars .part")).to_have_count(6)
    assert page.url.endswith("/#stack=group")
    assert text(page, "#stack") == "Stacked by group"
    words = page.locator("#time-parts li").all_inner_texts()
    assert words[0] == "Tehrik-e-Taliban Pakistan, 4,207"
    assert words[-2:] == ["Other or not known, 945", "an incident of several groups stands in each"]
    page.reload()
    expect(page.locator("#time-bars .part")).to_have_count(6)


def test_parts_are_told_apart_by_more_than_their_hue(view, service):
    page = view.open(f"{service}/#stack=group").page
    fills = page.evaluate("[...document.querySelectorAll('#time-parts rect')].map((r) => getComputedStyle(r).fill)")
    assert len(set(fills)) == 6
    assert "hatch" in fills[-1]
    ramp = page.evaluate(
        "[0,1,2,3,4,5,6].map((i) => { const r = document.createElement('i'); r.style.color = `var(--q${i})`;"
        " document.body.append(r); const c = getComputedStyle(r).color; r.remove(); return c; })"
    )
    assert not {*ramp} & {*fills}


def test_regions_can_be_stacked_where_some_are_asked_and_are_whole_again_after(view, service):
    page = view.open(f"{service}/?region=PK-BA,PK-KP#stack=region").page
    assert page.locator("#time-parts li").all_inner_texts() == ["Balochistan, 695", "Khyber Pakhtunkhwa, 4,733"]
    view.settled("Sarhad.ask(new URLSearchParams())")
    assert page.locator("#time-parts").is_hidden()
    assert page.locator("#time-bars .bars-all").count() == 2


def test_a_stack_that_another_source_does_not_record_falls_back(view, service):
    page = view.open(f"{service}/?source=curated#stack=tactic").page
    expect(page.locator("#time-bars .part")).to_have_count(6)
    view.settled("Sarhad.ask(new URLSearchParams())")
    assert page.locator("#time-bars .part").count() == 0
    assert page.locator("#time .lost").count() == 0


def test_an_address_that_says_nonsense_is_told(view, service):
    page = view.open(f"{service}/#stack=colour").page
    assert "stack=colour" in text(page, "#notices")
    assert text(page, "#stack") == "Stack by…"


# Events


def test_an_event_is_read_by_key_with_its_source(view, service):
    page = view.open(f"{service}/").page
    button = page.get_by_role("button", name="FATA merged, 31 May 2018")
    said = page.locator(f"#{button.get_attribute('aria-controls')}")
    assert said.is_hidden()
    button.focus()
    assert said.is_visible()
    assert "25th Amendment" in said.inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.rel") == "noopener noreferrer"
    assert page.evaluate("document.activeElement.protocol") == "https:"
    page.keyboard.press("Escape")
    assert said.is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "FATA merged"


def test_an_event_is_read_by_pointer_and_two_of_one_time_stand_together(view, service):
    page = view.open(f"{service}/").page
    names = page.locator(".event-name").all_inner_texts()
    assert names == ["Security agreement", "FATA merged", "Kabul", "Strikes"]
    page.locator(".event-name").last.hover()
    said = page.locator(".events .on .event-said")
    assert said.locator("a").count() == 2
    assert said.locator("b").all_inner_texts() == ["Strikes 16 Jan 2024", "Strikes 18 Jan 2024"]
    page.locator("#time-title").hover()
    assert page.locator(".events .on").count() == 0


@pytest.mark.parametrize("width", [1440, 1200, 800, 360])
def test_labels_of_events_never_lie_on_one_another(browser, service, width):
    with viewing(browser, width=width) as view:
        page = view.open(f"{service}/").page
        boxes = page.evaluate(
            """[...document.querySelectorAll(".event-name:not(.small)")]
              .map((node) => node.getBoundingClientRect()).map((r) => [r.left, r.right])"""
        )
        assert len(boxes) == {1440: 4, 1200: 4, 800: 4, 360: 0}[width]
        assert all(one[1] <= other[0] for one, other in pairwise(boxes))
        least, most = page.evaluate(
            "(({ left, right }) => [left, right])(document.querySelector('#time-chart').getBoundingClientRect())"
        )
        assert all(least <= left and right <= most for left, right in boxes)


def changed(**changes: Any):
    """Answer for months what the service does, but for some of it."""

    def answer(route: Route) -> None:
        found = route.fetch()
        route.fulfill(response=found, body=orjson.dumps({**found.json(), **changes}))

    return answer


EVIL = '<img src=x onerror="window.hit=1">'


def test_a_year_that_is_known_as_no_more_is_a_bracket(view, service):
    event = {
        "id": "a",
        "date": "2014-01-01",
        "date_precision": "year",
        "title": "Pact",
        "sentence": "S.",
        "source": "P",
        "url": "https://a.example/",
    }
    view.page.route("**/months.json*", changed(markers=[event]))
    page = view.open(f"{service}/").page
    assert page.locator("#time-bars .event-span").count() == 1
    assert page.locator("#time-bars .event-line").count() == 0
    assert page.get_by_role("button", name="Pact, 2014").count() == 1


def test_words_from_outside_are_text_and_a_link_leads_to_the_web_alone(view, service):
    event = {
        "id": EVIL,
        "date": "2014-01-01",
        "date_precision": "day",
        "title": EVIL,
        "sentence": EVIL,
        "source": EVIL,
        "url": "javascript:window.hit=1",
    }
    part = {"value": EVIL, "label": EVIL, "months": [1] * 444, "n": 444}
    view.page.route("**/months.json*", changed(markers=[event], stacks=[part], sources=EVIL))
    page = view.open(f"{service}/?measure=injured").page
    assert page.locator("#time img").count() == 0
    assert page.locator(".event-said a").count() == 0
    assert page.evaluate("window.hit") is None
    assert view.refused == []


# States, forms and readers


def test_months_that_do_not_arrive_can_be_asked_for_again(view, service):
    view.page.route("**/months.json*", lambda route: route.abort())
    page = view.open(f"{service}/").page
    assert text(page, "#time .lost").startswith("The months did not arrive.")
    assert page.locator("#table tr[data-id]").count() > 0
    view.page.unroute("**/months.json*")
    page.locator("#time .lost button").click()
    expect(page.locator("#time-bars svg")).to_have_count(1)
    assert page.locator("#time .lost").count() == 0


def test_the_month_next_to_a_period_without_incidents_is_known(view, service):
    view.open(f"{service}/?from=2022-01-01&to=2022-12-31")
    nearest = view.page.evaluate(
        "[Sarhad.nearestMonth('2022-01-01', '2022-12-31'), Sarhad.nearestMonth('1980-01-01', '1980-02-01')]"
    )
    assert nearest == [{"from": "2021-12-01", "to": "2021-12-31"}, {"from": "1989-01-01", "to": "1989-01-31"}]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (360, "light")])
def test_axe_finds_nothing_serious(browser, service, width, theme):
    with viewing(browser, width=width, theme=theme) as view:
        page = view.open(f"{service}/?{YEAR}#stack=group").page
        if width < 640:
            page.get_by_role("button", name="Lists").click()
        page.locator(".event-name").first.focus()
        assert serious(page) == []


def test_right_to_left_the_months_still_run_to_the_right(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    places = (
        "() => ['from', 'to'].map((end) => document.querySelector(`[data-end=${end}]`).getBoundingClientRect().left)"
    )
    page.evaluate(
        """document.documentElement.dir = "rtl";
        for (const one of ["beforeprint", "afterprint"]) dispatchEvent(new Event(one))"""
    )
    left, right = page.evaluate(places)
    assert left < right
    assert page.evaluate("getComputedStyle(document.querySelector('#time-chart')).direction") == "ltr"
    title, tools = (page.locator(one).bounding_box() for one in ("#time-title", "#time-tools"))
    assert title["x"] > tools["x"]
    page.locator(FROM).focus()
    page.keyboard.press("ArrowRight")
    assert span(page)[0] == "Feb 2014"


def test_on_a_phone_they_head_the_lists_and_can_be_touched(browser, service):
    with viewing(browser, width=360) as view:
        page = view.open(f"{service}/").page
        assert page.locator("#time").is_hidden()
        page.get_by_role("button", name="Lists").click()
        assert page.locator("#time").is_visible()
        time, side = (page.locator(one).bounding_box() for one in ("#time", "#side"))
        assert time["y"] + time["height"] <= side["y"] + 1  # type: ignore[index]
        small = page.evaluate(
            """[...document.querySelectorAll("#time-tools button")]
              .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44).length"""
        )
        assert small == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_has_the_months_and_none_of_their_controls(view, service):
    page = view.open(f"{service}/?{YEAR}").page
    page.emulate_media(media="print")
    expect(page.locator("#time-bars svg")).to_be_visible()
    for gone in ("#time-tools", "#time-brush", ".event-said"):
        assert page.locator(gone).first.is_hidden(), gone
    width = page.locator("#time-bars svg").bounding_box()["width"]
    assert 600 < width <= 186 / 25.4 * 96 + 1


def test_a_saved_file_has_the_months_and_nothing_to_ask(browser, bundled, tmp_path):
    saved = tmp_path / "view.html"
    saved.write_text(document(bundled, bundled.ask([("from", "2014-01-01"), ("to", "2014-12-31")])), encoding="utf-8")
    with viewing(browser) as view:
        page = view.open(saved.as_uri()).page
        assert page.locator("#time-bars .bars-pale").count() == 1
        assert page.locator("#time-tools").is_hidden()
        assert page.locator("#time-brush").is_hidden()
        assert view.hosts() == {""}
