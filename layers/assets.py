"""The files that the page is made of: Leaflet from its installed wheel, and our own templates, styles and scripts.

This is the only module of `layers` that opens files; all of them belong to an installed package.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, FunctionLoader

from geo.errors import SarhadError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["BUNDLES", "SCRIPTS", "STYLES", "MissingAsset", "leaflet", "messages", "static", "template_loader"]

STYLES = (
    "tokens.css", "page.css", "filters.css", "map.css", "panels.css", "side.css", "lists.css", "months.css",
    "downloads.css", "phone.css", "print.css",
)  # fmt: skip
"""Our style sheets, in the order in which the page loads them."""

SCRIPTS = (
    "dom.js", "say.js", "words.js", "state.js", "source.js", "kept.js", "parts.js", "ground.js", "shapes.js",
    "classes.js", "map.js", "place.js", "listed.js", "symbols.js", "views.js", "heat.js", "paper.js", "near.js",
    "points.js", "labels.js", "legend.js", "surface.js", "dots.js", "told.js", "card.js", "cells.js", "table.js",
    "lists.js", "mark.js", "behind.js", "incidents.js", "shares.js", "dialogs.js", "filters.js", "finding.js",
    "bars.js", "brush.js", "events.js", "months.js", "states.js", "keyboard.js", "sheet.js", "actions.js", "notes.js",
    "app.js",
)  # fmt: skip
"""Our scripts, in the order in which the page loads them; `theme.js` comes before all, in the head."""


class MissingAsset(SarhadError, LookupError):
    """No file of that name belongs to the page."""


BUNDLES = {"sarhad.css": STYLES, "sarhad.js": SCRIPTS}
"""All style sheets as one file, and all scripts: a page then asks for two files, not for forty."""


@cache
def static(name: str) -> bytes:
    """Return one of our own style sheets or scripts, or all of them as one file.

    Examples
    --------
    >>> static("tokens.css") in static("sarhad.css")
    True
    """
    if name in BUNDLES:
        return b"\n".join(_bytes("layers", "static", part) for part in BUNDLES[name])
    return _bytes("layers", "static", name)


@cache
def leaflet(name: str) -> bytes:
    """Return a file of the Leaflet wheel, `leaflet.js` or `leaflet.css`.

    Examples
    --------
    >>> b"Leaflet 1.9.3" in leaflet("leaflet.js")
    True
    """
    return _bytes("xstatic.pkg.leaflet", "data", name)


def messages(code: str) -> dict[str, bytes]:
    """Return the files of a language's messages by their names without extension.

    Examples
    --------
    >>> "page" in messages("en")
    True
    """
    folder = files("layers").joinpath("languages", code)
    return {entry.name.removesuffix(".json"): entry.read_bytes() for entry in sorted(folder.iterdir(), key=_name)}


def _name(entry: Traversable) -> str:
    return entry.name


def template_loader() -> BaseLoader:
    """Return the loader of our page templates.

    Examples
    --------
    >>> from jinja2 import Environment
    >>> "page.html.j2" in Environment(loader=template_loader(), autoescape=True).get_template("page.html.j2").name
    True
    """
    return FunctionLoader(_template)


@cache
def _template(name: str) -> str:
    return _bytes("layers", "templates", name).decode()


def _bytes(package: str, folder: str, name: str) -> bytes:
    """Read a file that lies directly in that folder: a name is never a path."""
    for entry in files(package).joinpath(folder).iterdir():
        if entry.name == name and entry.is_file():
            return entry.read_bytes()
    raise MissingAsset(f"no file {name!r} in {package}/{folder}")
