"""The site of the documentation: built as `make docs` builds it, and read in a browser."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from html_browser import launched

if TYPE_CHECKING:
    from playwright.sync_api import Request

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import rule_pages  # noqa: E402 - a script of docs
import site_pages  # noqa: E402

READ = ("index", "leaked", "rules/BPK101", "commands", "_site/command-line", "_site/python-api")


def note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


FEW = """() => {
  for (const parent of document.querySelectorAll("[role=main] *")) {
    const kinds = {};
    for (const child of [...parent.children]) {
      const kind = `${child.tagName} ${child.className}`;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (kinds[kind] > 4) child.remove();
    }
  }
}"""
"""Leaves four of what follows one another in the same form: axe takes as long as a page has elements."""


UNSEARCHED = "WARNING: search index couldn't be loaded, but not all documents will be built"


def built(builder: str, folder: Path, *names: str) -> Path:
    """Runs Sphinx as `make docs` does; with names, of all pages only these are written."""
    out = folder / builder
    command = [sys.executable, "-m", "sphinx", "-q", "-d", str(folder / "trees"), "-b", builder]
    files = [str(ROOT / "docs" / f"{name}.md") for name in names]
    done = subprocess.run([*command, str(ROOT / "docs"), str(out), *files], capture_output=True, text=True, check=False)
    # Every warning counts, as with `-W`, but that no page can be searched for that is not written.
    assert (done.returncode, [line for line in done.stderr.splitlines() if not line.startswith(UNSEARCHED)]) == (0, [])
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that are read; all others are parsed and their links resolved, too, but not written."""
    folder = tmp_path_factory.mktemp("site")
    built("dummy", folder)
    return built("html", folder, *READ)


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("html", tmp_path_factory.mktemp("whole"))


def test_a_rule_has_the_page_that_its_file_makes() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in rule_pages.FOLDER.glob("*.md")}
    assert written == rule_pages.pages(), "run `make pages`"


def test_every_command_and_every_kind_of_fact_is_there() -> None:
    commands, facts = site_pages.command_line(), site_pages.facts()
    assert "## backpack-audit scan\n" in commands
    assert "## backpack-audit policy init\n" in commands
    assert {line for line in facts.splitlines() if line.startswith("## ")} >= {
        "## Rules about `value`",
        "## Rules about `key`",
    }


@pytest.mark.parametrize(
    ("document", "link", "points_to"),
    [
        ("policy", "[x](probe.md)", "[x](probe.md)"),
        ("rules/README", "[x](BPK101.md)", "[x](../rules/BPK101.md)"),
        ("policy", "[x](../SECURITY.md#promises)", "[x](_site/security.md#promises)"),
        ("rules/BPK101", "[x](../../SECURITY.md)", "[x](../_site/security.md)"),
        ("ci", "[action.yml](../action.yml)", "`action.yml`"),
        ("ci", "[x](https://example.com)", "[x](https://example.com)"),
    ],
)
def test_a_link_that_leaves_the_folder_leads_to_its_copy(document: str, link: str, points_to: str) -> None:
    assert site_pages.links_inside(link, document) == points_to


def test_the_site_asks_for_nothing_and_everybody_can_read_it(site: Path) -> None:
    assert_readable(site, whole=False)


@pytest.mark.slow
def test_the_whole_site_asks_for_nothing_and_everybody_can_read_it(whole_site: Path) -> None:
    assert_readable(whole_site, whole=True)


def assert_readable(site: Path, *, whole: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with launched() as chromium:
        for script in (True, False):
            context = chromium.new_context(java_script_enabled=script)
            asked: list[str] = []
            context.on("request", partial(note, asked))
            for name in READ:
                page = context.new_page()
                page.goto((site / f"{name}.html").as_uri())
                assert page.locator("h1").first.is_visible()
                if script:
                    if not whole:
                        page.evaluate(FEW)
                    results = Axe().run(page)
                    assert results.response["violations"] == [], (name, results.generate_report())
                page.close()
            assert [url for url in asked if not url.startswith("file:")] == []
            context.close()
