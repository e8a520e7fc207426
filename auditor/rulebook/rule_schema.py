"""Tells which keys a rule file and a pack's description may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from auditor.config_files.record_fields import Field, object_schema
from auditor.model.finding import Action, Confidence, FixKind, Question, Severity, Subject
from auditor.model.location import Exposure, Reach
from auditor.rulebook.codes import CODE, SLUG

_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
_URLS: dict[str, Any] = {
    "kind": "texts",
    "least": 1,
    "pattern": "https?://.*",
    "mismatch": "is not a URL: it must begin with https://",
    "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^https?://"}},
}
_LISTS: dict[str, Any] = {
    "kind": "named",
    "wanted": "a mapping of names to lists",
    "of": Field(kind="texts", least=1),
    "pattern": "[a-z][a-z0-9_]*",
    "mismatch": "is not a name: use lowercase letters, digits and underscores",
    "schema": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "additionalProperties": _TEXTS,
    },
}
"""Names for lists of texts."""
_FILES: dict[str, Any] = {
    "kind": "named",
    "wanted": "a mapping of paths to contents",
    "of": Field(kind="content"),
    "least": 1,
    "schema": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
}
"""Paths and contents."""
_SEVERITIES = tuple(Severity)
_CONFIDENCES = tuple(Confidence)
_ACTIONS = tuple(Action)
_WHEN = "A condition in CEL over the facts of the subject, which `backpack-audit rules explain SUBJECT` lists."
_MESSAGE = "What a finding says; `{word}` is replaced by a word of the case, listed by the same command."
_REMEDIATION = "What to do, in the order that works; `{word}` as in the message."

VARIANT: Mapping[str, Field] = {
    "when": Field(kind="text", doc=_WHEN, required=True),
    "severity": Field(kind="choice", doc="How bad it is in this case.", choices=_SEVERITIES),
    "confidence": Field(kind="choice", doc="How sure it is in this case.", choices=_CONFIDENCES),
    "action": Field(kind="choice", doc="What to do first in this case.", choices=_ACTIONS),
    "message": Field(kind="text", doc=_MESSAGE),
    "remediation": Field(kind="text", doc=_REMEDIATION),
}
BY_REACH: Mapping[str, Field] = {
    "severity": Field(kind="choice", doc="The most that it can be there.", choices=_SEVERITIES),
    "action": Field(kind="choice", doc="What to do first there.", choices=_ACTIONS),
    "remediation": Field(kind="text", doc="What to do there; without it, what the action asks for."),
}
_REACHES: Mapping[str, Field] = {
    reach.value: Field(
        kind="record", doc=f"What differs where the secret got as far as `{reach.value}`.", fields=BY_REACH
    )
    for reach in Reach
}
EXAMPLE: Mapping[str, Field] = {
    "title": Field(kind="line", doc="What the example shows.", required=True),
    "files": Field(
        **_FILES, doc="Paths and contents; keys are written as placeholders, `{{ a.secret }}`.", required=True
    ),
    "exposure": Field(
        kind="choice", doc="How the files could reach other people; `tracked` by default.", choices=tuple(Exposure)
    ),
}
_EXAMPLES: Mapping[str, Field] = {
    side: Field(
        kind="records",
        least=1,
        what="an example",
        doc=f"Files in which the rule must find {found}.",
        required=True,
        fields=EXAMPLE,
    )
    for side, found in (("flag", "something"), ("pass", "nothing"))
}
RULE: Mapping[str, Field] = {
    "code": Field(kind="line", doc="The code, as in the file's name.", required=True),
    "slug": Field(kind="line", doc="The slug, as in the file's name: the problem in a few words.", required=True),
    "title": Field(kind="line", doc="One line that names the problem.", required=True),
    "subject": Field(kind="choice", doc="What the rule is about.", required=True, choices=get_args(Subject)),
    "severity": Field(kind="choice", doc="How bad it is.", required=True, choices=_SEVERITIES),
    "confidence": Field(kind="choice", doc="How sure it is.", required=True, choices=_CONFIDENCES),
    "action": Field(kind="choice", doc="What to do first; `fix` if it is absent.", choices=_ACTIONS),
    "answers": Field(
        kind="choice",
        doc="The question of `check` that a finding answers with no; `canonical` if absent.",
        choices=get_args(Question),
    ),
    "both_fields": Field(
        kind="boolean", doc="Whether one finding is about the key's field and the secret's; false if absent."
    ),
    "leak": Field(
        kind="boolean",
        doc="Whether it finds secrets that others can read, which `check` does not ask for; false if absent.",
    ),
    "fix": Field(kind="choice", doc="How `backpack-audit fix` settles a finding.", choices=tuple(FixKind)),
    "by_hand": Field(
        kind="line", doc="Why only a person can settle a finding; `fix` says it and leaves the value alone."
    ),
    "fixed": Field(kind="line", doc="What `fix` says of a value that it corrected."),
    "duplicates_generic": Field(
        kind="boolean", doc="Whether a generic finding about the same value is left out; true if absent."
    ),
    "probe": Field(
        kind="boolean",
        doc="Whether only an answer of the exchange shows it, so that `probe` applies it; false if absent.",
    ),
    "group": Field(kind="line", doc="Of one group's findings at one place only that of the highest precedence stays."),
    "precedence": Field(
        kind="integer",
        least=-1_000_000,
        schema={"type": "integer"},
        doc="The rank within the group; the highest stays.",
    ),
    "when": Field(kind="text", doc=_WHEN, required=True),
    "message": Field(kind="text", doc=_MESSAGE, required=True),
    "variants": Field(
        kind="records",
        least=1,
        what="a variant",
        doc="The first whose condition holds changes what the finding says.",
        fields=VARIANT,
    ),
    "remediation": Field(kind="text", doc=_REMEDIATION, required=True),
    "reach": Field(
        kind="record", doc="What differs by how far the secret got; `{word}` as in the message.", fields=_REACHES
    ),
    "what": Field(kind="text", doc="What it does (Markdown).", required=True),
    "why": Field(kind="text", doc="Why is this bad? (Markdown)", required=True),
    "example": Field(kind="text", doc="Example (Markdown).", required=True),
    "use_instead": Field(kind="text", doc="Use instead (Markdown).", required=True),
    "references": Field(**_URLS, doc="URLs of the sources that the rule relies on.", required=True),
    "data": Field(**_LISTS, doc="Lists that the condition may use as `data.<name>`."),
    "examples": Field(
        kind="record", doc="The rule's own proof; `rules test` runs it.", required=True, fields=_EXAMPLES
    ),
}
PACK: Mapping[str, Field] = {
    "name": Field(kind="line", doc="The name of the pack.", required=True),
    "version": Field(kind="line", doc="The version of the pack."),
    "requires": Field(kind="line", doc="The oldest backpack-audit that it works with, as `>=0.1.0`."),
    "data": Field(kind="texts", least=1, doc="Files and folders of the pack that are not rules."),
}


def schema() -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of a rule file, for editors; `rules/schema.json` is this."""
    properties = object_schema(RULE)
    properties["properties"]["code"]["pattern"] = f"^{CODE}$"
    properties["properties"]["slug"]["pattern"] = f"^{SLUG}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "backpack-audit/rule/v1",
        "title": "A rule of backpack-audit",
        **properties,
    }
