"""Which keys a rule file and a pack's description may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from msgspec import Struct

from auditor.model.finding import Action, Confidence, FixKind, Question, Severity, Subject
from auditor.model.location import Exposure, Reach
from auditor.rulebook.codes import CODE, SLUG

KeyKind = Literal["line", "text", "choice", "flag", "integer", "texts", "urls", "lists", "files", "records", "record"]
"""`line` is a text without a line break, `flag` true or false, `texts` a list of them, `urls` of URLs, `lists` names for such lists, `files` a mapping of
paths to contents, `record` a mapping with keys of its own, `records` a list of those."""


class Key(Struct, frozen=True):
    """One key of a mapping."""

    kind: KeyKind
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Key] = {}


_SEVERITIES = tuple(Severity)
_CONFIDENCES = tuple(Confidence)
_ACTIONS = tuple(Action)
_WHEN = "A condition in CEL over the facts of the subject, which `backpack-audit rules explain SUBJECT` lists."
_MESSAGE = "What a finding says; `{word}` stands for a word of the case, listed by the same command."
_REMEDIATION = "What to do, in the order that works; `{word}` as in the message."

VARIANT: Mapping[str, Key] = {
    "when": Key("text", _WHEN, required=True),
    "severity": Key("choice", "How bad it is in this case.", choices=_SEVERITIES),
    "confidence": Key("choice", "How sure it is in this case.", choices=_CONFIDENCES),
    "action": Key("choice", "What to do first in this case.", choices=_ACTIONS),
    "message": Key("text", _MESSAGE),
    "remediation": Key("text", _REMEDIATION),
}
BY_REACH: Mapping[str, Key] = {
    "severity": Key("choice", "The most that it can be there.", choices=_SEVERITIES),
    "action": Key("choice", "What to do first there.", choices=_ACTIONS),
    "remediation": Key("text", "What to do there; without it, what the action asks for."),
}
_REACHES: Mapping[str, Key] = {
    reach.value: Key("record", f"What differs where the secret got as far as `{reach.value}`.", keys=BY_REACH)
    for reach in Reach
}
EXAMPLE: Mapping[str, Key] = {
    "title": Key("line", "What the example shows.", required=True),
    "files": Key("files", "Paths and contents; keys are written as placeholders, `{{ a.secret }}`.", required=True),
    "exposure": Key("choice", "How the files could reach other people; `tracked` by default.", choices=tuple(Exposure)),
}
_EXAMPLES: Mapping[str, Key] = {
    "flag": Key("records", "Files in which the rule must find something.", required=True, keys=EXAMPLE),
    "pass": Key("records", "Files in which the rule must find nothing.", required=True, keys=EXAMPLE),
}
RULE: Mapping[str, Key] = {
    "code": Key("line", "The code, as in the file's name.", required=True),
    "slug": Key("line", "The slug, as in the file's name: the problem in a few words.", required=True),
    "title": Key("line", "One line that names the problem.", required=True),
    "subject": Key("choice", "What the rule is about.", required=True, choices=get_args(Subject)),
    "severity": Key("choice", "How bad it is.", required=True, choices=_SEVERITIES),
    "confidence": Key("choice", "How sure it is.", required=True, choices=_CONFIDENCES),
    "action": Key("choice", "What to do first; `fix` if it is absent.", choices=_ACTIONS),
    "answers": Key(
        "choice",
        "The question of `check` that a finding answers with no; `canonical` if absent.",
        choices=get_args(Question),
    ),
    "both_fields": Key("flag", "Whether one finding is about the key's field and the secret's; false if absent."),
    "leak": Key(
        "flag", "Whether it finds secrets that others can read, which `check` does not ask for; false if absent."
    ),
    "fix": Key("choice", "How `backpack-audit fix` settles a finding.", choices=tuple(FixKind)),
    "by_hand": Key("line", "Why only a person can settle a finding; `fix` says it and leaves the value alone."),
    "fixed": Key("line", "What `fix` says of a value that it corrected."),
    "duplicates_generic": Key("flag", "Whether a generic finding about the same value is left out; true if absent."),
    "probe": Key(
        "flag", "Whether only an answer of the exchange shows it, so that `probe` applies it; false if absent."
    ),
    "group": Key("line", "Of one group's findings at one place only that of the highest precedence stays."),
    "precedence": Key("integer", "The rank within the group; the highest stays."),
    "when": Key("text", _WHEN, required=True),
    "message": Key("text", _MESSAGE, required=True),
    "variants": Key("records", "The first whose condition holds changes what the finding says.", keys=VARIANT),
    "remediation": Key("text", _REMEDIATION, required=True),
    "reach": Key("record", "What differs by how far the secret got; `{word}` as in the message.", keys=_REACHES),
    "what": Key("text", "What it does (Markdown).", required=True),
    "why": Key("text", "Why is this bad? (Markdown)", required=True),
    "example": Key("text", "Example (Markdown).", required=True),
    "use_instead": Key("text", "Use instead (Markdown).", required=True),
    "references": Key("urls", "URLs of what the rule stands on.", required=True),
    "data": Key("lists", "Lists that the condition may use as `data.<name>`."),
    "examples": Key("record", "The rule's own proof; `rules test` runs it.", required=True, keys=_EXAMPLES),
}
PACK: Mapping[str, Key] = {
    "name": Key("line", "The name of the pack.", required=True),
    "version": Key("line", "The version of the pack."),
    "requires": Key("line", "The oldest backpack-audit that it works with, as `>=0.1.0`."),
    "data": Key("texts", "Files and folders of the pack that are no rules."),
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule file, for editors; `rules/schema.json` is this."""
    properties = _object(RULE)
    properties["properties"]["code"]["pattern"] = f"^{CODE}$"
    properties["properties"]["slug"]["pattern"] = f"^{SLUG}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of backpack-audit",
        **properties,
    }


def _object(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in keys.items() if key.required],
        "properties": {name: {"description": key.doc, **_value(key)} for name, key in keys.items()},
    }


def _value(key: Key) -> dict[str, Any]:
    if key.kind == "record":
        return _object(key.keys)
    if key.kind == "records":
        return {"type": "array", "minItems": 1, "items": _object(key.keys)}
    if key.kind == "choice":
        return {"enum": list(key.choices)}
    return _PLAIN[key.kind]


_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
_PLAIN: Mapping[KeyKind, dict[str, Any]] = {
    "line": {"type": "string", "minLength": 1, "pattern": "^[^\\n]*$"},
    "text": {"type": "string", "minLength": 1},
    "flag": {"type": "boolean"},
    "integer": {"type": "integer"},
    "texts": _TEXTS,
    "urls": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^https?://"}},
    "lists": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "additionalProperties": _TEXTS,
    },
    "files": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
}
