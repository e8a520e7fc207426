"""The reports that every format is tried on. API keys are derived here, so that none is in the repository."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.classification.sample_keys import specimen
from auditor.model.finding import Action, Confidence, Finding, Related, Severity, Status
from auditor.model.location import Exposure, Location, Span
from auditor.model.material import Pragma
from auditor.model.report import KeyRow, PolicyView, Report, RuleInfo, ScanFacts, Skipped

KEY_A, KEY_B = specimen("report-a").key, specimen("report-b").key
COMMIT = "4f1d2c3b5a69788796a5b4c3d2e1f00f1e2d3c4b"


def _rule(code: str, slug: str, title: str, severity: Severity, category: str) -> RuleInfo:
    return RuleInfo(
        code=code,
        slug=slug,
        title=title,
        severity=severity,
        category=category,
        help_markdown=f"## What it does\nFlags: {title}\n\n## Why is this bad?\nWhoever reads it can trade.",
        help_uri=f"https://example.com/rules/{code}",
    )


RULES = (
    _rule("BPK101", "leaked-key-pair", "A secret and its own API key are exposed", Severity.CRITICAL, "leak"),
    _rule("BPK102", "leaked-secret", "An API secret is exposed", Severity.CRITICAL, "leak"),
    _rule("BPK106", "published-key-in-use", "A key from public documentation", Severity.INFO, "leak"),
    _rule("BPK201", "swapped-key-and-secret", "Key and secret are swapped", Severity.HIGH, "field"),
    _rule("BPK303", "wrong-encoding", "The right bytes in the wrong text form", Severity.MEDIUM, "format"),
    _rule("BPK507", "rotation-overdue", "A key is older than its owner allows", Severity.MEDIUM, "permission"),
    _rule("BPK901", "generic-secret", "Another product's secret", Severity.HIGH, "generic"),
)


def location(path: str, line: int, column: int, length: int = 44) -> Location:
    return Location(path, Span(line, column, line, column + length))


PAIR = Finding(
    rule_id="BPK101",
    rule="leaked-key-pair",
    severity=Severity.CRITICAL,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message=f"BACKPACK_API_SECRET holds the secret of API key {KEY_A}, and both are exposed.",
    location=location("bot/config/.env", 3, 21),
    related=(
        Related("api_key", location("README.md", 10, 14)),
        Related("host", location("bot/config/settings.yaml", 4, 7, 29)),
    ),
    field="BACKPACK_API_SECRET",
    api_key=KEY_A,
    fingerprint="0" * 31 + "1",
    remediation="1. Revoke the API key at backpack.exchange → Settings → API Keys.\n"
    "2. Create a new one and keep its secret in an ignored file.\n"
    "3. Clean the history, knowing that clones keep what they have.",
    action=Action.REVOKE,
)
ENCODING = Finding(
    rule_id="BPK303",
    rule="wrong-encoding",
    severity=Severity.MEDIUM,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message="BACKPACK_API_SECRET is written in hex; clients expect base64.",
    location=PAIR.location,
    field="BACKPACK_API_SECRET",
    api_key=KEY_A,
    fingerprint="0" * 31 + "2",
    remediation="Write the value in padded standard base64. `backpack-audit fix` does it.",
    action=Action.FIX,
)
HISTORY = replace(
    PAIR,
    exposure=Exposure.HISTORY,
    location=replace(location("old/keys.txt", 7, 1), commit=COMMIT, author_date="2024-05-01T12:00:00+02:00"),
)
LONE = Finding(
    rule_id="BPK102",
    rule="leaked-secret",
    severity=Severity.CRITICAL,
    confidence=Confidence.STRONG,
    exposure=Exposure.UNTRACKED,
    message=f"secretKey holds an API secret; the API key to revoke is {KEY_B}.",
    location=replace(location("backup/bots.zip", 12, 9), member="src/client.ts"),
    field="secretKey",
    api_key=KEY_B,
    fingerprint="0" * 31 + "3",
    remediation="Revoke the API key, then take the secret out of the source.",
    action=Action.REVOKE,
)
GENERIC = Finding(
    rule_id="BPK901",
    rule="generic-secret",
    severity=Severity.HIGH,
    confidence=Confidence.POSSIBLE,
    exposure=Exposure.STAGED,
    message="A secret of type AWS Access Key is here.",
    location=location("infra/main.tf", 31, 18, 20),
    field="access_key",
    fingerprint="0" * 31 + "4",
    remediation="Rotate it where it was issued.",
    secret_type="AWS Access Key",
    action=Action.CHECK,
)
PUBLISHED = Finding(
    rule_id="BPK106",
    rule="published-key-in-use",
    severity=Severity.INFO,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message="The key of the exchange's own Python guide is in a test.",
    location=location("tests/test_client.py", 8, 15),
    field="public_key",
    api_key=KEY_B,
    fingerprint="0" * 31 + "5",
    remediation="Nothing has to be done.",
)
IGNORED = replace(
    PAIR,
    location=location("tests/fixtures/pair.env", 2, 21),
    fingerprint="0" * 31 + "6",
    status=Status.IGNORED,
    status_reason="made for the test",
    pragmas=(Pragma("backpack-audit: ignore", ("BPK101",), "made for the test"),),
)
BASELINED = replace(
    LONE,
    exposure=Exposure.IGNORED,
    location=location("legacy/app.ini", 5, 14),
    fingerprint="0" * 31 + "7",
    status=Status.BASELINED,
    status_reason="revoked in 2023",
)
POLICY = PolicyView(
    account=(("two-factor", "on"), ("withdrawal delay", "24 h"), ("exempt addresses", "1")),
    keys=(
        KeyRow(
            name="tealstreet-main",
            api_key=KEY_A,
            scope="trade",
            subaccount="perp-bot",
            whitelist="4 entries, 2 needed",
            age="121 days of 90",
            used_by="tealstreet",
            seen="bot/config/.env:3:21",
            verdict="2 problems, the worst critical",
        ),
    ),
    corrected=(("tealstreet-main", ("203.0.113.10", "203.0.113.11")),),
)
OVERDUE = Finding(
    rule_id="BPK507",
    rule="rotation-overdue",
    severity=Severity.MEDIUM,
    confidence=Confidence.STRONG,
    exposure=Exposure.TRACKED,
    message="Key tealstreet-main is 121 days old; it is to be rotated after 90.",
    location=location("backpack-keys.yaml", 7, 5, 6),
    field="keys.0.created",
    api_key=KEY_A,
    fingerprint="0" * 31 + "8",
    remediation="Create a new key, move the bot to it, then revoke the old one.",
    action=Action.FIX,
)


def _report(**parts: object) -> Report:
    return Report(version="1.2.3", rules_digest="d" * 16, rules=RULES, **parts)  # type: ignore[arg-type]


FULL_SCAN = ScanFacts(targets=(".",), files=1234, blobs=1300, commits=57, bytes=5_678_901, seconds=0.4321)
EVERYTHING = _report(
    scan=FULL_SCAN,
    findings=tuple(
        sorted(
            (PAIR, ENCODING, HISTORY, LONE, GENERIC, PUBLISHED, IGNORED, BASELINED, OVERDUE),
            key=lambda finding: finding.sort_key,
        )
    ),
    skipped=(
        *(Skipped(f"data/{number}.bin", "larger than 4 GB") for number in range(5)),
        Skipped("private/key.pem", "permission denied"),
        Skipped("bot/broken.json", "no JSON from line 3, column 1; read as plain text", incomplete=False),
    ),
    notes=("2 entries of the baseline match nothing any more: `backpack-audit baseline update` drops them.",),
    exit_code=1,
    policy=POLICY,
    timings=(("list", 0.0123), ("spot", 0.3), ("judge", 0.1198)),
)
"""One finding of every kind, suppressed ones, skips, notes and the policy part."""
CLEAN = _report(scan=replace(FULL_SCAN, targets=("src", "bots"), commits=0))
"""Much was scanned and nothing found."""
EMPTY = _report(scan=ScanFacts(targets=(".",)))
"""Nothing was scanned."""
INCOMPLETE = _report(
    scan=replace(FULL_SCAN, files=1, blobs=1, bytes=12, commits=0),
    skipped=(Skipped("private/key.pem", "permission denied"),),
    exit_code=3,
)
"""Nothing was found in the little that could be read."""
SUPPRESSED = _report(scan=FULL_SCAN, findings=tuple(sorted((IGNORED, BASELINED), key=lambda found: found.sort_key)))
"""Everything that was found is accepted."""
HOSTILE_NAME = (
    "a\n::error file=x::forged\r\x1b[2J\x1b]8;;http://evil.test\x07\u202e`|<img src=x>[x](http://evil.test)\udcff"
)
HOSTILE = _report(
    scan=replace(FULL_SCAN, targets=(HOSTILE_NAME,)),
    findings=(
        replace(
            PAIR,
            message=f"{HOSTILE_NAME} holds a secret ##[add-mask]x",
            field=HOSTILE_NAME,
            location=replace(location(HOSTILE_NAME, 1, 1), member=f"=cmd{HOSTILE_NAME}"),
            related=(Related(HOSTILE_NAME, location(f"=1+1{HOSTILE_NAME}", 2, 2)),),
            remediation=f"Revoke {HOSTILE_NAME}\n::warning::forged",
            secret_type=HOSTILE_NAME,
        ),
        replace(IGNORED, location=location("::error title=x::forged", 1, 1), status_reason=HOSTILE_NAME),
    ),
    skipped=(Skipped(HOSTILE_NAME, f"no such {HOSTILE_NAME}"),),
    notes=(HOSTILE_NAME,),
    policy=PolicyView(
        account=((HOSTILE_NAME, HOSTILE_NAME),),
        keys=(KeyRow(**dict.fromkeys(KeyRow.__struct_fields__, HOSTILE_NAME)),),
        corrected=((HOSTILE_NAME, (HOSTILE_NAME,)),),
    ),
    exit_code=1,
)
"""Names that try to forge lines, colours, links, workflow commands, formulas, HTML and Markdown."""
ALL = {
    "everything": EVERYTHING,
    "clean": CLEAN,
    "empty": EMPTY,
    "incomplete": INCOMPLETE,
    "suppressed": SUPPRESSED,
    "hostile": HOSTILE,
}
