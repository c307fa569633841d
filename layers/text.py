"""Markdown as a plain page."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment
from markdown_it import MarkdownIt
from markupsafe import Markup

from layers import assets


def text_page(title: str, markdown: str) -> str:
    """Render Markdown as a page in the style of the map; HTML inside it is shown as text.

    Examples
    --------
    >>> "&lt;b&gt;" in text_page("T", "a <b>") and "<h2>Steps</h2>" in text_page("T", "## Steps")
    True
    """
    body = Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))  # noqa: S704 html is off
    return _environment().get_template("text.html.j2").render(title=title, body=body)


@cache
def _environment() -> Environment:
    return Environment(loader=assets.template_loader(), autoescape=True, trim_blocks=True, lstrip_blocks=True)
