"""What is set aside, and why: comments in files, accepted findings; a finding gets a status, and none is lost."""

from __future__ import annotations

from auditor.suppression.resolve import Suppression, baseline_path, suppression_for

__all__ = ["Suppression", "baseline_path", "suppression_for"]
