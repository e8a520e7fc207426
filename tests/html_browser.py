"""A real browser for the HTML report: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import pytest
from html_examples import OPTIONS

from auditor.model.report import Report
from auditor.reporters._shared.reporter_registry import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, unless they are asked for (`make test-browser`)."""
    if not CHROMIUM.exists():
        reason = f"there is no {CHROMIUM}: install Chromium (on Debian: apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()


class Opened:
    """A page in a tab, and everything that it asked for or complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.violations ?? []")
        return found


class Opener:
    """Opens reports from a file, each in a context of its own."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        report: Report,
        *,
        fragment: str = "",
        media: Literal["print", "screen"] = "screen",
        stripped: bool = False,
        **options: object,
    ) -> Opened:
        """Opens one; `fragment` is where the address leads.

        `stripped` takes the script out, as mail clients do, and leaves the browser able to run axe.
        """
        file = self._folder / "report.html"
        text = render("html", report, OPTIONS)
        if stripped:
            text = re.sub("<script>.*</script>", "", text, flags=re.DOTALL)
        file.write_text(text, encoding="utf-8", newline="\n")
        chosen = cast("dict[str, Any]", {"viewport": {"width": 1200, "height": 900}, **options})
        context = self._browser.new_context(**chosen)
        self._contexts.append(context)
        context.add_init_script(_WATCH)
        found = Opened(context.new_page())
        found.page.emulate_media(media=media)
        found.page.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
        return found

    def close(self) -> None:
        """Closes everything that was opened."""
        for context in self._contexts:
            context.close()
