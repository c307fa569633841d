"""What tests of the page share: a page that remembers what it said and asked for, and what axe says of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WATCH = (
    "addEventListener('securitypolicyviolation', e => (window.refused ??= []).push(e.blockedURI + e.violatedDirective))"
)
READY = "document.body.dataset.ready"


class View:
    """A page with all that it said and asked for."""

    def __init__(self, opened: Page) -> None:
        self.page = opened
        self.said: list[str] = []
        self.asked: list[str] = []
        opened.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        opened.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        opened.on("request", lambda request: self.asked.append(request.url))
        opened.add_init_script(WATCH)

    def open(self, address: str) -> View:
        self.page.goto(address)
        self.page.wait_for_selector("body[data-ready]")
        return self

    def settled(self, act: str) -> None:
        """Do something in the page and wait until its answer is drawn."""
        before = self.page.evaluate(READY)
        self.page.evaluate(act)
        self.page.wait_for_selector(f"body[data-ready]:not([data-ready='{before}'])")

    def choose(self, name: str, value: str) -> None:
        self.settled(f"document.querySelector('input[name={name}][value=\"{value}\"]').click()")

    @property
    def refused(self) -> list[str]:
        return list(self.page.evaluate("window.refused ?? []"))

    def hosts(self) -> set[str]:
        return {urlsplit(url).netloc for url in self.asked if not url.startswith(("data:", "blob:"))}


@contextmanager
def viewing(browser: Browser, *, width: int = 1440, theme: str = "light") -> Iterator[View]:
    height = 900 if width > 640 else 740
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=width <= 640,
    )
    yield View(context.new_page())
    context.close()


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
