"""What the page shows is what the service says: fifty questions at random, each opened from its address."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.browser import serious, viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser import View

pytestmark = pytest.mark.browser
CHOICES = {
    "measure": ("killed",),
    "per": ("population", "none"),
    "kind": ("attack", "clash", "attack,clash,operation,protest,other"),
    "group": ("TTP", "BLA", "TTP,BLA"),
    "precision": ("exact", "near", "district"),
    "compare": ("previous", "year"),
    "epoch": ("then",),
    "region": ("PK-KP", "PK-BA,PK-KP", "PK-SD,PK-PB,IR-11"),
    "level": ("country",),
    "source": ("curated",),
    "breaks": ("view",),
}
ROWS = """() => [...document.querySelectorAll('#table tr[data-id]')].map(row => ({
  id: row.dataset.id, cells: [...row.cells].map(cell => cell.innerText.trim()),
  filled: document.querySelector('path.region') && [...row.querySelector('.sw').classList].at(-1),
}))"""
CLASSES = """() => Object.fromEntries([...Sarhad.regionLayers].map(([id, layer]) =>
  [id, layer.getElement().getAttribute('class').split(' ').at(-1)]))"""


def questions(n: int) -> list[dict[str, str]]:
    """Give n different questions; the same every time."""
    chance = Random(7)  # noqa: S311 nothing here is a secret
    found: list[dict[str, str]] = []
    while len(found) < n:
        names = chance.sample([*CHOICES, "from", "to"], chance.randint(1, 4))
        asked = {name: chance.choice(CHOICES[name]) for name in names if name in CHOICES}
        if "from" in names:
            asked["from"] = f"{chance.randint(1989, 2010)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
        if "to" in names:
            asked["to"] = f"{chance.randint(2011, 2021)}-0{chance.randint(1, 9)}-2{chance.randint(0, 8)}"
        if contradicts(asked) or asked in found:
            continue
        found.append(asked)
    return found


def contradicts(asked: dict[str, str]) -> bool:
    plain = asked.get("per") == "none" and "breaks" in asked
    abroad = asked.get("level") == "country" and ("region" in asked or "precision" in asked)
    return plain or abroad or ("source" in asked and ("from" in asked or "to" in asked))


def answer(service: str, asked: dict[str, str]) -> Any:
    with urlopen(f"{service}/choropleth.json?{urlencode(asked)}") as said:  # noqa: S310 our own service
        return json.loads(said.read())


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[View]:
    with viewing(browser) as view:
        yield view


@pytest.mark.parametrize("asked", questions(50), ids=urlencode)
def test_the_page_has_the_figures_of_the_service(opened, service, asked):
    said = answer(service, asked)
    shown = opened.open(f"{service}/choropleth?{urlencode(asked)}").page
    assert shown.locator("h1 .wide").inner_text() == said["headline"]["text"]
    assert shown.evaluate("Sarhad.now.figures") == said
    regions, classes = {region["id"]: region for region in said["regions"]}, shown.evaluate(CLASSES)
    for row in shown.evaluate(ROWS):
        region, text = regions[row["id"]], " ".join(row["cells"])
        if region["status"] != "covered":
            assert "not covered" in text or said["source"]["id"] == "curated"
        elif "compare" in asked:
            if region["base"] is not None:
                assert f"{region['base']:,} → {region[said['measure']] or 0:,}" in text
        else:
            assert (written(region["value"]) if region["value"] is not None else "–") in row["cells"][2]
        assert row["filled"] == classes[row["id"]]
    uncovered = {i for i, r in regions.items() if r["status"] != "covered"}
    assert {i for i, one in classes.items() if one == "nc"} >= uncovered & classes.keys()
    assert opened.said == []


def written(value: float) -> str:
    """Write a rate as the page does, from the rule and not from its code."""
    if value == 0:
        return "0"
    if value == int(value):
        return f"{int(value):,}"
    digits = f"{value:.1e}".split("e")
    return f"{value:,.2f}" if int(digits[1]) >= 0 else f"{value:.{1 - int(digits[1])}f}"


def test_a_whole_session_by_keyboard_alone(browser, service):
    with viewing(browser) as view:
        shown = view.open(service).page
        before = shown.evaluate("document.body.dataset.ready")
        for _ in range(60):  # to the filter of the measure, as somebody would who sees where the focus is
            shown.keyboard.press("Tab")
            if shown.evaluate("document.activeElement.id") == "f-measure":
                break
        shown.keyboard.press("Enter")
        assert shown.evaluate("document.activeElement.name") == "measure"
        shown.keyboard.press("ArrowDown")
        shown.wait_for_selector(f"body[data-ready]:not([data-ready='{before}'])")
        assert shown.url.endswith("?measure=killed")
        shown.keyboard.press("Escape")
        assert shown.evaluate("document.activeElement.id") == "f-measure"
        assert shown.locator(".menu.open").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/?compare=previous&from=2014-01-01&to=2015-12-31", "/?group=BRA&from=2017-01-01&precision=exact"]
)
def test_nothing_serious_keeps_somebody_out(browser, service, theme, path):
    with viewing(browser, theme=theme) as view:
        assert serious(view.open(service + path).page) == []
