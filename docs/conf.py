"""Builds the documentation as a site: `make docs` writes it to `build/docs`.

Pages that come from the program (commands, facts, schemas, the Python API) are written to `docs/_site` before each build.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import site_pages  # noqa: E402 - found by the path above

project = "backpack-audit"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["house-rules"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "backpack-audit"
html_static_path = ["_static"]
html_css_files = ["contrast.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
suppress_warnings = ["misc.highlighting_failure"]  # CEL, and JSON with dots in it


def setup(app: Sphinx) -> None:
    """Writes the generated pages, and points links that leave this folder at their copies on the site."""
    site_pages.write()
    app.connect("source-read", _inside)
    app.connect("build-finished", _accessible)


def _inside(_app: Sphinx, document: str, content: list[str]) -> None:
    content[0] = site_pages.links_inside(content[0], document)


ACCESSIBLE = (
    ('role="heading">', 'role="heading" aria-level="2">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Pages">'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ("<pre>", '<pre tabindex="0">'),
)
"""What the theme's pages lack for people who use a screen reader or no mouse."""


def _accessible(app: Sphinx, failed: Exception | None) -> None:
    if failed:
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for found, better in ACCESSIBLE:
            text = text.replace(found, better)
        page.write_text(text, encoding="utf-8")
