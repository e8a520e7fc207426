"""Which fields a configuration may have, and the JSON Schema for editors that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.config_files.record_fields import Field, object_schema
from auditor.model.finding import Severity
from auditor.model.request import Generic

MAX_JOBS = 64
MAX_NAME = 80
"""Characters of a name, a host or a word."""
_SEVERITIES = tuple(severity.value for severity in Severity)
_CODE = {"pattern": "^[A-Za-z][A-Za-z0-9]*$"}
_CODES = {"type": "array", "items": {"type": "string", **_CODE}}
_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME}}

NAMES: Mapping[str, Field] = {
    name: Field(kind="texts", doc=doc, schema=_NAMES)
    for name, doc in {
        "api_key": "Names of fields that hold an API key.",
        "api_secret": "Names of fields that hold an API secret.",
        "wallet_key": "Names of fields that hold a wallet's private key.",
        "recovery_phrase": "Names of fields that hold a recovery phrase.",
        "other": "Names of fields that hold another product's credential.",
        "hosts": "Hosts to which Backpack credentials may be sent.",
        "context": "Words that say that a text is about Backpack Exchange.",
    }.items()
}
KEYS: Mapping[str, Field] = {
    "paths": Field(kind="texts", doc="What to scan when the command names nothing; relative to this file."),
    "exclude": Field(kind="texts", doc="What not to scan: patterns as in .gitignore, relative to this file."),
    "select": Field(kind="texts", doc="Only these rules: codes, or beginnings of codes such as BPK2.", schema=_CODES),
    "ignore": Field(kind="texts", doc="Not these rules: codes, or beginnings of codes.", schema=_CODES),
    "severity": Field(
        kind="named",
        doc="Severities by code, in place of the rules' own.",
        of=Field(kind="choice", choices=_SEVERITIES),
        wanted="a mapping of codes to severities",
        schema={"type": "object", "propertyNames": _CODE, "additionalProperties": {"enum": list(_SEVERITIES)}},
    ),
    "names": Field(kind="record", doc="Names and words to know next to those that ship with the tool.", fields=NAMES),
    "rules": Field(kind="texts", doc="Packs of own rules (folders or rule files); relative to this file."),
    "fail-on": Field(kind="choice", doc="The severity from which on the exit code is 1.", choices=_SEVERITIES),
    "baseline": Field(kind="text", doc="The file of accepted findings; relative to this file."),
    "inventory": Field(kind="text", doc="The declared keys, for `backpack-audit policy`; relative to this file."),
    "generic": Field(
        kind="choice",
        doc="detect-secrets' detectors: off, the precise ones, or all.",
        choices=tuple(choice.value for choice in Generic),
    ),
    "jobs": Field(
        kind="integer",
        doc="Worker processes; 0 chooses by the machine and the amount of work.",
        most=MAX_JOBS,
    ),
}


def configuration_schema() -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of `.backpack-audit.yaml`; `schemas/configuration.json` is this."""
    schema = object_schema(KEYS)
    for part in (schema, schema["properties"]["names"]):
        del part["required"]  # nothing is
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of backpack-audit (.backpack-audit.yaml, or [tool.backpack-audit] in pyproject.toml)",
        **schema,
    }
