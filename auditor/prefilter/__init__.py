"""Tells in one Hyperscan pass over raw bytes whether a blob can hold a finding; more than 99 % of blobs end here."""
