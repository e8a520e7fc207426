"""Tells what a rule file says: its YAML, read strictly into a `Rule`; its messages checked against the subject's words."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from auditor.config_files.problems import Problems, nearest
from auditor.config_files.record import Record
from auditor.config_files.record_fields import Field
from auditor.config_files.yaml_tree import parse_yaml
from auditor.errors import ConfigurationError
from auditor.model.finding import POLICY_SUBJECTS, Action, Confidence, FixKind, Question, Severity, Subject, Traits
from auditor.model.location import Exposure, Reach
from auditor.rulebook.rule import ByReach, Example, Rule, RuleText, Variant, Written
from auditor.rulebook.rule_schema import RULE
from auditor.wording.lists import listed

_TRAITS_OF_VALUES = ("answers", "both_fields", "leak", "fix", "by_hand", "fixed", "duplicates_generic")


class RuleRecord(Struct, frozen=True):
    """A record of a rule file in which nothing is wrong; what is absent is empty."""

    source: RuleText
    record: Record

    def has(self, name: str) -> bool:
        """Returns whether the field is there."""
        return self.record.has(name)

    def error(self, name: str, message: str) -> ConfigurationError:
        """Returns an error at the value of a field."""
        return self.source.error_at(self.record.location(name), message)

    def text(self, name: str) -> str:
        """Returns a text or a choice."""
        return self.record.text(name) or ""

    def written(self, name: str) -> Written:
        """Returns a text with its position in the file."""
        return Written(self.text(name), self.source, self.source.start(self.record.location(name)))

    def flag(self, name: str, *, default: bool) -> bool:
        """Returns true or false; `default` where the field is absent."""
        value = self.record.boolean(name)
        return default if value is None else value

    def integer(self, name: str) -> int:
        """Returns a whole number; 0 where the field is absent."""
        return self.record.integer(name) or 0

    def texts(self, name: str) -> tuple[str, ...]:
        """Returns a list of texts."""
        return tuple(item.text for item in self.record.texts(name))

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Returns lists of texts by their names."""
        own = self.record.record(name)
        return {key.text: tuple(item.text for item in own.texts(key.text)) for key in own.names} if own else {}

    def files(self, name: str) -> dict[str, str]:
        """Returns contents by their paths."""
        own = self.record.record(name)
        return {key.text: own.text(key.text) or "" for key in own.names} if own else {}

    def within(self, name: str) -> RuleRecord:
        """Returns a mapping with fields of its own, which is there."""
        own = self.record.record(name)
        return RuleRecord(self.source, own) if own else self

    def records(self, name: str) -> tuple[RuleRecord, ...]:
        """Returns a list of mappings with fields of their own."""
        return tuple(RuleRecord(self.source, own) for own in self.record.records(name))


def read_record(source: RuleText, fields: Mapping[str, Field], what: str) -> RuleRecord:
    """Reads the one mapping of a file.

    Args:
        source: The text of the file.
        fields: The fields that the mapping may have.
        what: What errors call it (`a rule`).

    Raises:
        ConfigurationError: the file is no YAML, or no mapping of these fields. The error lists all that is wrong, and
            points at the first of it.
    """
    problems = Problems(source.path)
    node = parse_yaml(source.text, problems, what="rule")
    if node is None and not problems:
        raise source.error("the file is empty", 0)
    record = Record(node, fields, what, problems, wanted="a mapping of keys and values") if node else None
    if problems or record is None:
        raise source.error_at(problems.first, problems.text)
    return RuleRecord(source, record)


def read_rule(source: RuleText, *, code: str, slug: str, category: str, pack: str) -> Rule:
    """Returns the rule of a file named `<code>-<slug>.yaml`.

    Raises:
        ConfigurationError: the file is no rule; the message says where and why.
    """
    record = read_record(source, RULE, "a rule")
    for name, named in (("code", code), ("slug", slug)):
        if record.text(name) != named:
            raise record.error(name, f"the file's name says `{named}`: a rule is in `<CODE>-<slug>.yaml`")
    if record.has("precedence") and not record.has("group"):
        raise record.error("precedence", "a precedence has no effect without a `group`")
    return Rule(
        code=code,
        slug=slug,
        title=record.text("title"),
        traits=_traits(record),
        severity=Severity(record.text("severity")),
        confidence=Confidence(record.text("confidence")),
        action=Action(record.text("action") or Action.FIX),
        group=record.text("group"),
        precedence=record.integer("precedence"),
        when=record.written("when"),
        message=record.written("message"),
        variants=tuple(_variant(variant) for variant in record.records("variants")),
        remediation=record.written("remediation"),
        by_reach=_by_reach(record.within("reach")) if record.has("reach") else {},
        what=record.text("what"),
        why=record.text("why"),
        example=record.text("example"),
        use_instead=record.text("use_instead"),
        references=record.texts("references"),
        data=record.lists("data"),
        examples=_examples(record.within("examples")),
        category=category,
        pack=pack,
        path=source.path,
    )


def _traits(record: RuleRecord) -> Traits:
    subject = cast("Subject", record.text("subject"))
    for name in _TRAITS_OF_VALUES:
        if record.has(name) and subject != "value":
            raise record.error(name, f"`{name}` means something in rules about a value only")
    if record.has("probe") and subject not in POLICY_SUBJECTS:
        raise record.error("probe", "`probe` means something in rules about the key inventory only")
    if record.has("fixed") and not record.has("fix"):
        raise record.error("fixed", "`fixed` has no effect without a `fix`")
    fix = record.text("fix")
    return Traits(
        subject=subject,
        answers=cast("Question", record.text("answers") or "canonical"),
        both_fields=record.flag("both_fields", default=False),
        leak=record.flag("leak", default=False),
        fix=FixKind(fix) if fix else None,
        by_hand=record.text("by_hand"),
        fixed=record.text("fixed"),
        probe=record.flag("probe", default=False),
        duplicates_generic=record.flag("duplicates_generic", default=True),
    )


def _variant(record: RuleRecord) -> Variant:
    severity, confidence, action = (record.text(name) for name in ("severity", "confidence", "action"))
    return Variant(
        when=record.written("when"),
        severity=Severity(severity) if severity else None,
        confidence=Confidence(confidence) if confidence else None,
        action=Action(action) if action else None,
        message=record.written("message") if record.has("message") else None,
        remediation=record.written("remediation") if record.has("remediation") else None,
    )


def _by_reach(record: RuleRecord) -> dict[Reach, ByReach]:
    found: dict[Reach, ByReach] = {}
    for reach in Reach:
        if record.has(reach.value):
            own = record.within(reach.value)
            severity, action = own.text("severity"), own.text("action")
            found[reach] = ByReach(
                severity=Severity(severity) if severity else None,
                action=Action(action) if action else None,
                remediation=own.written("remediation") if own.has("remediation") else None,
            )
    return found


def _examples(record: RuleRecord) -> tuple[Example, ...]:
    return tuple(
        Example(
            title=example.text("title"),
            files=example.files("files"),
            flags=flags,
            exposure=Exposure(example.text("exposure") or Exposure.TRACKED),
        )
        for name, flags in (("flag", True), ("pass", False))
        for example in record.records(name)
    )


def check_words(rule: Rule, words: Mapping[str, str]) -> None:
    """Sees that the rule's messages name only words of its subject.

    Raises:
        ConfigurationError: a message names another word, or its braces do not close.
    """
    own = [text for variant in rule.variants for text in (variant.message, variant.remediation)]
    own += [by_reach.remediation for by_reach in rule.by_reach.values()]
    for text in (rule.message, rule.remediation, *own):
        if text is not None:
            _check_template(text, words)


def _check_template(template: Written, words: Mapping[str, str]) -> None:
    try:
        parts = [
            (part[1], part[2] or part[3]) for part in string.Formatter().parse(template.text) if part[1] is not None
        ]
    except ValueError as error:
        raise template.error(f"braces name a word, as in {{field}}: {error}", 0, len(template.text)) from None
    for field, form in parts:
        if form:
            message = "braces hold a word and nothing else, as in {field}"
            raise template.error(message, max(0, template.text.find(f"{{{field}")))
        if field not in words:
            at = template.text.find("{" + field)
            raise template.error(
                f"there is no word `{field}`{nearest(field, words)}; known are {listed(sorted(words))}",
                max(0, at),
                len(field) + 2,
            )
