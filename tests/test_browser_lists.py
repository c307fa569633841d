"""The lists of the page in a real browser: the incidents behind the figure in pages, and who they are of."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from geo.behind import behind as found
from layers import shares
from layers.behind import Page, answer
from service.export import document
from tests.browser import View, serious, viewing
from tests.relay import relayed
from tests.worlds import source, two_squares

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser
RANGE = ".pager"
EMBEDDED = 120
PAYLOADS = (
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "<svg onload=window.pwned=1>",
    "{{7*7}}{% x %}${7*7}",
    "javascript:window.pwned=1",
    "'\"><b onmouseover=window.pwned=1>\u2028\u202e&lt;",
    "=HYPERLINK(1)",
    "__proto__",
)


@pytest.fixture
def view(browser: Browser, service: str) -> Iterator[View]:
    """The page with its first figures."""
    with viewing(browser) as opened:
        yield opened.open(service)
        assert opened.said == []
        assert opened.refused == []


def names(view: View) -> list[str]:
    return view.page.locator(".behind .name").all_text_contents()


def tabs(view: View) -> list[str]:
    return view.page.get_by_role("tab").all_inner_texts()


def asked(view: View) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(url).query)) for url in view.asked if "/incidents.json" in url]


def open_tab(view: View) -> str:
    return view.page.locator("#tabs [aria-selected=true]").inner_text()


# --- tabs ---


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 800, 360])
@pytest.mark.parametrize("tab", ["incidents", "groups"])
def test_the_lists_are_quiet_and_keep_nobody_out(browser, service, width, theme, tab):
    with viewing(browser, width=width, theme=theme) as opened:
        shown = opened.open(f"{service}/#tab={tab}").page
        if width == 360:
            shown.locator("#grab").click()
            shown.get_by_role("button", name="Lists").click()
        expect(shown.locator(f"#pane-{tab} .name").first).to_be_visible()
        if tab == "incidents":
            shown.locator(".behind .name").first.click()
        assert serious(shown) == []
        assert (opened.said, opened.refused) == ([], [])
        assert opened.hosts() == {urlsplit(service).netloc}
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_the_incidents_come_first_and_are_those_that_are_counted(view):
    assert tabs(view) == ["Incidents 6,255", "Groups 61", "Operations 47", "Known in Sistan and Baluchestan 85"]
    assert open_tab(view) == "Incidents 6,255"
    assert len(names(view)) == 50
    first = view.page.locator(".behind li").nth(1).inner_text().split("\n")
    assert first == ["Kot Kat town", "31 Dec 2021", "Clash · TTP · 2 killed", "within 25 km · UCDP GED 425088"]
    assert view.page.locator(RANGE).inner_text().startswith("1–50 of 6,255,")


def test_the_tab_that_is_open_is_in_the_address(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/#tab=groups").page
        assert open_tab(opened) == "Groups 61"
        shown.get_by_role("tab").nth(1).press("ArrowRight")
        assert shown.url.endswith("#tab=operations")
        assert shown.locator("#pane-operations").is_visible()
        shown.locator("#tab-operations").press("Home")
        assert "#" not in shown.url
        assert shown.evaluate("document.activeElement.id") == "tab-incidents"
        opened.choose("measure", "killed")
        assert open_tab(opened) == "Incidents 6,255"


@pytest.mark.parametrize("fragment", ["tab=x", "start=-1", "start=1.5", "start=", "order=dead"])
def test_nonsense_in_the_address_is_left_out_and_said(browser, service, fragment):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/#{fragment}").page
        if fragment != "start=":
            assert f"“#{fragment}”" in shown.locator("#notices").inner_text()
        assert shown.locator(RANGE).inner_text().startswith("1–50 of 6,255")


# --- pages ---


def test_pages_are_turned_in_place(view):
    first = names(view)
    view.page.get_by_role("button", name="Previous").dispatch_event("click")
    assert view.page.locator(RANGE).inner_text().startswith("1–50")
    view.page.evaluate("document.querySelector('.behind').scrollTop = 300")
    view.page.get_by_role("button", name="Next").click()
    expect(view.page.locator(RANGE)).to_contain_text("51–100 of 6,255")
    assert view.page.url.endswith("/#start=50")
    assert view.page.evaluate("[document.querySelector('.behind').scrollTop, scrollY]") == [0, 0]
    assert view.page.evaluate("document.activeElement.textContent") == "Next"
    assert names(view) != first
    assert view.page.locator("#status").inner_text() == "51–100 of 6,255, latest first"
    view.page.get_by_role("button", name="Previous").click()
    expect(view.page.locator(RANGE)).to_contain_text("1–50 of 6,255")
    assert names(view) == first
    assert "start" not in view.page.url
    assert {one["version"] for one in asked(view)} == {"1"}


def test_the_order_is_chosen_and_begins_at_the_first_page(view):
    view.page.get_by_role("button", name="Next").click()
    expect(view.page.locator(RANGE)).to_contain_text("51–100")
    view.page.get_by_label("Order of the incidents").select_option("killed")
    expect(view.page.locator(".behind li").first).to_contain_text("149 killed")
    assert view.page.url.endswith("/#order=killed")
    assert "Mastung" in names(view)[0]


def test_a_page_opens_as_it_was_left_and_another_question_begins_anew(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/#order=killed&start=100").page
        assert shown.locator(RANGE).inner_text().startswith("101–150 of 6,255")
        opened.choose("group", "BLA")
        assert shown.locator(RANGE).inner_text().startswith("1–50 of 258")
        assert (asked(opened)[-1]["order"], asked(opened)[-1]["start"]) == ("killed", "0")
        assert "start" not in shown.url
        opened.settled("history.back()")
        assert shown.locator(RANGE).inner_text().startswith("101–150 of 6,255")


def test_a_page_beyond_the_last_is_the_first(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/#start=999999").page
        expect(shown.locator(RANGE)).to_contain_text("1–50 of 6,255")
        expect(shown.get_by_role("button", name="Previous")).to_have_attribute("aria-disabled", "true")


def test_the_old_rows_stay_until_the_new_ones_are_there(view):
    waiting: list[Route] = []

    def hold(route):
        waiting.append(route)

    view.page.route("**/incidents.json**", hold)
    first = names(view)
    view.page.get_by_role("button", name="Next").click()
    expect(view.page.locator("#pane-incidents")).to_have_attribute("aria-busy", "true")
    assert names(view) == first
    waiting[0].continue_()
    expect(view.page.locator(RANGE)).to_contain_text("51–100")
    assert view.page.locator("#pane-incidents").get_attribute("aria-busy") is None


def test_a_page_that_does_not_arrive_says_so_and_is_tried_again(browser, service):
    with viewing(browser) as opened:
        opened.page.route("**/incidents.json**", lambda route: route.abort())
        shown = opened.open(service).page
        assert "The list of incidents did not arrive." in shown.locator("#pane-incidents").inner_text()
        assert "Khyber Pakhtunkhwa" in shown.locator("h1").inner_text()
        opened.page.unroute("**/incidents.json**")
        shown.locator("#pane-incidents").get_by_role("button", name="Try again").click()
        expect(shown.locator(RANGE)).to_contain_text("1–50 of 6,255")


def test_where_nothing_is_counted_there_is_nothing_to_list(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?group=BRA&from=2017-01-01&precision=exact").page
        assert tabs(opened) == ["Incidents 0"]
        nothing = "Nothing to list. The buttons on the map bring incidents back."
        assert shown.locator("#panes").inner_text().strip() == nothing


# --- one incident ---


def test_an_incident_is_opened_in_place_by_mouse_and_by_keyboard(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?source=curated").page
        row = shown.locator(".behind li", has_text="CUR177")
        assert row.locator("dl").count() == 0
        row.locator(".l2").first.click()
        told = row.locator("dl").inner_text()
        assert "https://tehrantimes.com/print/519896" in told
        assert "Confidence: high" in told
        assert row.locator(".name").get_attribute("aria-expanded") == "true"
        row.locator(".name").press("Enter")
        assert row.locator("dl").is_hidden()
        for link in shown.locator(".behind a").all():
            assert link.get_attribute("rel") == "noopener noreferrer"
            assert (link.get_attribute("href") or "").startswith("http")


def test_a_row_marks_its_place_where_it_is_known(view):
    near = view.page.locator(".behind li", has_text="within 25 km").first
    near.hover()
    assert view.page.locator("path.here").count() == 1
    near.locator(".name").focus()
    assert view.page.locator("path.here").count() == 1
    coarse = view.page.locator(".behind li", has_text="district known").first
    coarse.scroll_into_view_if_needed()
    coarse.hover()
    assert view.page.locator("path.here").count() == 0


# --- shares ---


def test_groups_have_their_number_and_share_and_narrow_the_question(view):
    view.page.locator("#tab-groups").click()
    rows = view.page.locator("#pane-groups .grp").first.locator("li")
    assert rows.count() == 61
    assert rows.first.inner_text().split() == ["Tehrik-e-Taliban", "Pakistan", "4,207", "67.3", "%"]
    bars = rows.locator("i").evaluate_all("all => all.map((i) => parseFloat(i.style.inlineSize))")
    assert bars[0] == 100
    assert bars == sorted(bars, reverse=True)
    assert "An incident with two groups counts once in all." in view.page.locator("#pane-groups").inner_text()
    view.settled(
        "[...document.querySelectorAll('.grp .name')].find((b) => b.textContent.includes('Republican')).click()"
    )
    assert "group=BRA" in view.page.url
    assert open_tab(view).startswith("Groups")
    pressed = view.page.locator(".grp [aria-pressed=true]")
    assert pressed.inner_text() == "Baloch Republican Army"
    view.settled("document.querySelector('.grp [aria-pressed=true]').click()")
    assert "group=" not in view.page.url


def test_tactics_and_targets_stand_where_the_source_records_them(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?source=curated#tab=groups").page
        heads = shown.locator("#pane-groups h3").all_inner_texts()
        assert [head.split()[0] for head in heads] == ["Groups", "Tactics", "Targets", "Kinds"]
        assert all("of 166 incidents" in head for head in heads)


def test_where_the_source_knows_no_groups_there_is_no_tab(browser):
    there = replace(two_squares([(0.5, 0.5)]), sources={"s": source(knows=("kind", "killed"))})
    with relayed(there) as address, viewing(browser) as opened:
        opened.open(address)
        assert tabs(opened) == ["Incidents 1"]


def test_shares_that_do_not_arrive_are_tried_again(browser, service):
    with viewing(browser) as opened:
        opened.page.route("**/shares.json**", lambda route: route.abort())
        shown = opened.open(f"{service}/#tab=groups").page
        assert "The list of groups did not arrive." in shown.locator("#pane-groups").inner_text()
        opened.page.unroute("**/shares.json**")
        shown.locator("#pane-groups").get_by_role("button", name="Try again").click()
        expect(shown.locator("#tab-groups")).to_have_text("Groups 61")


# --- phones ---


def test_on_a_phone_the_lists_are_in_the_sheet_and_have_room_for_a_finger(browser, service):
    with viewing(browser, width=360) as opened:
        shown = opened.open(service).page
        shown.locator("#grab").click()
        shown.get_by_role("button", name="Lists").click()
        shown.locator(".behind .name").nth(2).click()
        targets = "#tabs button, .behind .name[aria-expanded=false], .pager button"
        sizes = shown.locator(targets).evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
        assert len(sizes) > 50
        assert min(sizes) >= 44
        shown.get_by_role("button", name="Next").click()
        expect(shown.locator(RANGE)).to_contain_text("51–100")
        expect(shown.locator(".behind li").first).to_be_in_viewport()
        shown.locator("#tab-groups").click()
        sizes = shown.locator(".grp .name").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
        assert min(sizes) >= 44


# --- a saved file ---


def saved(bundled, *, limit: int = EMBEDDED) -> str:
    query = bundled.ask([])
    behind = answer(bundled, query, found(bundled, query), Page(limit=limit))
    data = {"behind": behind, "shares": shares.answer(bundled, query)}
    html = document(bundled, query)
    texts = {name: json.dumps(said).replace("<", "\\u003c") for name, said in data.items()}
    missing = {name: text for name, text in texts.items() if f'id="data-{name}"' not in html}
    scripts = "".join(
        f'<script type="application/json" id="data-{name}">{text}</script>' for name, text in missing.items()
    )
    return html.replace(
        '<script type="application/json" id="data-settings">',
        scripts + '<script type="application/json" id="data-settings">',
    )


def test_a_saved_file_has_what_is_in_it_and_says_how_much_that_is(browser, bundled, tmp_path):
    out = tmp_path / "saved.html"
    out.write_text(saved(bundled), encoding="utf-8")
    with viewing(browser) as opened:
        shown = opened.open(out.as_uri()).page
        held = shown.evaluate("JSON.parse(document.querySelector('#data-behind').textContent).incidents.length")
        assert f"This file holds the first {held} of 6,255." in shown.locator("#pane-incidents").inner_text()
        forth = shown.get_by_role("button", name="Next")
        for _ in range(held // 50):
            forth.dispatch_event("click")
        assert f"–{held} of 6,255" in shown.locator(RANGE).inner_text()
        expect(forth).to_have_attribute("aria-disabled", "true")
        shown.locator("#tab-groups").click()
        assert shown.locator(".grp button").count() == 0
        assert (shown.locator("select").count(), opened.said, opened.refused) == (0, [], [])
        assert [url for url in opened.asked if not url.startswith("data:")] == [out.as_uri()]


# --- text from outside ---


def test_text_from_outside_is_text_in_every_list(browser):
    n = len(PAYLOADS)
    there = two_squares(
        [(0.5, 0.5)] * n,
        **dict.fromkeys(
            (
                *("place", "notes", "kind_given", "perpetrators_given", "region_name", "district_name", "same_as"),
                *("target_given", "tactic_given", "target", "tactic", "source_id"),
            ),
            PAYLOADS,
        ),
        perpetrators=[text.replace("|", "") for text in PAYLOADS],
        urls=["javascript:window.pwned=1 data:text/html,x https://example.org/%22%3E", *PAYLOADS[1:]],
    )
    evil = source(
        url="javascript:window.pwned=1", short=PAYLOADS[0], knows=("kind", "group", "tactic", "target", "killed")
    )
    with relayed(replace(there, sources={"s": evil})) as address, viewing(browser) as opened:
        shown = opened.open(address).page
        assert len(names(opened)) == n
        for button in shown.locator(".behind .name").all():
            button.click()
            button.hover()
        told = shown.locator(".behind").inner_text()
        assert all(text.split("\u2028")[0] in told for text in PAYLOADS)
        hrefs = shown.locator(".behind a").evaluate_all("all => all.map((a) => a.href)")
        assert set(hrefs) == {"https://example.org/%22%3E"}
        shown.locator("#tab-groups").click()
        assert shown.locator("#pane-groups .grp").first.locator("li").count() == n
        for name in shown.locator("#pane-groups .name").all():
            name.hover()
        assert shown.evaluate("window.pwned") is None
        assert shown.locator("#side :is(img, script, b b, li svg)").count() == 0
        assert (opened.said, opened.refused) == ([], [])
