"""Tells which codes are fixed: relied on from outside (baselines, configurations, inline comments), they keep their slugs."""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = r"[A-Z]{2,12}[0-9]{1,4}"
"""What a comment in an audited file may name: a code or its beginning (`BPK1`)."""
CODE = r"[A-Z]{2,12}[0-9]{3,4}"
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
OWN_PREFIX = "BPK"
"""Codes with this prefix are the tool's own; a user's pack takes another (`ORG001`)."""

FIXED: Mapping[str, str] = {
    "BPK101": "leaked-key-pair",
    "BPK102": "leaked-secret",
    "BPK103": "secret-in-client-bundle",
    "BPK104": "private-key-file",
    "BPK105": "unlabelled-key-pair",
    "BPK106": "published-key-in-use",
    "BPK107": "unofficial-host",
    "BPK201": "swapped-key-and-secret",
    "BPK202": "secret-in-key-field",
    "BPK203": "key-in-secret-field",
    "BPK204": "same-value-in-both-fields",
    "BPK205": "mismatched-pair",
    "BPK206": "wallet-key-in-api-field",
    "BPK207": "foreign-credential",
    "BPK208": "signature-in-secret-field",
    "BPK301": "undecodable-value",
    "BPK302": "wrong-length",
    "BPK303": "wrong-encoding",
    "BPK304": "non-canonical-base64",
    "BPK305": "weak-seed",
    "BPK306": "weak-public-key",
    "BPK307": "expanded-secret",
    "BPK401": "credential-file-not-ignored",
    "BPK402": "credential-file-readable",
    "BPK403": "secret-in-image-build",
    "BPK404": "secret-in-ci-literal",
    "BPK405": "trusted-settings-changed",
    "BPK501": "undeclared-key",
    "BPK502": "trading-key-where-read-only-suffices",
    "BPK503": "read-only-key-where-trading-needed",
    "BPK504": "withdrawal-exposed",
    "BPK505": "key-shared-by-integrations",
    "BPK506": "main-account-trading-key",
    "BPK507": "rotation-overdue",
    "BPK508": "unused-key",
    "BPK509": "key-without-owner",
    "BPK510": "leaked-key-still-active",
    "BPK511": "account-2fa-off",
    "BPK512": "withdrawal-delay-off",
    "BPK513": "revoked-key-still-active",
    "BPK514": "inventory-incomplete",
    "BPK601": "no-whitelist",
    "BPK602": "whitelist-open-to-world",
    "BPK603": "whitelist-too-broad",
    "BPK604": "whitelist-not-public",
    "BPK605": "whitelist-overlap",
    "BPK606": "whitelist-invalid-entry",
    "BPK607": "integration-address-missing",
    "BPK608": "whitelist-unexplained-address",
    "BPK609": "whitelist-not-in-force",
    "BPK701": "recovery-phrase",
    "BPK702": "wallet-keypair",
    "BPK703": "wallet-evm-key",
    "BPK901": "generic-secret",
}


def code_of(name: str, slugs: Mapping[str, str]) -> str:
    """Returns the code, or the beginning of codes, that a person names by code, beginning or slug.

    Args:
        name: what somebody typed, in any case.
        slugs: the codes of rules by their slugs.
    """
    return slugs.get(name.strip().lower(), name.strip().upper())


def names_rule(names: tuple[str, ...], code: str, slug: str) -> bool:
    """Returns whether one of the names is a rule's code, a beginning of it, or its slug."""
    return code.startswith(names) or slug in names
