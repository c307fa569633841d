"""Markdown as a plain page: what is written is shown, and nothing of it runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.text import text_page


def body(markdown):
    return text_page("T", markdown).partition("<main>")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("## Steps", "<h2>Steps</h2>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("    code & more", "<pre><code>code &amp; more\n</code></pre>"),
        ("[here](/sources)", '<a href="/sources">here</a>'),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
    ],
)
def test_markdown_becomes_html(markdown, html):
    assert html in body(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<b onclick='x'>\n",
        "```\n<script>\n```",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://example.org/x.png 'a\"onerror=alert(1)')",
    ],
)
def test_nothing_of_it_runs(markdown):
    html = body(markdown)
    assert "<script" not in html
    assert "<b" not in html.replace("<br", "")
    assert "href=" not in html
    assert not any(f' {event}="' in html or f" {event}=alert" in html.split("&")[0] for event in ("onerror", "onclick"))


def test_a_template_in_it_is_text():
    assert "{{ 7*7 }}" in body("{{ 7*7 }}")
    assert "{% if x %}" in body("{% if x %}")


def test_a_title_is_text():
    html = text_page("<script>{{ 7*7 }}", "")
    assert "<script" not in html
    assert "&lt;script&gt;{{ 7*7 }}" in html


def test_it_is_a_whole_page_that_loads_only_from_here():
    html = text_page("Sources", "# Sources")
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")
    assert '<html lang="en"' in html
    assert "http" not in html


@given(markdown=st.text(max_size=200))
def test_no_text_breaks_out_of_the_page(markdown):
    html = text_page("T", markdown)
    assert html.count("<main>") == html.count("</main>") == html.count("</html>") == 1
    assert "<script" not in html
