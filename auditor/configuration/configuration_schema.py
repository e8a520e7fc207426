"""Which keys a configuration may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from auditor.model.finding import Severity
from auditor.model.request import Generic

Kind = Literal["paths", "patterns", "codes", "severity", "severities", "names", "packs", "file", "generic", "number"]


class Key(Struct, frozen=True):
    """One key of a configuration."""

    kind: Kind
    doc: str


MAX_JOBS = 64

KEYS: Mapping[str, Key] = {
    "paths": Key("paths", "What to scan when the command names nothing; relative to this file."),
    "exclude": Key("patterns", "What not to scan: patterns as in .gitignore, relative to this file."),
    "select": Key("codes", "Only these rules: codes, or beginnings of codes such as BPK2."),
    "ignore": Key("codes", "Not these rules: codes, or beginnings of codes."),
    "severity": Key("severities", "Severities by code, in place of the rules' own."),
    "names": Key("names", "Names and words to know beside those that ship with the tool."),
    "rules": Key("packs", "Packs of own rules (folders or rule files); relative to this file."),
    "fail-on": Key("severity", "The severity from which on the exit code is 1."),
    "baseline": Key("file", "The file of accepted findings; relative to this file."),
    "inventory": Key("file", "The declared keys, for `backpack-audit policy`; relative to this file."),
    "generic": Key("generic", "detect-secrets' detectors: off, the precise ones, or all."),
    "jobs": Key("number", "Worker processes; 0 chooses by the machine and the amount of work."),
}
NAMES: Mapping[str, str] = {
    "api_key": "Names of fields that hold an API key.",
    "api_secret": "Names of fields that hold an API secret.",
    "wallet_key": "Names of fields that hold a wallet's private key.",
    "recovery_phrase": "Names of fields that hold a recovery phrase.",
    "other": "Names of fields that hold another product's credential.",
    "hosts": "Hosts to which Backpack credentials may be sent.",
    "context": "Words that say that a text is about Backpack Exchange.",
}
MAX_NAME = 80
"""Characters of a name, a host or a word."""


def configuration_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `.backpack-audit.yaml`; `schemas/configuration.json` is this."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of backpack-audit (.backpack-audit.yaml, or [tool.backpack-audit] in pyproject.toml)",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"description": key.doc, **_value(key.kind)} for name, key in KEYS.items()},
    }


def _value(kind: Kind) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string", "minLength": 1}}
    severity = {"enum": [severity.value for severity in Severity]}
    code = r"[A-Za-z][A-Za-z0-9]*"
    names = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME}}
    values: dict[Kind, dict[str, Any]] = {
        "paths": texts,
        "patterns": texts,
        "packs": texts,
        "codes": {"type": "array", "items": {"type": "string", "pattern": f"^{code}$"}},
        "severity": severity,
        "severities": {"type": "object", "propertyNames": {"pattern": f"^{code}$"}, "additionalProperties": severity},
        "names": {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: {"description": doc, **names} for name, doc in NAMES.items()},
        },
        "file": {"type": "string", "minLength": 1},
        "generic": {"enum": [choice.value for choice in Generic]},
        "number": {"type": "integer", "minimum": 0, "maximum": MAX_JOBS},
    }
    return values[kind]
