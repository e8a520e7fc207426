"""The findings, by key and by folder: what is wrong once, and below it every place with a fragment of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from auditor.model.finding import Finding, Severity, Status
from auditor.reporters._html.history import origin_words, place_words
from auditor.reporters._html.markup import Child, code, join, phrase, tag, text
from auditor.reporters._html.page_facts import SHOWN_OF_MANY, Group, PageFacts, grouped
from auditor.reporters._html.page_words import say, template
from auditor.reporters._html.steps import POLICY, STEPS, Remedies, message, step_words
from auditor.reporters._shared.report_wording import (
    confidence_words,
    role_words,
    severity_words,
    suppression_words,
    where,
    where_and_when,
)
from auditor.reporters._shared.revocations import abbreviated, pair_proof
from auditor.reporters._shared.sanitize import sentence

_MOST_RELATED = 5
_PART = 40
"""Groups of one part."""


class Problem(Struct, frozen=True):
    """Findings that say the same: they differ in their places alone."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one whose words speak for all."""
        return self.findings[0]


def problems(findings: Sequence[Finding]) -> tuple[Problem, ...]:
    """Returns findings of one group gathered by what they say, in the order of their first ones."""
    same: dict[object, list[Finding]] = {}
    for finding in findings:
        same.setdefault(_words(finding), []).append(finding)
    return tuple(Problem(tuple(members)) for members in same.values())


def _words(finding: Finding) -> object:
    return (
        finding.rule_id,
        finding.severity,
        finding.confidence,
        finding.action,
        finding.message,
        finding.remediation,
        finding.secret_type,
        finding.status,
        finding.status_reason,
    )


class FindingList:
    """Writes groups of findings; what to do is written once on the page, however many findings ask for it."""

    def __init__(self, facts: PageFacts) -> None:
        """Takes the facts of the page."""
        self._facts = facts
        self._remedies = Remedies(() if facts.is_long else facts.active)
        self._titles = {rule.code: rule.title for rule in facts.report.rules}

    def groups(self, groups: Sequence[Group]) -> Iterator[Markup]:
        """Yields groups as the page is written, in parts that a browser need not lay out before they come into view."""
        for start in range(0, len(groups), _PART):
            yield Markup('<div class="part">')
            for group in groups[start : start + _PART]:
                yield from self._group(group)
            yield Markup("</div>")

    def _group(self, group: Group) -> Iterator[Markup]:
        shown = self._facts.shown(group.findings)
        rest = len(group.findings) - len(shown)
        yield Markup('<section class="group">') + _heading(self._facts, group)
        yield from map(self._problem, problems(shown))
        if rest:
            yield tag("p", say("findings.rest", rest))
        yield Markup("</section>")

    def _problem(self, problem: Problem) -> Markup:
        first = problem.first
        parts = self._brief(problem) if self._facts.is_long else self._whole(problem)
        return tag("article", parts, data_severity=first.severity, data_step=self._facts.step(first))

    def _brief(self, problem: Problem) -> Iterator[Child]:
        """Yields the message as the heading and the places: what a page of thousands of findings has room for."""
        first = problem.first
        yield tag(
            "h4", tag("b", severity_words(first.severity)), " ", message(first), " ", self._rule(first, first.rule_id)
        )
        yield tag("ol", [self._place(finding, _circumstances(finding)) for finding in problem.findings])
        if first.status is not Status.ACTIVE:
            yield tag("p", suppression_words(first))

    def _whole(self, problem: Problem) -> Iterator[Child]:
        """Yields what all places have in common is said once, below them."""
        first = problem.first
        kind = sentence(first.secret_type)
        title = self._titles.get(first.rule_id) or first.rule.replace("-", " ")
        yield tag(
            "h4",
            tag("b", severity_words(first.severity)),
            " ",
            say("labelled", what=kind, rest=title) if kind else title,
        )
        yield tag("p", message(first))
        details = [self._details(finding) for finding in problem.findings]
        is_same = all(each == details[0] for each in details)
        yield tag(
            "ol",
            [
                self._place(finding, _circumstances(finding), None if is_same else detail)
                for finding, detail in zip(problem.findings, details, strict=True)
            ],
        )
        yield details[0] if is_same else None
        yield tag("p", self._judgement(first))
        if first.status is Status.ACTIVE:
            yield self._remedies.of(first)
        else:
            yield tag("p", suppression_words(first))

    def _judgement(self, finding: Finding) -> Markup:
        """Returns by which rule, how sure the tool is, and what there is to do."""
        rule = self._rule(finding, f"{finding.rule_id} {finding.rule}")
        return join(
            rule, f" · {confidence_words(finding.confidence)} · {step_words(self._facts.step(finding)).lower()}"
        )

    def _rule(self, finding: Finding, words: str) -> Markup:
        return tag("a", words, href=f"#rule-{finding.rule_id}") if finding.rule_id in self._titles else text(words)

    def _place(self, finding: Finding, *details: Child) -> Markup:
        return tag("li", tag("bdi", where(finding.location)), " ", details, id=self._facts.anchor(finding))

    def _details(self, finding: Finding) -> Markup:
        """Returns the masked excerpt, the proof and what is related."""
        is_policy = self._facts.category(finding) in POLICY
        return join(None if is_policy else _excerpt(finding), _proof(finding), _origin(finding), _related(finding))


def _heading(facts: PageFacts, group: Group) -> Markup:
    if not group.api_key:
        return tag("h3", say("finding.folder"), " ", code(group.folder))
    name = facts.name_of(group.api_key)
    return tag("h3", f"{name} " if name else None, code(group.api_key))


def _circumstances(finding: Finding) -> Markup | None:
    words = place_words(finding)
    return tag("small", words) if words else None


def _excerpt(finding: Finding) -> Markup | None:
    """Returns what is at the place, with the value masked: it never left classification, only its length did."""
    if not finding.field:
        return None
    span = finding.location.span
    length = f" {say('finding.masked', span.end_column - span.column)}" if span.line == span.end_line else ""
    masked = [tag("bdi", finding.field), " = ", tag("i", f"••••{length}")]
    return tag("p", tag("code", masked))


def _proof(finding: Finding) -> Markup | None:
    proof = pair_proof(finding)
    if proof is None or finding.api_key is None:
        return None
    words = phrase("finding.proof", key=abbreviated(finding.api_key), place=code(where_and_when(proof)))
    return tag("p", words)


def _origin(finding: Finding) -> Markup | None:
    words = origin_words(finding)
    return tag("p", words) if words else None


def _related(finding: Finding) -> Iterator[Markup]:
    proof = pair_proof(finding)
    others = [related for related in finding.related if related.location != proof]
    for related in others[:_MOST_RELATED]:
        place = code(where_and_when(related.location))
        yield tag("p", phrase("finding.related", role=role_words(related.role), place=place))
    if len(others) > _MOST_RELATED:
        yield tag("p", say("finding.related_more", len(others) - _MOST_RELATED))


def finding_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the active findings, piece by piece."""
    if not facts.active:
        return
    yield Markup('<section aria-labelledby="findings"><h2 id="findings">{}</h2>').format(say("findings"))
    if facts.is_cut:
        yield tag("p", say("findings.cut", len(facts.report.findings), shown=SHOWN_OF_MANY), class_="warning")
    elif facts.is_long:
        yield tag("p", say("findings.long"))
    yield _filter()
    yield from FindingList(facts).groups(facts.groups)
    yield Markup("</section>")


def suppressed_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields what is accepted or ignored, folded."""
    number = len(facts.suppressed)
    if not number:
        return
    yield Markup('<section aria-labelledby="suppressed"><h2 id="suppressed">{}</h2>').format(say("suppressed"))
    yield tag("p", say("suppressed.count", number))
    yield Markup("<details>") + tag("summary", say("suppressed.show", number))
    yield from FindingList(facts).groups(grouped(facts.suppressed))
    yield Markup("</details></section>")


def _checkbox(severity: Severity) -> Markup:
    box = tag("input", type="checkbox", value=str(severity), checked=True)
    return tag("label", box, f" {severity_words(severity)}")


def _filter() -> Markup:
    """Returns the controls that the script shows; without it they stay hidden and everything is there to read."""
    return tag(
        "form",
        tag(
            "label",
            f"{say('filter.search')} ",
            tag("input", type="search", id="query", autocomplete="off", placeholder=say("filter.hint")),
        ),
        tag(
            "fieldset",
            tag("legend", say("filter.severity")),
            (_checkbox(severity) for severity in reversed(Severity)),
        ),
        tag(
            "label",
            f"{say('filter.step')} ",
            tag(
                "select",
                tag("option", say("filter.all"), value=""),
                (tag("option", step_words(step), value=step) for step in STEPS),
                id="step",
            ),
        ),
        tag("output", id="shown", data_shown=template("filter.shown"), data_some=template("filter.some")),
        id="filter",
        role="search",
        aria_label=say("filter"),
        hidden=True,
    )
