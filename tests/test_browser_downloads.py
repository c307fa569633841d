"""What can be taken away: each entry of the menu answers with what is shown, on phones, too, and the file opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import serious, viewing

SHOWN = "#downloads li:not([hidden]) a"
HREFS = "all => all.map(a => a.getAttribute('href'))"
INCIDENTS, MONTHS = ("csv", "geojson", "gpkg"), ("csv", "json")
FORMS = {
    "/": {"choropleth": ("png", "csv", "geojson", "gpkg", "json", "html"), "incidents": INCIDENTS, "months": MONTHS},
    "/heat": {
        "heat": ("png", "tif", "geojson", "json"),
        "hotspots": ("png",),
        "incidents": INCIDENTS,
        "months": MONTHS,
    },
    "/points": {"incidents": INCIDENTS, "months": MONTHS},
}
ASKED = "from=2014-01-01&to=2014-12-31&group=TTP"


@pytest.mark.parametrize("path", FORMS)
def test_each_entry_answers_with_what_is_shown_at_its_version(browser, service, path):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}{path}?{ASKED}").page
        links = shown.locator(SHOWN).evaluate_all(HREFS)
        expected = [f"/{name}.{form}" for name, forms in FORMS[path].items() for form in forms]
        assert links == [f"{one}?{ASKED}&version=1" for one in expected]
        for link in links:
            answer = shown.request.get(f"{service}{link}")
            assert answer.status == 200, link
            assert link.split("?")[0].rsplit(".")[-1] in answer.headers["content-disposition"]


def test_the_entries_of_the_incidents_hold_as_many_as_the_headline_counts(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?{ASKED}").page
        counted = shown.evaluate("Sarhad.now.figures.counted")
        answer = shown.request.get(f"{service}/incidents.geojson?{ASKED}&version=1").json()
        assert (answer["n"], len(answer["features"])) == (counted, counted)
        months = shown.request.get(f"{service}/months.json?{ASKED}&version=1").json()
        assert months["n"] == counted


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_groups_have_headings_and_each_entry_its_kind(browser, service, theme):
    with viewing(browser, theme=theme) as opened:
        shown = opened.open(f"{service}/").page
        shown.locator("#download").click()
        heads = shown.locator("#downloads .head:not([hidden])").all_inner_texts()
        assert heads == ["The map and its figures", "The incidents behind the figures", "The months"]
        kinds = shown.locator(f"{SHOWN} i").all_inner_texts()
        assert len(kinds) == shown.locator(SHOWN).count() == 11
        assert kinds.count("GeoPackage") == 2
        assert serious(shown) == []


def test_another_view_has_other_entries_without_a_reload(browser, service):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?measure=killed").page
        opened.settled("Sarhad.go('heat')")
        assert shown.locator(SHOWN).first.get_attribute("href") == "/heat.png?measure=killed&version=1"
        opened.settled("Sarhad.go('points')")
        assert shown.locator(SHOWN).first.get_attribute("href") == "/incidents.csv?measure=killed&version=1"


def test_the_page_as_one_file_opens_from_a_disk_with_all_its_parts(browser, service, tmp_path):
    with viewing(browser) as opened:
        shown = opened.open(f"{service}/?{ASKED}").page
        told = shown.locator("h1 .wide").inner_text()
        shown.locator("#download").click()
        with shown.expect_download() as got:
            shown.locator("#downloads a", has_text="This page as one file").click()
        assert got.value.suggested_filename == "sarhad-regions-incidents-2014.html"
        file = tmp_path / got.value.suggested_filename
        got.value.save_as(file)
    with viewing(browser) as opened:
        opened.page.context.set_offline(offline=True)
        shown = opened.open(file.as_uri()).page
        assert shown.locator("h1 .wide").inner_text() == told
        expect(shown.locator("#time-bars svg")).to_be_visible()
        assert shown.locator("#pane-incidents li").count() > 5
        assert shown.locator("#tab-groups").is_visible()
        assert shown.locator("#downloads").count() == 0
        assert [url for url in opened.asked if not url.startswith("data:")] == [file.as_uri()]
        assert (opened.said, opened.refused) == ([], [])


@pytest.mark.parametrize("path", FORMS)
def test_phones_have_them_in_the_sheet(browser, service, path):
    with viewing(browser, width=360) as opened:
        shown = opened.open(f"{service}{path}").page
        assert not shown.locator("#downloads").is_visible()
        shown.locator("#pills").get_by_role("button", name="Download").click()
        links = shown.locator(SHOWN)
        assert links.count() == sum(map(len, FORMS[path].values()))
        for link in links.all():
            link.click(trial=True, timeout=2000)  # refused where something else would take the click
            assert link.evaluate("one => one.getBoundingClientRect().height") >= 44
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
        with shown.expect_download() as got:
            shown.locator("#downloads a", has_text="Table of months").click()
        assert got.value.suggested_filename == "sarhad-months-incidents.csv"
        shown.locator("#show").click()
        assert not shown.locator("#downloads").is_visible()
