from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from layers.page import csp, document, page

PAYLOADS = [
    "{{7*7}}",
    "{% x %}",
    "{# x #}",
    "</script><script>x()</script>",
    "${1}",
    "<img src=x onerror=x()>",
    "\u2028",
    "&amp;",
]
FACETS: dict[str, object] = {
    "group": [{"value": "TTP", "label": "Tehrik-e-Taliban", "n": 4, "known": True}],
    "period": {"from": "1989-01-01", "to": "2021-12-31", "years": [[1989, 4]]},
}


class Reader(HTMLParser):
    """Every element with its attributes, and the text of every script."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data):
        if self.scripts and self.lasttag in {"script", "style"} and self.cdata_elem:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)

    def inputs(self, name: str) -> dict[str | None, dict[str, str | None]]:
        return {a.get("value"): a for tag, a in self.elements if tag == "input" and a.get("name") == name}

    def data(self, name: str) -> object:
        return json.loads(next(text for a, text in self.scripts if a.get("id") == f"data-{name}"))


def served(
    facets: dict[str, object] | None = None, query: dict[str, object] | None = None, **options: object
) -> Reader:
    return Reader(page(nonce="once", facets=facets or FACETS, query=query or {}, options=options))


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("measure", "radio", "killed"),
        ("per", "radio", "none"),
        ("kind", "checkbox", "protest"),
        ("group", "checkbox", "TTP"),
        ("precision", "radio", "exact"),
        ("level", "radio", "country"),
        ("compare", "radio", "year"),
        ("epoch", "radio", "then"),
        ("breaks", "radio", "view"),
    ],
)
def test_each_option_is_a_native_control_from_the_start(name, kind, value):
    facets = FACETS | {
        "kind": [{"value": v, "n": 1, "known": True} for v in ("attack", "clash", "operation", "protest")]
    }
    option = served(facets).inputs(name)[value]
    assert option["type"] == kind
    assert "checked" not in option


def test_what_the_address_asks_for_is_chosen():
    reader = served(
        query={"measure": "killed", "group": ["TTP"], "from": "2013-01-01", "region": ["PK-KP"], "version": 1}
    )
    assert "checked" in reader.inputs("measure")["killed"]
    assert "checked" in reader.inputs("group")["TTP"]
    assert list(reader.inputs("from")) == ["2013-01-01"]
    assert list(reader.inputs("to")) == ["2021-12-31"]
    assert (list(reader.inputs("region")), list(reader.inputs("version"))) == (["PK-KP"], ["1"])


def test_the_latest_version_is_not_a_choice():
    assert list(served(query={"version": "latest"}).inputs("version")) == [""]


def test_days_are_dates_within_what_the_source_covers():
    day = served().inputs("from")["1989-01-01"]
    assert (day["type"], day["min"], day["max"]) == ("date", "1989-01-01", "2021-12-31")


def test_every_script_carries_the_nonce_and_no_element_a_handler_or_style():
    reader = served()
    for tag, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
    running = [a for a, _ in reader.scripts if a.get("type") != "application/json"]
    assert len(running) == 4  # theme, Leaflet, ours, and the start of the map
    assert {a.get("nonce") for a in running} == {"once"}


def test_all_that_the_page_loads_is_its_own():
    links = [a.get("src") or a.get("href") for tag, a in served().elements if tag in {"script", "link", "img"}]
    assert [link for link in links if link and not link.startswith(("/static/", "data:,"))] == []


def test_the_policy_lets_nothing_else_run():
    assert csp("once") == (
        "default-src 'none'; script-src 'self' 'nonce-once'; style-src 'self' 'nonce-once'; "
        "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


@pytest.mark.parametrize(("view", "path"), [("regions", "/choropleth"), ("heat", "/heat"), ("points", "/points")])
def test_a_view_is_chosen_by_links_and_has_its_own_downloads(view, path):
    reader = served(view=view)
    views = {a["data-view"]: a for tag, a in reader.elements if tag == "a" and a.get("data-view")}
    assert {name: a["href"] for name, a in views.items()} == {"regions": "/", "heat": "/heat", "points": "/points"}
    assert [name for name, a in views.items() if a.get("aria-current")] == [view]
    shown = [a["data-of"] or "" for tag, a in reader.elements if tag == "li" and "data-of" in a and "hidden" not in a]
    assert {view in of.split() for of in shown} == {True}
    (form,) = (a for tag, a in reader.elements if tag == "form")
    assert form["action"] == path


def test_the_kernel_that_an_address_asks_for_is_chosen():
    widths = served(query={"bandwidth": 12.5, "coarse": "drop"}, view="heat").inputs("bandwidth")
    assert [value for value, a in widths.items() if "checked" in a] == ["12.5"]


def test_folium_places_the_tiles_in_a_pane_of_their_own():
    start = "".join(text for a, text in served().scripts if "src" not in a and a.get("type") is None)
    assert '"/heat/tiles/{z}/{x}/{y}{r}.png"' in start
    assert '"pane": "heat"' in start
    assert "Sarhad.attach(map_sarhad" in start
    assert ", tile_layer_sarhad_heat);" in start


@pytest.mark.parametrize("text", PAYLOADS)
def test_folium_never_sees_a_text(text):
    usual, loaded = (
        served(facets, query, headline={"text": words, "short": words, "sub": words}, ignored=[words])
        for words, facets, query in [
            ("plain", FACETS, {}),
            (text, FACETS | {"group": [{"value": text, "label": text, "n": 1, "known": True}]}, {"region": text}),
        ]
    )
    start = [[words for a, words in r.scripts if "src" not in a and a.get("type") is None] for r in (usual, loaded)]
    assert start[0] == start[1]
    assert "Sarhad.attach(map_sarhad" in "".join(start[0])


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_in_any_field_stays_text(text):
    facets = FACETS | {"group": [{"value": text, "label": text, "n": 1, "known": True}]}
    headline = {"text": text, "short": text, "sub": text}
    reader = served(facets, {"group": [text]}, headline=headline, ignored=[text])
    assert [a for tag, a in reader.elements if tag == "img"] == []
    assert len(reader.elements) == len(served(query={"group": ["TTP"]}, headline=headline, ignored=[]).elements)
    if "," not in text:
        assert "checked" in reader.inputs("group")[text]
    settings = reader.data("settings")
    assert isinstance(settings, dict)
    assert settings["ignored"] == [text]


def test_a_template_in_a_field_is_not_run():
    html = page(nonce="n", facets=FACETS, query={}, options={"headline": {"text": "{{7*7}}", "short": "", "sub": ""}})
    assert "{{7*7}}" in html
    assert "49<" not in html


FIGURES: dict[str, object] = {
    "query": {"measure": "killed", "group": ["TTP"]},
    "headline": {"text": "t", "short": "s", "sub": "u"},
}


def saved(**changes: object) -> str:
    geometry = {"borders": b'{"type":"FeatureCollection","features":[]}'}
    return document(figures=FIGURES | changes, geometry=geometry, facets=FACETS, address="/choropleth?measure=killed")


def test_a_saved_file_loads_nothing():
    reader = Reader(saved())
    assert [a for tag, a in reader.elements if "src" in a or (tag == "link" and a["href"] != "data:,")] == []
    assert "url(" not in re.sub(r"url\(#\w+\)", "", "".join(text for _, text in reader.scripts[:2]))


def test_a_saved_file_offers_no_heat_which_a_service_would_have_to_draw():
    reader = Reader(saved())
    start = [text for a, text in reader.scripts if a.get("type") is None][-1]
    assert "/heat/tiles" not in start
    assert start.endswith(", null);")
    assert [a for _, a in reader.elements if "data-view" in a] == []
    assert "<dt>Kernel" not in saved()


def test_a_saved_file_runs_only_what_it_was_written_with():
    reader = Reader(saved())
    policy = next(a["content"] or "" for tag, a in reader.elements if a.get("http-equiv"))
    running = [text for a, text in reader.scripts if a.get("type") is None]
    assert len(running) == 4
    for text in running:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert "\r" not in "".join(running)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_saved_file_holds_any_text_as_data(text):
    usual, loaded = (
        Reader(saved(note="plain")),
        Reader(saved(note=text, headline={"text": text, "short": text, "sub": text})),
    )
    assert len(usual.elements) == len(loaded.elements)
    figures = loaded.data("figures")
    assert isinstance(figures, dict)
    assert figures["note"] == text


def test_a_saved_file_is_the_same_for_the_same_view():
    assert saved() == saved()


def test_the_filters_of_a_saved_file_are_text():
    html = saved()
    assert Reader(html).inputs("measure") == {}
    assert "Tehrik-e-Taliban" in html
    assert "/choropleth?measure=killed" in html


def test_figures_that_are_no_json_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        saved(value=float("nan"))
