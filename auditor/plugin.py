"""The former name of `auditor.detect_secrets_plugin`, kept for baselines and scripts of detect-secrets that name it."""

from __future__ import annotations

from auditor.detect_secrets_plugin import BackpackDetector

__all__ = ["BackpackDetector"]
