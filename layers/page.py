"""The page: a Folium map, the filter bar, and the two ways it is handed out (from the service, or as one file).

This is the only module that imports folium. Branca compiles what an element has rendered as a template once more;
so no text from outside ever reaches an element (ids and numbers only), and `_inside` runs an element's macro
exactly once and takes what it wrote literally. The templates mark as safe only what this module wrote itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

import folium
from branca.element import MacroElement
from folium.template import Template
from jinja2 import Environment, StrictUndefined

from layers import assets
from layers.controls import cells, kernel
from layers.language import Language, language
from layers.words import MANY

__all__ = ["VIEWS", "LiveChoropleth", "csp", "document", "page"]

_MAP_ID = "sarhad"
VIEWS = {"regions": "/choropleth", "heat": "/heat", "points": "/points"}
"""What the map can show, and where it is asked for."""
_TILES = "/heat/tiles/{z}/{x}/{y}{r}.png"
_EMBEDDED = (*MANY.values(), "borders", "basemap", "places", "sites", "incidents", "months", "shares", "behind")


class LiveChoropleth(MacroElement):
    """A layer whose geometry is fetched once and restyled in place; its script lives in our static files.

    `tiles` is the script's name of the tile layer that its heat view shows.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Sarhad.attach({{ this._parent.get_name() }}, {{ this.options|tojavascript }}, {{ this.tiles }});"
        "{% endmacro %}"
    )

    def __init__(self, **options: bool | float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LiveChoropleth"
        self.options = options
        self.tiles = "null"


def csp(nonce: str) -> str:
    """Return the policy under which the page runs: nothing but our own files and the page's own two scripts.

    Examples
    --------
    >>> csp("abc").split("; ")[1]
    "script-src 'self' 'nonce-abc'"
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def page(
    *,
    nonce: str,
    facets: Mapping[str, object],
    query: Mapping[str, object],
    options: Mapping[str, object],
    words: Language | None = None,
) -> str:
    """Return the HTML of `/`: every control in it from the start, the figures fetched by its script.

    Parameters
    ----------
    nonce : str
        The one-time word of this answer's Content-Security-Policy (see `csp`).
    facets, query : mapping
        The body of `/facets.json` and the full query that the address asked for, as in `/choropleth.json`.
    options : mapping
        All optional. `defaults`: what the address leaves out where it depends on the data (`source`);
        `headline`: as in `/choropleth.json`, shown until the figures arrive; `private`: whether the planner's own
        sites are served; `ignored`: why parts of the address were left out; `view`: one of `VIEWS`.
    words : Language, optional
        What the page speaks; English if it is not given.

    Examples
    --------
    >>> html = page(nonce="n", facets={}, query={}, options={})
    >>> 'name="measure" value="incidents"' in html, "http" in html
    (True, False)
    """
    defaults = options.get("defaults")
    words = words or language("en")
    defaults = defaults if isinstance(defaults, Mapping) else {}
    bar = (*cells(facets, query, defaults=defaults, words=words), kernel(query, words))
    view = given if (given := options.get("view")) in VIEWS else "regions"
    settings = {
        "query": dict(query),
        "period": facets.get("period"),
        "private": bool(options.get("private")),
        "ignored": options.get("ignored", []),
    }
    return _render(
        "page.html.j2",
        nonce=nonce,
        bar=bar,
        view=view,
        action=VIEWS[view],
        period=_period(facets, query, words),
        hidden=_hidden(query),
        headline=options.get("headline"),
        settings=_json(settings),
        language=words,
        t=words.say,
        messages=_json({"code": words.code, "direction": words.direction, "messages": dict(words.messages)}),
        map=_map(private=bool(options.get("private")), heat=True),
    )


def document(
    *,
    figures: Mapping[str, object],
    geometry: Mapping[str, bytes],
    facets: Mapping[str, object] | None = None,
    address: str = "",
    words: Language | None = None,
) -> str:
    """Return the same page as one file that opens from a disk without a network: everything is inside it.

    Parameters
    ----------
    figures : mapping
        The body of `/choropleth.json`.
    geometry : mapping of str to bytes
        JSON as the service answers it: `countries`, `provinces` or `districts`, `borders`, `basemap`, `places`,
        `sites`, `incidents`, `months`, `shares`, and `behind`, the first page of what is counted; what is absent is not
        drawn.
    facets : mapping, optional
        The body of `/facets.json`, for the words of the filters that the page shows as text.
    address : str
        Where the view came from, shown so that it can be asked again.
    words : Language, optional
        As in `page`.

    Examples
    --------
    >>> html = document(figures={"query": {"measure": "killed"}}, geometry={"borders": b"{}"})
    >>> html.count("<script src"), 'id="data-borders"' in html
    (0, True)
    """
    query = figures.get("query")
    chosen = query if isinstance(query, Mapping) else {}
    words = words or language("en")
    data = {"figures": _json(figures)} | {
        name: _escaped(geometry[name].decode()) for name in _EMBEDDED if name in geometry
    }
    style = "\n".join(_css())
    script = "\n".join(_js())
    start = _map(private=False)["script"]
    theme = _text(assets.static("theme.js"))
    return _render(
        "document.html.j2",
        bar=cells(facets or {}, chosen, words=words),
        period=_period(facets or {}, chosen, words),
        headline=figures.get("headline"),
        address=address,
        settings=_json({"query": dict(chosen), "period": (facets or {}).get("period"), "embedded": True}),
        language=words,
        t=words.say,
        messages=_json({"code": words.code, "direction": words.direction, "messages": dict(words.messages)}),
        data=data,
        map=_map(private=False),
        policy=_hashed_policy(style, (theme, script, start)),
        style=style,
        theme=theme,
        script=script,
        start=start,
    )


def _map(*, private: bool, heat: bool = False) -> dict[str, str]:
    """Return the map's element and the script that starts it; a saved file has no service that would make tiles."""
    drawn = folium.Map(
        location=(30.5, 66.5),
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        control_scale=False,
        attributionControl=False,
        keyboard=False,
        zoom_snap=0.05,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
    )
    drawn.options["min_zoom"], drawn.options["max_zoom"] = 3.5, 11  # folium drops them without tiles
    drawn._id = _MAP_ID  # noqa: SLF001  the same page for the same question: folium's own ids are random
    layer = LiveChoropleth(private=private)
    drawn.add_child(layer)
    elements: list[MacroElement] = [drawn, layer]
    if heat:
        tiles = folium.TileLayer(_TILES, attr="Sarhad", overlay=True, pane="heat", min_zoom=3, max_zoom=11)
        tiles._id = "sarhad_heat"  # noqa: SLF001  as above
        drawn.add_child(tiles)
        elements[1:1] = [tiles]
        layer.tiles = tiles.get_name()
    return {"html": _inside(drawn, "html"), "script": "\n".join(_inside(one, "script") for one in elements)}


def _inside(element: MacroElement, macro: str) -> str:
    """Run one macro of a Folium element, once, and return what it wrote."""
    template = element._template  # noqa: SLF001  branca's own render would compile what comes out once more
    return str(getattr(template.module, macro)(element, {})).strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=assets.template_loader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


def _period(facets: Mapping[str, object], query: Mapping[str, object], words: Language) -> dict[str, object]:
    """Return the first and last day asked for and the days between which the source can answer."""
    known = facets.get("period")
    bounds = known if isinstance(known, Mapping) else {}
    least, most = str(bounds.get("from") or ""), str(bounds.get("to") or "")
    first, last = str(query.get("from") or least), str(query.get("to") or most)
    return {
        "least": least,
        "most": most,
        "from": first,
        "to": last,
        "words": _years(first, last, words),
        "changed": (first, last) != (least, most),
    }


def _years(first: str, last: str, words: Language) -> str:
    if (first[4:], last[4:]) != ("-01-01", "-12-31"):
        return words.say("controls.days", first=first, last=last)
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"


def _hidden(query: Mapping[str, object]) -> dict[str, str]:
    """Return what an address may ask for without a control in the bar."""
    region, version = query.get("region"), query.get("version")
    regions = ",".join(map(str, region)) if isinstance(region, (list, tuple)) else str(region or "")
    return {"region": regions, "version": "" if version in (None, "latest") else str(version)}


def _json(value: object) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":")))


def _escaped(text: str) -> str:
    """Return JSON that is safe inside a script element: nothing in it can end the element or a line."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _css() -> list[str]:
    """Return all style sheets; Leaflet's pictures are of controls that the page does not use."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _text(assets.leaflet("leaflet.css")))
    return [leaflet, _text(assets.static("sarhad.css"))]


def _js() -> list[str]:
    leaflet = _text(assets.leaflet("leaflet.js")).replace("//# sourceMappingURL=leaflet.js.map", "")
    return [leaflet, _text(assets.static("sarhad.js"))]


def _text(file: bytes) -> str:
    """Return a file as a browser reads it inside a page: a hash is taken after CR LF has become LF."""
    return file.decode().replace("\r\n", "\n")


def _hashed_policy(style: str, scripts: Sequence[str]) -> str:
    """Return a policy for a page without a server: only exactly these scripts and this style may run."""
    runs = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {runs}; style-src {_hash(style)}; img-src data: blob:; base-uri 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
