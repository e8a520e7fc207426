"""What a rule file says: its YAML, read strictly into a `Rule`; its messages checked against the subject's words."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import cast

from auditor.config_files.problems import nearest
from auditor.model.finding import POLICY_SUBJECTS, Action, Confidence, FixKind, Question, Severity, Subject, Traits
from auditor.model.location import Exposure, Reach
from auditor.rulebook.rule import ByReach, Example, Rule, Variant, Written
from auditor.rulebook.rule_record import Record, read_record
from auditor.rulebook.rule_schema import RULE
from auditor.rulebook.source_text import RuleText
from auditor.wording.lists import listed

_TRAITS_OF_VALUES = ("answers", "both_fields", "leak", "fix", "by_hand", "fixed", "duplicates_generic")


def read_rule(source: RuleText, *, code: str, slug: str, category: str, pack: str) -> Rule:
    """The rule of a file named `<code>-<slug>.yaml`.

    Raises:
        ConfigurationError: the file is no rule; the message says where and why.
    """
    record = read_record(source, RULE)
    for name, named in (("code", code), ("slug", slug)):
        if record.text(name) != named:
            raise record.error(name, f"the file's name says `{named}`: a rule is in `<CODE>-<slug>.yaml`")
    if "precedence" in record and "group" not in record:
        raise record.error("precedence", "a precedence means nothing without a `group`")
    return Rule(
        code=code,
        slug=slug,
        title=record.text("title"),
        traits=_traits(record),
        severity=Severity(record.choice("severity")),
        confidence=Confidence(record.choice("confidence")),
        action=Action(record.choice("action", Action.FIX)),
        group=record.text("group"),
        precedence=record.integer("precedence"),
        when=record.written("when"),
        message=record.written("message"),
        variants=tuple(_variant(variant) for variant in record.records("variants")),
        remediation=record.written("remediation"),
        by_reach=_by_reach(record.record("reach")) if "reach" in record else {},
        what=record.text("what"),
        why=record.text("why"),
        example=record.text("example"),
        use_instead=record.text("use_instead"),
        references=record.urls("references"),
        data=record.lists("data"),
        examples=_examples(record.record("examples")),
        category=category,
        pack=pack,
        path=source.path,
    )


def _traits(record: Record) -> Traits:
    subject = cast("Subject", record.choice("subject"))
    for name in _TRAITS_OF_VALUES:
        if name in record and subject != "value":
            raise record.error(name, f"`{name}` means something in rules about a value only")
    if "probe" in record and subject not in POLICY_SUBJECTS:
        raise record.error("probe", "`probe` means something in rules about the key inventory only")
    if "fixed" in record and "fix" not in record:
        raise record.error("fixed", "`fixed` means nothing without a `fix`")
    fix = record.choice("fix")
    return Traits(
        subject=subject,
        answers=cast("Question", record.choice("answers", "canonical")),
        both_fields=record.flag("both_fields", default=False),
        leak=record.flag("leak", default=False),
        fix=FixKind(fix) if fix else None,
        by_hand=record.text("by_hand"),
        fixed=record.text("fixed"),
        probe=record.flag("probe", default=False),
        duplicates_generic=record.flag("duplicates_generic", default=True),
    )


def _variant(record: Record) -> Variant:
    severity, confidence, action = (record.choice(name) for name in ("severity", "confidence", "action"))
    return Variant(
        when=record.written("when"),
        severity=Severity(severity) if severity else None,
        confidence=Confidence(confidence) if confidence else None,
        action=Action(action) if action else None,
        message=record.written("message") if "message" in record else None,
        remediation=record.written("remediation") if "remediation" in record else None,
    )


def _by_reach(record: Record) -> dict[Reach, ByReach]:
    found: dict[Reach, ByReach] = {}
    for reach in Reach:
        if reach.value in record:
            own = record.record(reach.value)
            severity, action = own.choice("severity"), own.choice("action")
            found[reach] = ByReach(
                severity=Severity(severity) if severity else None,
                action=Action(action) if action else None,
                remediation=own.written("remediation") if "remediation" in own else None,
            )
    return found


def _examples(record: Record) -> tuple[Example, ...]:
    return tuple(
        Example(
            title=example.text("title"),
            files=example.files("files"),
            flags=flags,
            exposure=Exposure(example.choice("exposure", Exposure.TRACKED)),
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
        fields = [field for _, field, _, _ in string.Formatter().parse(template.text) if field is not None]
    except ValueError as error:
        raise template.error(f"braces name a word, as in {{field}}: {error}", 0, len(template.text)) from None
    for field in fields:
        if field not in words:
            at = template.text.find("{" + field)
            raise template.error(
                f"there is no word `{field}`{nearest(field, words)}; known are {listed(sorted(words))}",
                max(0, at),
                len(field) + 2,
            )
