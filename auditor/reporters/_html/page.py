"""The whole page as a stream: the head with its policy, the sections in the order in which they matter, the script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markupsafe import Markup

from auditor.model.report import Report
from auditor.reporters._html.markup import join, tag
from auditor.reporters._html.page_facts import PageFacts, page_facts
from auditor.reporters._html.page_words import language_code, say
from auditor.reporters._html.sections import written
from auditor.reporters._html.verdict import verdict_section
from auditor.reporters._shared.render_options import RenderOptions
from auditor.wording.language import spoken


def page(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yields the page in pieces, the same for the same report and options.

    Args:
        report: What to show.
        options: Of these the start of the scan and the command count.
    """
    facts = page_facts(report, options)
    yield "<!doctype html>\n"
    yield Markup('<html lang="{}" dir="ltr">').format(language_code())
    yield _head(facts)
    yield Markup("<body>")
    yield tag("a", say("skip.findings" if facts.active else "skip.report"), href="#main", class_="skip")
    yield _banner(facts)
    size = "long" if facts.is_long else ""
    yield Markup('<main id="main" tabindex="-1" class="{}">').format(size)
    yield tag("section", verdict_section(facts), class_="verdict", aria_label=say("verdict"))
    yield from written(facts)
    yield Markup("</main>")
    yield tag("footer", tag("p", say("footer", version=report.version)))
    yield join(Markup("<script>"), _asset("page.js"), Markup("</script>"))
    yield "</body></html>\n"


def _head(facts: PageFacts) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", _title(facts)),
        tag("style", _asset("page.css")),
    )


def _policy() -> str:
    """Returns the content security policy: nothing is loaded, and only our style and script count, by their hashes."""
    return (
        f"default-src 'none'; style-src '{_digest('page.css')}'; script-src '{_digest('page.js')}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _banner(facts: PageFacts) -> Markup:
    started = facts.options.started
    shown = f"{started:%Y-%m-%d}" if spoken() else f"{started:%d %B %Y}".lstrip("0")
    day = tag("time", shown, datetime=f"{started:%Y-%m-%d}") if started.timestamp() else None
    return tag("header", tag("p", tag("strong", _title(facts)), ", " if day else None, day))


def _title(facts: PageFacts) -> str:
    targets = [target for target in facts.report.scan.targets if target != "."]
    return say("title.of", targets=", ".join(targets)) if targets else say("title")


@cache
def _asset(name: str) -> Markup:
    """Returns the style or the script between its tags, without indentation and comments: the policy has the hash of these bytes."""
    lines = map(str.strip, Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    return Markup(text)  # noqa: S704 - a file of this package


@cache
def _digest(name: str) -> str:
    digest = hashlib.sha256(_asset(name).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
