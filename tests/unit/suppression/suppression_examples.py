from __future__ import annotations

from hashlib import sha256
from typing import Any

from auditor.model.finding import Confidence, Finding, Severity
from auditor.model.location import Exposure, Location, Span


def finding(identity: str = "a", *, rule: str = "BPK102", path: str = ".env", line: int = 1, **given: Any) -> Finding:
    """A finding; `identity` stands for a public key, or with `digest` for path and field."""
    return Finding(
        rule_id=rule,
        rule="slug",
        severity=Severity.CRITICAL,
        confidence=Confidence.STRONG,
        exposure=given.pop("exposure", Exposure.TRACKED),
        message="message",
        location=Location(path, Span(line, 1, line, 9)),
        fingerprint=sha256(f"{rule}{identity}".encode()).hexdigest()[:32],
        remediation="remediation",
        **{"field": "BACKPACK_API_SECRET", **given},
    )
