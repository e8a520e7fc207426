"""Which bytes deserve a look: one Hyperscan pass over raw bytes, in which more than 99 % of blobs end."""

from __future__ import annotations

from auditor.prefilter.backpack import Interest, Spotter, spotter

__all__ = ["Interest", "Spotter", "spotter"]
