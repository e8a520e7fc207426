"""Which finding is no secret after all, or is Backpack's and reported by a rule of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.classification.field_names import naming_of
from auditor.generic.run_detectors import DetectorHit
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.vocabulary.vocabulary import builtin

_ALWAYS_OURS = frozenset({Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.PHRASE, Kind.EVM_KEY})
"""Kinds that our rules report wherever they stand."""
_OUR_ROLES = frozenset({Role.API_KEY, Role.API_SECRET, Role.WALLET_KEY, Role.RECOVERY_PHRASE})
_HARMLESS = {
    Kind.ENCRYPTED_KEY: "a private key that a passphrase protects",
    Kind.PUBLIC_KEY: "a public key",
}
_LOCK_FILES = frozenset(
    {
        "bun.lockb",
        "cargo.lock",
        "conda-lock.yml",
        "deno.lock",
        "flake.lock",
        "go.sum",
        "gradle.lockfile",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "pnpm-lock.yaml",
        "project.assets.json",
        "pylock.toml",
        "verification-metadata.xml",
    }
)
"""Lock files that detect-secrets does not know by name or extension, and some that it does."""
_BASELINE = ".secrets.baseline"
_INTEGRITY = re.compile(r"(?:sha(?:1|224|256|384|512)|md5|h1)[-:]")
_DIGEST = re.compile(
    r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})", re.IGNORECASE
)
_BASE64_DIGEST = re.compile(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{86}==")
_NAME = re.compile(r"([\w.-]{1,80})[\"']?\s*[:=]+\s*[\"'(\[{]*$")


def is_ours(span: Span, materials: Sequence[Material]) -> bool:
    """Whether a rule about Backpack values reports what is there."""
    return any(_is_ours(material) and not _is_lone_key(material) for material in _at(span, materials))


def lookalike(found: DetectorHit, name: str, span: Span, materials: Sequence[Material]) -> str:
    """Why a finding is no secret, in a few words; empty if it may be one."""
    for material in _at(span, materials):
        if reason := _HARMLESS.get(material.kind, ""):
            return reason
        if _is_ours(material) and _is_lone_key(material):
            return "an API key by itself, which is public"
    # Only randomness makes a checksum look like a secret. One under a password's name may well be a password's hash.
    return _checksum(found, name) if found.detector.charset else ""


def _checksum(found: DetectorHit, name: str) -> str:
    file = name.rsplit("/", 1)[-1].lower()
    digest = _DIGEST.fullmatch(found.value) or _BASE64_DIGEST.fullmatch(found.value)
    if _INTEGRITY.match(found.value):
        return "a checksum, as its prefix says"
    if digest and file in _LOCK_FILES:
        return "a checksum in a lock file"
    if digest and file == _BASELINE:
        return "a hash in a detect-secrets baseline"
    if digest and (named := _NAME.search(found.line[: max(0, found.line.find(found.value))])):
        return "a checksum, as its name says" if naming_of(named[1], builtin()).role is Role.HASH else ""
    return ""


def _at(span: Span, materials: Sequence[Material]) -> list[Material]:
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    return [
        material
        for material in materials
        if (material.span.line, material.span.column) < end
        and start < (material.span.end_line, material.span.end_column)
    ]


def _is_ours(material: Material) -> bool:
    """Whether a rule is sure to report it. What is doubtful is decided by what is reported (`once`).

    Another product's credential in a Backpack field has to be revoked where it was issued, so it stays.
    """
    if material.kind in _ALWAYS_OURS:
        return True
    belongs = material.context >= Context.SCOPE and material.role in _OUR_ROLES
    return belongs and material.kind is not Kind.FOREIGN and material.kind not in _HARMLESS


def _is_lone_key(material: Material) -> bool:
    return material.role is Role.API_KEY and material.kind is Kind.ED25519 and material.is_point
