"""What a rule is: one problem, when it holds, how bad it is, what to say, and the examples that prove it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from auditor.errors import ConfigurationError
from auditor.model.finding import Action, Confidence, Severity, Subject, Traits
from auditor.model.location import Exposure, Reach
from auditor.rulebook.source_text import RuleText
from auditor.wording.language import say


class Written(Struct, frozen=True):
    """A text of a rule file that remembers where it stands."""

    text: str
    source: RuleText
    offset: int
    """Where the YAML scalar begins in the file."""

    def error(self, message: str, start: int = 0, length: int = 1) -> ConfigurationError:
        """An error at `text[start : start + length]`, told at its position in the file."""
        offsets = self.source.offsets(self.text, self.offset)
        return self.source.error(message, offsets[min(start, len(self.text))], length)


class Variant(Struct, frozen=True, kw_only=True):
    """What changes where a further condition holds; None keeps what the rule says."""

    when: Written
    severity: Severity | None = None
    confidence: Confidence | None = None
    action: Action | None = None
    message: Written | None = None
    remediation: Written | None = None


class ByReach(Struct, frozen=True, kw_only=True):
    """What differs where a secret got just so far; None keeps what the rule and its variant say."""

    severity: Severity | None = None
    """The most that it can be."""
    action: Action | None = None
    remediation: Written | None = None


class Example(Struct, frozen=True, kw_only=True):
    """Files that a rule must flag, or must let pass. Texts hold placeholders of `material.specimen`."""

    title: str
    files: Mapping[str, str]
    flags: bool
    exposure: Exposure = Exposure.TRACKED


class Rule(Struct, frozen=True, kw_only=True):
    """One rule, as its file says it. The headings are those of `rules explain`."""

    code: str
    slug: str
    title: str
    """One line that names the problem."""
    traits: Traits
    severity: Severity
    confidence: Confidence
    action: Action = Action.FIX
    """What to do first. What a pack does not say is to be fixed as its remediation says."""
    group: str = ""
    """Of the findings of one non-empty group at one place, only that of the highest precedence stays."""
    precedence: int = 0
    when: Written
    message: Written
    variants: tuple[Variant, ...] = ()
    """The first whose condition holds speaks for the rule."""
    remediation: Written
    by_reach: Mapping[Reach, ByReach] = {}
    what: str
    why: str
    example: str
    use_instead: str
    references: tuple[str, ...]
    data: Mapping[str, tuple[str, ...]]
    """Lists that the condition may use as `data.<name>`."""
    examples: tuple[Example, ...]
    category: str
    """The folder of the rule in its pack."""
    pack: str
    """The name of its pack."""
    path: str

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.traits.subject

    @property
    def help_markdown(self) -> str:
        """The five headings as Markdown."""
        references = "\n".join(f"- <{url}>" for url in self.references)
        return help_of(self.what, self.why, self.example, self.use_instead, references)


def help_of(what: str, why: str, example: str, use_instead: str, references: str) -> str:
    """Returns the five headings of a rule with their texts, as Markdown in the spoken language."""
    sections = (
        (say("What it does"), what),
        (say("Why is this bad?"), why),
        (say("Example"), example),
        (say("Use instead"), use_instead),
        (say("References"), references),
    )
    return "\n\n".join(f"## {heading}\n\n{text.strip()}" for heading, text in sections) + "\n"
