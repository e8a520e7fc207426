"""One HTML page to hand to somebody: it opens from a mail attachment, prints, and reads without style and script."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.report import Report
from auditor.reporters._html.page import page
from auditor.reporters._shared.render_options import RenderOptions

NAME = "html"
DESCRIPTION = (
    "one self-contained page for people: keys to revoke, findings, drawings, coverage; prints, needs no network"
)
LANGUAGES = True
NEEDS_RULES = True
NEEDS_KEYS = True


def pieces(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yields the page piece by piece, the same bytes for the same report and options.

    Args:
        report: What to show; it holds no secret.
        options: Of these the start of the scan and the command count.
    """
    return page(report, options)


def render(report: Report, options: RenderOptions) -> str:
    """Returns the page.

    Args:
        report: What to show; it holds no secret.
        options: Of these the start of the scan and the command count.
    """
    return "".join(pieces(report, options))
