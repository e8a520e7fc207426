"""Reports for the HTML page: one with everything that it can show, one in which every text attacks, one of any size."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from enum import Enum
from hashlib import sha256
from typing import get_type_hints

import msgspec
from msgspec.structs import replace

from auditor.classification.sample_keys import specimen
from auditor.model.finding import Action, Confidence, Finding, Introduced, Related, Removed, Severity, Status
from auditor.model.location import Exposure, Location, Reach, Span
from auditor.model.report import (
    Answer,
    CheckRow,
    InPlace,
    KeyFacts,
    KeyPlace,
    KeyRow,
    KeyUse,
    KeyWhitelistEntry,
    PolicyView,
    Report,
    RuleInfo,
    ScanFacts,
    Skipped,
)
from auditor.reporters._shared.render_options import RenderOptions

OPTIONS = RenderOptions(started=dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC))
KEY_A, KEY_B = specimen("html-a").key, specimen("html-b").key
_COMMIT = "4f1d2c3b5a69788796a5b4c3d2e1f00f1e2d3c4b"


def location(
    path: str, line: int = 1, column: int = 21, commit: str | None = None, author_date: str | None = None
) -> Location:
    return Location(path, Span(line, column, line, column + 44), commit=commit, author_date=author_date)


def rule(code: str, slug: str, title: str, category: str) -> RuleInfo:
    return RuleInfo(
        code=code,
        slug=slug,
        title=title,
        severity=Severity.HIGH,
        category=category,
        help_markdown=(
            f"## What it does\n\n{title}.\n\n## Example\n\n```dotenv\nBACKPACK_API_SECRET=<its secret>\n```\n\n"
            "## References\n\n- <https://docs.backpack.exchange/>\n"
        ),
        help_uri=f"https://example.com/rules/{code}",
    )


RULES = (
    rule("BPK101", "leaked-key-pair", "A secret and its own API key are exposed", "leak"),
    rule("BPK105", "unlabelled-key-pair", "A pair with nothing that says Backpack", "leak"),
    rule("BPK303", "wrong-encoding", "The right bytes in the wrong text form", "format"),
    rule("BPK507", "rotation-overdue", "A key is older than its owner allows", "permission"),
    rule("BPK901", "generic-secret", "Another product's secret", "generic"),
)
PAIR = Finding(
    rule_id="BPK101",
    rule="leaked-key-pair",
    severity=Severity.CRITICAL,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message=f"BACKPACK_API_SECRET is the secret of API key {KEY_A}, in a file that git tracks",
    location=location("bot/config/.env", 3),
    related=(Related("api_key", location("README.md", 10)), Related("host", location("bot/settings.yaml", 4))),
    field="BACKPACK_API_SECRET",
    api_key=KEY_A,
    fingerprint="1" * 32,
    remediation=f"1. Revoke API key {KEY_A}.\n2. Keep the new secret in a file that `git` ignores.",
    action=Action.REVOKE,
)
HISTORY = replace(
    PAIR,
    exposure=Exposure.HISTORY,
    location=location("old/keys.txt", 7, commit=_COMMIT, author_date="2026-05-01T12:00:00+02:00"),
    reach=Reach.PUBLISHED,
    introduced=Introduced(
        commit=_COMMIT,
        author="Ada Example",
        date="2026-05-01T12:00:00+02:00",
        subject="Trade the first grid",
        refs=("main", "origin/main"),
    ),
    removed=Removed(commit="5" * 40, date="2026-06-01T12:00:00+02:00"),
    exposed_days=31,
)
UNLABELLED = replace(
    PAIR,
    rule_id="BPK105",
    rule="unlabelled-key-pair",
    severity=Severity.HIGH,
    message="Two values are an Ed25519 pair",
    location=location("notes/pair.txt", 2),
    related=(),
    api_key=KEY_B,
    fingerprint="2" * 32,
    remediation="Find out whose pair it is.",
    action=Action.CHECK,
)
ENCODING = replace(
    PAIR,
    rule_id="BPK303",
    rule="wrong-encoding",
    severity=Severity.MEDIUM,
    message="BACKPACK_API_SECRET is written in hex",
    related=(),
    fingerprint="3" * 32,
    remediation="Write it in base64: `backpack-audit fix`.",
    action=Action.FIX,
)
GENERIC = replace(
    PAIR,
    rule_id="BPK901",
    rule="generic-secret",
    severity=Severity.LOW,
    confidence=Confidence.POSSIBLE,
    message="A secret of type AWS Access Key",
    location=location("infra/main.tf", 31),
    related=(),
    field="access_key",
    api_key=None,
    fingerprint="4" * 32,
    remediation="Rotate it.",
    action=Action.CHECK,
    secret_type="AWS Access Key",
)
OVERDUE = replace(
    PAIR,
    rule_id="BPK507",
    rule="rotation-overdue",
    severity=Severity.MEDIUM,
    message="API key tealstreet-main is 31 days overdue",
    location=location("backpack-keys.yaml", 7),
    related=(),
    field="keys.tealstreet-main",
    fingerprint="5" * 32,
    remediation="Make a new key.",
    action=Action.RESTRICT,
)
IGNORED = replace(
    PAIR,
    location=location("tests/pair.env", 2),
    fingerprint="6" * 32,
    status=Status.IGNORED,
    status_reason="made for the test",
)
KEYS = (
    KeyFacts(
        name="tealstreet-main",
        api_key=KEY_A,
        status="active",
        permission="withdraw",
        ability="Whoever holds the secret can trade on the main account.",
        subaccount="main",
        owner="desk@example.com",
        created=dt.date(2026, 3, 1),
        rotate_after_days=90,
        places=(
            KeyPlace("api_secret", PAIR.location, Exposure.TRACKED),
            KeyPlace("api_key", location("README.md", 10), Exposure.TRACKED),
        ),
        uses=(
            KeyUse(
                name="tealstreet", title="Tealstreet", needs="trade", addresses=("18.176.40.9",), missing=("18.1.1.1",)
            ),
        ),
        whitelist_declared=True,
        whitelist=(
            KeyWhitelistEntry(
                entry="18.176.0.0/16",
                networks=("18.176.0.0/16",),
                ip_version=4,
                addresses=65536,
                special="",
                flaws=(),
                explained="partly",
                accounted_for_by=("tealstreet",),
            ),
            KeyWhitelistEntry(
                entry="2a01:4f8::/64",
                networks=("2a01:4f8::/64",),
                ip_version=6,
                addresses=1 << 64,
                special="",
                flaws=(),
                explained="no",
                accounted_for_by=(),
            ),
            KeyWhitelistEntry(
                entry="vpn.example.com",
                networks=(),
                ip_version=0,
                addresses=0,
                special="",
                flaws=("it is a host name, not an address",),
                explained="unknown",
                accounted_for_by=(),
            ),
        ),
    ),
    KeyFacts(
        name="old-bot",
        api_key=None,
        status="revoked",
        permission="read",
        ability="Whoever holds the secret can read.",
        subaccount="",
        owner="",
        created=dt.date(2025, 11, 1),
        revoked_on=dt.date(2026, 2, 1),
        whitelist_declared=True,
    ),
)
RICH = Report(
    version="1.2.3",
    rules_digest="d" * 16,
    rules=RULES,
    scan=ScanFacts(targets=("grid-bot",), files=1234, blobs=1300, commits=57, bytes=5_678_901, seconds=0.43),
    findings=(OVERDUE, PAIR, ENCODING, GENERIC, UNLABELLED, HISTORY, IGNORED),
    skipped=(
        *(Skipped(f"data/{number}.bin", "larger than 4 GB") for number in range(8)),
        Skipped("bot/broken.json", "no JSON from line 3, column 1; read as plain text", incomplete=False),
    ),
    notes=("2 entries of the baseline match nothing: `backpack-audit baseline update` drops them.",),
    in_place=InPlace(pairs=1, secrets=2),
    exit_code=1,
    keys=KEYS,
    policy=PolicyView(
        account=(("Two-factor authentication", "on"), ("Withdrawal delay", "24 hours")),
        keys=(
            KeyRow(
                name="tealstreet-main",
                api_key=KEY_A,
                scope="trade",
                subaccount="main",
                whitelist="3 entries",
                age="270 of 90 days",
                used_by="tealstreet",
                seen="bot/config/.env:3",
                verdict="critical: BPK510",
            ),
        ),
        corrected=(("tealstreet-main", ("18.176.40.9",)),),
    ),
    checks=(
        CheckRow(
            location=PAIR.location,
            field="BACKPACK_API_SECRET",
            role="API secret",
            exposure=Exposure.TRACKED,
            mode=0o644,
            answers=(
                Answer(question="canonical", good=True, words="ok"),
                Answer(question="pair", good=False, words="BPK205", severity=Severity.HIGH),
                Answer(question="file", good=None, words="-"),
            ),
        ),
    ),
)
"""Every section of the page."""
CLEAN = replace(
    RICH, in_place=InPlace(), findings=(), skipped=(), notes=(), exit_code=0, keys=(), policy=None, checks=None
)
EMPTY = replace(CLEAN, scan=ScanFacts(targets=(".",)))

CANARY = (
    '"></title></style></svg></script><script>alert(1)</script><img src=https://evil.test/x onerror=alert(2)>'
    "<a href=javascript:alert(3)>'&amp;{{7*7}}\u2028\u2029\u202e\x1b[2J\x00\udcff![i](https://evil.test/i) "
    "[l](javascript:alert(4)) <javascript:alert(5)>"
)
"""Ends everything that it could be in, runs what it can, loads what it can."""
_KEPT = {"fingerprint", "version", "rules_digest", "api_key"}
"""Texts of ours, which no audited tree and no rule pack writes."""


def hostile() -> Report:
    """The rich report with the canary in every text that an audited tree or a rule pack can write."""
    poisoned = _poisoned(RICH)
    assert isinstance(poisoned, Report)
    return poisoned


def _poisoned(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        hints = get_type_hints(type(value))
        return replace(
            value,
            **{
                name: _member(getattr(value, name), hints[name])
                for name in value.__struct_fields__
                if name not in _KEPT
            },
        )
    if isinstance(value, tuple):
        return tuple(map(_poisoned, value))
    return CANARY if isinstance(value, str) and not isinstance(value, Enum) else value


def _member(value: object, hint: object) -> object:
    """A text is poisoned only where any text may stand, not where one of a few words must."""
    return value if "Literal" in str(hint) else _poisoned(value)


def many(number: int, places: int = 4) -> Report:
    """A report of that many findings as in a monorepo: a tenth without a key, the others `places` of each key."""
    findings = []
    for index in range(number):
        key = None if index % 10 == 0 else _key(index // places)
        findings.append(
            replace(
                PAIR if key else GENERIC,
                location=location(f"services/bot-{index}/config/settings.env", index % 300 + 1),
                message=PAIR.message.replace(KEY_A, key) if key else GENERIC.message,
                api_key=key,
                related=(Related("api_key", location("README.md", 10)),) if key else (),
                fingerprint=f"{index // places:032x}",
                remediation=PAIR.remediation.replace(KEY_A, key) if key else GENERIC.remediation,
            )
        )
    return replace(RICH, findings=tuple(findings), keys=(), policy=None, checks=None)


def _key(number: int) -> str:
    """The form of an API key: deriving thousands of real ones takes a second."""
    return b64encode(sha256(f"many {number}".encode()).digest()).decode()
