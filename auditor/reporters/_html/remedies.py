"""What is wrong and what to do about it; a remedy is written once on the page for all that ask for the same."""

from __future__ import annotations

from markupsafe import Markup

from auditor.model.finding import Finding
from auditor.reporters._html.markup import prose, tag
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.revocations import abbreviated
from auditor.reporters._shared.sanitize import paragraphs, without_mark


class Remedies:
    """Remembers what the page has said already: a report of thousands of findings has a few dozen remedies."""

    def __init__(self) -> None:
        """Starts with nothing said."""
        self._said: dict[tuple[str, ...], str] = {}

    def of(self, finding: Finding) -> Markup | None:
        """Returns the steps folded, or a link to where the same steps stand; None where there are none.

        Args:
            finding: Its own API key is named once above it, so here it is `this API key`, and the steps for many keys
                are the same.
        """
        steps = _steps(finding)
        if not steps:
            return None
        if known := self._said.get(steps):
            return tag("p", tag("a", say("finding.todo"), href=f"#{known}"), class_="todo")
        name = self._said[steps] = f"do-{len(self._said) + 1}"
        return tag(
            "details",
            tag("summary", say("finding.todo")),
            tag("ol", [tag("li", prose(step)) for step in steps], id=name),
            class_="todo",
        )


def message(finding: Finding) -> Markup:
    """Returns what is wrong, with the beginning of its API key alone: the whole key is the heading of its group."""
    if not finding.api_key:
        return prose(finding.message)
    return prose(finding.message.replace(finding.api_key, abbreviated(finding.api_key)))


def _steps(finding: Finding) -> tuple[str, ...]:
    text = finding.remediation
    if finding.api_key:
        own = say("finding.this_key")
        text = text.replace(f"API key {finding.api_key}", own).replace(finding.api_key, own)
    return tuple(without_mark(step) for step in paragraphs(text))
