"""The page in the layout test: every word of the program's own is told, and all holds together from right to left."""

from __future__ import annotations

import re

import pytest

from layers.language import PSEUDO
from tests.browser import serious, viewing
from tests.child import serving

pytestmark = pytest.mark.browser

COMPARED = "/?compare=year&from=2014-01-01&to=2014-12-31"
OPEN = "document.querySelector('#f-{}').click()"
STATES = {
    "regions": ("/", 1440, ""),
    "a count": ("/?per=none&measure=casualties&source=*", 1440, ""),
    "compared": (COMPARED, 1440, ""),
    "compared people": (f"{COMPARED}&measure=killed", 1440, ""),
    "narrowed": ("/?region=PK-BA", 1440, "Sarhad.point('PK-BA', 'hover')"),
    "not covered": ("/?from=2023-01-01&to=2023-12-31", 1440, ""),
    "a list": ("/?source=curated", 1440, ""),
    "a card": ("/", 1440, "Sarhad.point('PK-KP', 'hover')"),
    "a card of nothing": ("/", 1440, "Sarhad.point('IR-11', 'hover')"),
    "empty": ("/?kind=protest&group=TTP", 1440, ""),
    "menu of periods": ("/", 1440, OPEN.format("period")),
    "menu of groups": ("/", 1440, OPEN.format("group")),
    "downloads": ("/", 1440, "document.querySelector('#download').click()"),
    "points": ("/points", 1440, ""),
    "narrow": ("/", 800, ""),
    "phone": ("/", 360, ""),
    "sheet": ("/", 360, "document.querySelector('#grab').click()"),
    "heat": ("/heat", 1440, ""),
}
# text nodes by the box that they stand in, so that a sentence around a button is one sentence; and what is spoken
SAID = """() => {
  const boxes = new Map(), out = [document.title], skipped = 'script, style, noscript, [lang]:not(html)';
  const inline = (node) => !(node instanceof SVGElement) && getComputedStyle(node).display === 'inline';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    let box = walk.currentNode.parentElement;
    if (box.closest(skipped)) continue;
    while (inline(box) && box !== document.body) box = box.parentElement;
    const line = box.localName === 'tspan';
    if (line) box = box.closest('text');
    boxes.set(box, (boxes.get(box) ?? '') + (line ? ' ' : '') + walk.currentNode.textContent);
  }
  out.push(...[...boxes.values()].map((text) => text.replaceAll('- ', '-')));
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'])
    for (const node of document.querySelectorAll(`[${name}]`)) out.push(node.getAttribute(name));
  return out;
}"""
DATA = (
    *("/choropleth.json?level=district", "/choropleth.json?level=country", "/choropleth.json?source=*", "/facets.json"),
    *("/facets.json?source=*", "/places.json", "/basemap.geojson", "/collections/sites/items?limit=1000"),
    *("/collections/incidents/items?source=curated&precision=country&limit=1000", "/incidents.json"),
    *("/incidents.json?source=*", "/incidents.json?source=curated", "/incidents.json?level=district"),
    *("/incidents.json?region=PK-BA", f"/incidents.json{COMPARED[1:]}", "/months.json", "/shares.json"),
)
OWN = ("Sarhad", "CSV", "GeoJSON", "JSON", "PNG", "GeoTIFF", "GeoPackage", "km²", "KP", "SB")
"""The name of the program, names of file formats, and initials of regions: no language has others."""


@pytest.fixture(scope="module")
def spoken():
    with serving("--language", PSEUDO) as running:
        running.connect().close()
        yield running


@pytest.fixture(scope="module")
def data(spoken):
    """Every text in the data, the longest first: names of regions, groups, places and sources, and what they say."""
    found: set[str] = set(OWN)
    for path in DATA:
        answer = spoken.ask(path)
        if answer.status == 200:
            texts(answer.json(), found)
    return sorted(found, key=len, reverse=True)


def texts(value, found):
    if isinstance(value, dict):
        for one in value.values():
            texts(one, found)
    elif isinstance(value, list):
        for one in value:
            texts(one, found)
    elif isinstance(value, str) and "⟦" not in value and len(value) > 1:
        found |= {value, value.replace(" Capital Territory", ""), *re.split(r" \(|\||, ", value)}


def fragments(said):
    """Give what stands outside the brackets of a message, and each value that was put into one."""
    while True:
        rest = re.sub("⟦[^⟦⟧\u2066\u2068\u2069]*⟧", "", said)
        yield from re.findall("[\u2066\u2068]([^⟦⟧\u2066\u2068\u2069]*)\u2069", rest)
        rest = re.sub("[\u2066\u2068][^⟦⟧\u2066\u2068\u2069]*\u2069", "", rest)
        if rest == said:
            break
        said = rest
    yield said


def untold(said, data):
    for fragment in fragments(said):
        rest = re.sub(r"(?<!\S)/[a-z]\S*", " ", fragment)  # an address of ours
        for known in data if re.search("[A-Za-z]{2}", rest) else ():
            rest = rest.replace(known, " ")
        rest = re.sub(r"\b[0-9a-f]{8}\b", " ", rest)  # a digest; after the data, whose numbers may look like one
        if re.search("[A-Za-z]{2}", rest):
            yield f"{rest.strip()!r} in {said.strip()!r}"


def test_a_word_that_is_not_told_is_found():
    assert list(untold("⟦ñö \u2068PK-KP\u2069 ~⟧ · \u2068⟦ñ⟧\u2069", ["PK-KP"])) == []
    assert len(list(untold("⟦ñö \u2068Glued in\u2069 ~⟧", []))) == 1
    assert len(list(untold("⟦ñö ~⟧ and more", []))) == 1


@pytest.mark.parametrize("state", STATES)
def test_every_word_is_told_or_is_data(browser, spoken, data, state):
    path, width, act = STATES[state]
    with viewing(browser, width=width) as view:
        view.open(spoken.address.rstrip("/") + path)
        if act:
            view.page.evaluate(act)
        said = view.page.evaluate(SAID)
        assert len(said) > 100
        assert sum("⟦" in one for one in said) > 50
        assert sorted({line for one in said for line in untold(one, data)}) == []
        assert not [line for line in view.said if line.startswith("error")]


# --- from right to left ---

RECT = (
    "(s) => { const r = document.querySelector(s).getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; }"
)


def rect(page, selector):
    found: list[float] = page.evaluate(RECT, selector)
    return found


def apart(a, b):
    return a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1


@pytest.mark.parametrize("path", ["/", COMPARED, "/heat", "/points"])
@pytest.mark.parametrize("width", [1440, 800, 360])
def test_nothing_runs_out_of_the_page(browser, spoken, width, path):
    with viewing(browser, width=width) as view:
        page = view.open(spoken.address.rstrip("/") + path).page
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate("Math.min(0, document.documentElement.scrollLeft)") == 0


@pytest.mark.parametrize("width", [1440, 800])
def test_headline_button_and_filters_keep_apart(browser, spoken, width):
    with viewing(browser, width=width) as view:
        page = view.open(spoken.address.rstrip("/") + COMPARED).page
        text, sub, button, bar = (rect(page, s) for s in ("#finding .wide", "#sub", "#copy-sentence", "#filterbar"))
        assert apart(text, button)
        assert apart(sub, button)
        assert text[3] <= sub[1] + 1
        assert max(sub[3], button[3]) <= bar[1] + 1
        cells = page.evaluate(
            "[...document.querySelectorAll('.cell .f > *')].filter((n) => n.offsetParent && n.clientWidth"
            " && n.getBoundingClientRect().left < n.closest('.cell').getBoundingClientRect().left - 1).length"
        )
        assert cells == 0


def test_panels_on_the_map_keep_their_sides(browser, spoken, service):
    sides = []
    for address in (spoken.address.rstrip("/"), service):
        with viewing(browser) as view:
            page = view.open(f"{address}/").page
            page.evaluate("Sarhad.point('PK-BA', 'hover')")
            left, _, right, _ = rect(page, "#mapbox")
            middle = (left + right) / 2
            sides.append([rect(page, s)[0] > middle for s in (".zoom", "#legend", ".attr", "#card", ".km")])
    assert sides[0] == sides[1] == [True, True, True, False, False]


def test_the_map_and_charts_run_from_left_to_right(browser, spoken):
    with viewing(browser) as view:
        page = view.open(f"{spoken.address.rstrip('/')}/").page
        found = page.evaluate(
            "[...document.querySelectorAll('#ground, .spark')].map((node) => getComputedStyle(node).direction)"
        )
        assert len(found) > 2
        assert set(found) == {"ltr"}
        assert page.evaluate("document.querySelector('#side').getBoundingClientRect().left") < rect(page, "#mapbox")[0]


def test_figures_with_a_sign_keep_it_in_front(browser, spoken):
    with viewing(browser) as view:
        page = view.open(spoken.address.rstrip("/") + COMPARED).page
        bounds = page.evaluate("[...document.querySelectorAll('#legend .scale > b')].map((node) => node.textContent)")
        assert "\u2066+100\u2069" in bounds
        assert page.evaluate("document.querySelector('#table td.n span').dir") == "ltr"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_nobody_is_kept_out(browser, spoken, width, theme):
    with viewing(browser, width=width, theme=theme) as view:
        found = serious(view.open(f"{spoken.address.rstrip('/')}/").page)
        assert set(found) <= {"html-lang-valid"}  # the layout test is in no language that there is
